import keras
import numpy as np
import tensorflow as tf

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0

model = keras.Sequential([
    keras.Input((784,)),
    keras.layers.Dense(500, activation="relu"),
    keras.layers.Dense(300, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=100, epochs=1)
print(f"{model.count_params():,} weights and biases")

# One node by hand: inputs x weights, summed up, plus the bias, then ReLU.
digit, node = x_test[0], 50
weights, biases = model.layers[0].get_weights()  # (784, 500) and (500,)
total = np.sum(digit * weights[:, node]) + biases[node]
print("by hand:  ", max(0.0, total))
print("by Keras: ", float(model.layers[0](digit[None])[0, node]))

# One update for one digit that is read wrong: gradients by backpropagation, then a small step against each.
wrong = np.flatnonzero(model.predict(x_test, verbose=0).argmax(axis=1) != y_test)[:1]
trained = model.get_weights()
with tf.GradientTape() as tape:
    loss = keras.losses.sparse_categorical_crossentropy(y_test[wrong], model(x_test[wrong]))
gradients = tape.gradient(loss, model.trainable_weights)
print("probability of the right answer:", float(model(x_test[wrong])[0, y_test[wrong][0]]))
for weight, gradient in zip(model.trainable_weights, gradients):
    weight.assign_sub(0.001 * gradient)
print("after one update:               ", float(model(x_test[wrong])[0, y_test[wrong][0]]))
print("all test digits read correctly: ", model.evaluate(x_test, y_test, verbose=0)[1])
model.set_weights(trained)

# Silence that node: what it passes on counts for nothing.
next_weights, next_biases = model.layers[1].get_weights()
next_weights[node] = 0
model.layers[1].set_weights([next_weights, next_biases])
print("read as", model.predict(digit[None], verbose=0).argmax(), "- it is a", y_test[0])
