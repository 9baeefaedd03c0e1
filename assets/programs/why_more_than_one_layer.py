import keras
import numpy as np

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)


def points(n):
    """XOR: class 1 lies top right and bottom left."""
    x = rng.uniform(-1, 1, (n, 2)).astype("float32")
    return x, (x[:, 0] * x[:, 1] > 0).astype("float32")


x, y = points(100)
x_new, y_new = points(200)


def train(name, *hidden):
    model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1)])  # its score: above 0 is class 1
    model.compile(
        optimizer=keras.optimizers.Adam(0.03),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    )
    model.fit(x, y, batch_size=10, epochs=100, verbose=0)
    print(f"{name}: {model.evaluate(x_new, y_new, verbose=0)[1]:.3f} of the new points right")
    return model


train("no hidden layer")
train("8 nodes with ReLU", keras.layers.Dense(8, activation="relu"))
linear = train("8 nodes, no ReLU", keras.layers.Dense(8))

# Without ReLU both layers fold into one: the product of their weights.
first, first_bias, last, last_bias = linear.get_weights()  # (2, 8), (8,), (8, 1), (1,)
weights = first @ last  # (2, 1)
bias = first_bias @ last + last_bias
one_layer = x_new @ weights + bias
print("largest difference:", np.abs(one_layer - linear.predict(x_new, verbose=0)).max())
