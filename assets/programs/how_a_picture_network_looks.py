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
base = keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, weights="imagenet")
names = ["block_1_expand_relu", "block_3_expand_relu", "block_6_expand_relu", "out_relu"]
eyes = keras.Model(base.input, [base.get_layer(name).output for name in names])
for name, maps in zip(names, eyes(pixels)):
    strongest = np.argsort(-np.mean(maps[0], axis=(0, 1)))[:8]
    print(f"{name}: {maps.shape[-1]} maps of {maps.shape[1]} x {maps.shape[2]}, strongest {strongest}")
