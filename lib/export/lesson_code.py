"""The short Keras programs that lessons show: each runs as it stands. Nothing here runs them."""

from __future__ import annotations

LAYERS_AND_NODES = """
import keras
import numpy as np

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

# Silence that node: what it passes on counts for nothing.
next_weights, next_biases = model.layers[1].get_weights()
next_weights[node] = 0
model.layers[1].set_weights([next_weights, next_biases])
print("read as", model.predict(digit[None], verbose=0).argmax(), "- it is a", y_test[0])
"""

WHAT_IS_A_MODEL = """
import keras
import numpy as np

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()


def zeros_and_ones(x, y):
    keep = y < 2
    return x[keep].reshape(-1, 784) / 255.0, y[keep]


x, y = zeros_and_ones(x, y)
x_test, y_test = zeros_and_ones(x_test, y_test)

# A program: the rule is written by a person. Little ink in all means 1.
rule = (x_test.mean(axis=1) < 0.12).astype(int)
print(f"rule:    {np.mean(rule == y_test):.4f} right")

# Learning: 784 weights and a bias, found from 200 labelled digits, one after the other.
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer=keras.optimizers.SGD(0.003), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x[:200], y[:200], batch_size=1, epochs=1)

# Frozen: nothing changes any more, it only answers.
model.trainable = False
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"learned: {accuracy:.4f} right")
"""
