"""What a user would write instead for Caltech-101: plain Keras, the frozen base run in every epoch, the same pictures."""

import zipfile

import keras
import numpy as np
from PIL import Image

from lib.pictures.sets.caltech import caltech101
from lib.settings import keras_home

SIDE = 160
home = keras_home()
pictures = caltech101(home / "datasets" / "caltech101_112px.zip")
with zipfile.ZipFile(pictures.archive) as archive:
    x = np.stack([
        np.asarray(Image.open(archive.open(name)).convert("RGB").resize((SIDE, SIDE))) for name in pictures.names
    ])  # fmt: skip
train, validation, test = (pictures.where(part) for part in ("train", "validation", "test"))
y = pictures.labels
weights = home / "models" / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"
base = keras.applications.MobileNetV2(
    input_shape=(SIDE, SIDE, 3), include_top=False, weights=str(weights), pooling="avg"
)
base.trainable = False
inputs = keras.Input((SIDE, SIDE, 3))
scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
outputs = keras.layers.Dense(len(pictures.classes), "softmax")(base(scaled, training=False))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(
    x[train], y[train], batch_size=32, epochs=10, validation_data=(x[validation], y[validation]), verbose=0
)
print(model.evaluate(x[test], y[test], verbose=0)[1])
