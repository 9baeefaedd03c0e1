"""What a user would write instead: plain Keras, the frozen base run in every epoch, on the same photos."""

import zipfile

import keras
import numpy as np
from PIL import Image

from lib.settings import keras_home

SIDE = 160
home = keras_home()


def photos(folder: str) -> tuple[np.ndarray, np.ndarray]:
    """All photos of a folder of the archive, and whether each is a dog."""
    with zipfile.ZipFile(home / "datasets" / "cats_and_dogs_filtered.zip") as archive:
        names = sorted(n for n in archive.namelist() if f"/{folder}/" in n and n.endswith(".jpg"))
        opened = [Image.open(archive.open(name)).convert("RGB").resize((SIDE, SIDE)) for name in names]
    return np.stack([np.asarray(p) for p in opened]), np.array(
        ["/dogs/" in name for name in names], np.float32
    )


x, y = photos("train")
x_test, y_test = photos("validation")
order = np.random.default_rng(0).permutation(len(x))
train, validation = order[:1600], order[1600:]
weights = home / "models" / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"
base = keras.applications.MobileNetV2(
    input_shape=(SIDE, SIDE, 3), include_top=False, weights=str(weights), pooling="avg"
)
base.trainable = False
inputs = keras.Input((SIDE, SIDE, 3))
scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
outputs = keras.layers.Dense(1, "sigmoid")(base(scaled, training=False))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy", metrics=["accuracy"])
model.fit(
    x[train], y[train], batch_size=32, epochs=10, validation_data=(x[validation], y[validation]), verbose=0
)
print(model.evaluate(x_test, y_test, verbose=0)[1])
