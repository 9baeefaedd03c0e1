"""Plain Keras code that does what a run did: short, readable, with the run's own settings. It runs nothing itself."""

from __future__ import annotations

from lib.bases import BASES
from lib.specs import DigitRun, RetrainRun

_OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}
_APPLICATIONS = {  # base: how Keras makes it, and the module with its scaling
    "mobilenet_v2": ("MobileNetV2({})", "mobilenet_v2"),
    "mobilenet_v2_035": ("MobileNetV2({}, alpha=0.35)", "mobilenet_v2"),
    "vgg16": ("VGG16({})", "vgg16"),
    "resnet50_v2": ("ResNet50V2({})", "resnet_v2"),
    "efficientnet_b0": ("EfficientNetB0({})", "efficientnet"),
}


def digit_code(spec: DigitRun) -> str:
    """A whole program: load MNIST, build, train, keep the best epoch, test. Prints the test accuracy."""
    layers = []
    for nodes in spec.hidden:
        layers.append(f'    keras.layers.Dense({nodes}, activation="relu"),')
        if spec.dropout:
            layers.append(f"    keras.layers.Dropout({spec.dropout:g}),")
    stop = '    keras.callbacks.EarlyStopping("val_accuracy", patience=3),\n' if spec.stop_early else ""
    hidden = "\n".join(layers) + "\n" if layers else ""
    return f"""
import keras
import numpy as np

keras.utils.set_random_seed({spec.seed})

# 60,000 digits to learn from, 10,000 for the test. The test part chooses nothing.
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0  # pixels from 0 to 1
order = np.random.default_rng({spec.seed}).permutation(55_000)[:{spec.examples}]
x_train, y_train = x[order], y[order]
x_val, y_val = x[55_000:], y[55_000:]  # never change the weights: they tell which epoch was best

model = keras.Sequential([
    keras.Input((784,)),
{hidden}    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.{_OPTIMIZERS[spec.optimizer]}({spec.learning_rate:g}),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()

best = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)
model.fit(x_train, y_train, batch_size={spec.batch_size}, epochs={spec.epochs}, validation_data=(x_val, y_val), callbacks=[
    best,
{stop}])

model = keras.models.load_model("best.keras")
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {{accuracy:.4f}}")
""".strip()


def retrain_code(spec: RetrainRun) -> str:
    """A whole program after the Keras guide on transfer learning: photos, base, new head, and what the method adds.

    Pocket is not part of Keras, so MobileNetV2 stands in for it.
    """
    base = "mobilenet_v2" if spec.base == "pocket" else spec.base
    size, first_open = (
        (96, "")
        if spec.method == "scratch"
        else (BASES[base].size, BASES[base].blocks[-spec.open_layers :][0][1])
    )
    call, module = _APPLICATIONS[base]
    shape = (
        "(None, None, 3)" if "mobilenet" in base else f"({size}, {size}, 3)"
    )  # its weights for 224 pixels, at any size
    model = _SCRATCH if spec.method == "scratch" else _ON_BASE.format(
        call=call.format(f'include_top=False, input_shape={shape}, weights="imagenet"'), module=module, size=size
    )  # fmt: skip
    optimizer = f"keras.optimizers.{_OPTIMIZERS[spec.optimizer]}"
    fit = "model.fit(train, epochs={}, validation_data=validation, callbacks=[best])"
    epochs = 10 if spec.method == "fine_tune" else spec.epochs
    steps = [_COMPILE.format(optimizer=f"{optimizer}({spec.learning_rate:g})"), fit.format(epochs)]
    if spec.method == "fine_tune":
        steps += [
            _OPEN.format(first_open=first_open),
            _COMPILE.format(optimizer=f"{optimizer}({spec.fine_rate:g})"),
        ]
        steps += [fit.format(spec.epochs)]
    vary = (
        '\nvary = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomTranslation(0.1, 0.1)])'
        if spec.augmentation
        else ""
    )
    vary += "\ntrain = train.map(lambda x, y: (vary(x, training=True), y))" if spec.augmentation else ""
    return f"""
from pathlib import Path

import keras

keras.utils.set_random_seed({spec.seed})

# 2,000 photos to learn from, 400 of them for validation; 1,000 for the test, which chooses nothing.
unpacked = keras.utils.get_file(
    "cats_and_dogs_filtered.zip", "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip", extract=True
)
folder = next(Path(unpacked).rglob("validation")).parent


def photos(part, batch_size={spec.batch_size}, **settings):
    return keras.utils.image_dataset_from_directory(
        f"{{folder}}/{{part}}", image_size=({size}, {size}), batch_size=batch_size, label_mode="binary", **settings
    )


train, validation = photos("train", validation_split=0.2, subset="both", seed={spec.seed})
train = train.unbatch().take({spec.photos}).cache().shuffle({spec.photos}).batch({spec.batch_size})
test = photos("validation", shuffle=False){vary}

{model}
best = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)
{chr(10).join(steps)}

model = keras.models.load_model("best.keras")
loss, accuracy = model.evaluate(test, verbose=0)
print(f"test accuracy: {{accuracy:.4f}}")
""".strip()


_ON_BASE = """base = keras.applications.{call}
base.trainable = False  # it computes, and stays as it is

inputs = keras.Input(({size}, {size}, 3))
x = keras.applications.{module}.preprocess_input(inputs)  # the scaling that this base was trained with
x = base(x, training=False)  # batch normalisation keeps its statistics, also while the rest learns
x = keras.layers.GlobalAveragePooling2D()(x)
outputs = keras.layers.Dense(1, activation="sigmoid")(x)  # cat 0, dog 1
model = keras.Model(inputs, outputs)
model.summary()
"""

_SCRATCH = """model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),  # cat 0, dog 1
])
model.summary()
"""

_COMPILE = 'model.compile(optimizer={optimizer}, loss="binary_crossentropy", metrics=["accuracy"])'

_OPEN = """
# The head has learned; now the base's last layers may learn too, at a much lower rate.
base.trainable = True
for layer in base.layers[: base.layers.index(base.get_layer("{first_open}"))]:
    layer.trainable = False"""
