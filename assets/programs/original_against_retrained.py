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
