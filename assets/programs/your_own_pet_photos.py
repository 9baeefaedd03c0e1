import keras
import numpy as np
from PIL import Image, ImageOps

original = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")
last_map = keras.Model(original.input, original.get_layer("out_relu").output)
kernel, bias = np.load("head.npz")["kernel"], np.load("head.npz")["bias"]   # (1280, 1) and (1,): a trained head

upright = ImageOps.exif_transpose(Image.open("mine.jpg")).convert("RGB")   # a phone notes how it was held
photo = upright.resize((160, 160), Image.Resampling.BILINEAR)
pixels = keras.applications.mobilenet_v2.preprocess_input(np.array(photo, dtype="float32")[None])

maps = last_map.predict(pixels, verbose=0)[0]                  # (5, 5, 1280)
logit = maps.mean(axis=(0, 1)) @ kernel[:, 0] + bias[0]        # the head reads the average of the map
dog = 1 / (1 + np.exp(-logit))                                 # the sigmoid
print(f"dog {dog:.1%}, cat {1 - dog:.1%}")

where = maps @ kernel[:, 0]                                    # (5, 5): each place's share in that sum
print(np.round(where if dog > 0.5 else -where, 1))

# "Neither" is not among its two answers. The original has 1,000 names, 123 of them cats and dogs.
names = original.predict(pixels, verbose=0)[0]
print(f"all cats and dogs together: {names[281:286].sum() + names[151:269].sum():.1%}")
