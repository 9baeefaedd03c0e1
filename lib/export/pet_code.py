"""The short Keras programs of the lessons on cats and dogs: each runs as it stands. Nothing here runs them."""

from __future__ import annotations

MEET_ORIGINAL = """
import keras
import numpy as np

model = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")

photo = keras.utils.load_img("cat.jpg", target_size=(160, 160), interpolation="bilinear")
pixels = np.array(photo, dtype="float32")[None]                      # (1, 160, 160, 3), from 0 to 255
scaled = keras.applications.mobilenet_v2.preprocess_input(pixels)    # from -1 to 1: what it was trained on

probabilities = model.predict(scaled, verbose=0)                       # (1, 1000), adding up to 1
for _, name, share in keras.applications.mobilenet_v2.decode_predictions(probabilities, top=5)[0]:
    print(f"{share:7.2%}  {name}")
"""

COMPARE_PETS = """
import keras
import numpy as np
from scipy.stats import binomtest

# Unpacked from https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip
def photos(part):
    found = keras.utils.image_dataset_from_directory(
        f"cats_and_dogs_filtered/{part}", image_size=(160, 160), batch_size=50, shuffle=False)
    scaled = found.map(lambda x, y: (keras.applications.mobilenet_v2.preprocess_input(x), y))
    return scaled, np.concatenate([y for _, y in found])             # 0 = cat, 1 = dog

original = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")
base = keras.Model(original.input, original.layers[-2].output)       # without its last layer
train, y_train = photos("train")
test, y_test = photos("validation")                                  # chooses nothing

# The original: its best guess names a breed of the right animal.
names = original.predict(test, verbose=0).argmax(axis=1)
before = np.where((names >= 281) & (names <= 285), 0, np.where((names >= 151) & (names <= 268), 1, -1))

# A new head on features that are computed once.
head = keras.Sequential([keras.Input((1280,)), keras.layers.Dense(1, activation="sigmoid")])
head.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
head.fit(base.predict(train, verbose=0), y_train, batch_size=32, epochs=10, verbose=0)
after = (head.predict(base.predict(test, verbose=0), verbose=0)[:, 0] > 0.5).astype(int)

# The same photos for both: who changed sides, and would a coin do that?
fixed = int(((before != y_test) & (after == y_test)).sum())
broken = int(((before == y_test) & (after != y_test)).sum())
print("right before", (before == y_test).sum(), "and after", (after == y_test).sum())
print(fixed, "fixed,", broken, "broken, p =", binomtest(fixed, fixed + broken).pvalue)
"""

OWN_PETS = """
import keras
import numpy as np

original = keras.applications.MobileNetV2(input_shape=(160, 160, 3), weights="imagenet")
last_map = keras.Model(original.input, original.get_layer("out_relu").output)
kernel, bias = np.load("head.npz")["kernel"], np.load("head.npz")["bias"]   # (1280, 1) and (1,): a trained head

photo = keras.utils.load_img("mine.jpg", target_size=(160, 160), interpolation="bilinear")
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
"""
