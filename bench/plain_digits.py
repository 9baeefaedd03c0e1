"""What a user would write instead: plain Keras, `model.fit`, the same digits and settings. Takes hidden layers as 500,300, and epochs and batch size."""

import sys

import keras

hidden = [int(nodes) for nodes in sys.argv[1].split(",")]
epochs, batch_size = (int(number) for number in [*sys.argv[2:], 10, 100][:2])
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784).astype("float32") / 255, x_test.reshape(-1, 784).astype("float32") / 255
model = keras.Sequential(
    [keras.Input((784,)), *[keras.layers.Dense(n, "relu") for n in hidden], keras.layers.Dense(10, "softmax")]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(
    x[:55000],
    y[:55000],
    batch_size=batch_size,
    epochs=epochs,
    validation_data=(x[55000:], y[55000:]),
    verbose=0,
)
print(model.evaluate(x_test, y_test, verbose=0)[1])
