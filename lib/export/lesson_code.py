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

HOW_A_PICTURE_NETWORK_LOOKS = """
import keras
import numpy as np
from sklearn.datasets import load_sample_image

# A picture is numbers: resized, and scaled from 0..255 to -1..1.
photo = keras.ops.image.resize(load_sample_image("flower.jpg").astype("float32"), (160, 160))
pixels = photo[None] / 127.5 - 1  # (1, 160, 160, 3)

# One 3 x 3 kernel for vertical edges, then ReLU, then pooling.
edges = keras.layers.Conv2D(1, 3, activation="relu", use_bias=False)
edges.build((None, 160, 160, 1))
edges.set_weights([np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32").reshape(3, 3, 1, 1)])
grey = keras.ops.mean(pixels, axis=-1, keepdims=True)
print("after the kernel:", edges(grey).shape)
print("after pooling:   ", keras.layers.MaxPooling2D(2)(edges(grey)).shape)

# What a pretrained base sees at four depths. (weights=None would give random kernels.)
base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, weights=WEIGHTS)
names = ["block_1_expand_relu", "block_3_expand_relu", "block_6_expand_relu", "out_relu"]
eyes = keras.Model(base.input, [base.get_layer(name).output for name in names])
for name, maps in zip(names, eyes(pixels)):
    strongest = np.argsort(-np.mean(maps[0], axis=(0, 1)))[:8]
    print(f"{name}: {maps.shape[-1]} maps of {maps.shape[1]} x {maps.shape[2]}, strongest {strongest}")
""".replace("WEIGHTS", '"imagenet"')
