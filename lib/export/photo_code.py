"""Plain Keras code of a retraining, after the Keras guide on transfer learning: photos, base, new head, and what the
method adds. The photos and their split are the run's own. It runs nothing itself.
"""

from __future__ import annotations

import math

from lib.export.program import KEEP_BEST, ONE_CYCLE, Step, optimizer
from lib.export.set_code import needs, set_step
from lib.models.bases import BASES, SCRATCH_SIZE
from lib.specs.choices import OWN, SET_SIZES
from lib.specs.specs import RetrainRun

CATS_AND_DOGS = "cats_and_dogs"
TWO = {CATS_AND_DOGS, "oxford_cats_and_dogs"}  # one output with a sigmoid
WARM_UP = 10  # epochs of the head alone before blocks are opened, as in `lib.networks.train.retrain`

_APPLICATIONS = {  # base: how Keras makes it, and the module with its scaling
    "mobilenet_v2": ("MobileNetV2", "", "mobilenet_v2"),
    "mobilenet_v2_035": ("MobileNetV2", ", alpha=0.35", "mobilenet_v2"),
    "vgg16": ("VGG16", "", "vgg16"),
    "resnet50_v2": ("ResNet50V2", "", "resnet_v2"),
    "efficientnet_b0": ("EfficientNetB0", "", "efficientnet"),
}


def photo_steps(spec: RetrainRun, classes: int = 2) -> list[Step]:
    """The whole program; it ends with `accuracy`, the share of test photos that are right.

    Args:
        classes: of a learner's own pictures.

    Pocket is not part of Keras, so MobileNetV2 stands in for it, and the words say so.
    """
    base = BASES["mobilenet_v2" if spec.base == "pocket" else spec.base]
    size = SCRATCH_SIZE if spec.method == "scratch" else base.size
    head_alone = spec.method == "fine_tune" or (spec.method == "new_head" and not spec.augmentation)
    two = spec.pictures in TWO or (spec.pictures == OWN and classes == 2)
    loss = "binary_crossentropy" if two else "sparse_categorical_crossentropy"
    last = 'Dense(1, activation="sigmoid"' if two else 'Dense(len(classes), activation="softmax"'
    middle = []
    if spec.method == "scratch":
        middle.append(
            Step(
                "A small network, with the random weights that the run began with.",
                _SCRATCH.format(
                    augment=_augment(spec),
                    last=last,
                    seed=spec.seed,
                    seeds=[spec.seed * 10 + i for i in range(5)],
                ),
            )
        )
    else:
        middle.append(Step(_base_words(spec), _base(spec, last)))
    photos = (
        min(spec.train_size, SET_SIZES[spec.pictures][0]) if spec.pictures in SET_SIZES else spec.train_size
    )
    updates = spec.epochs * math.ceil(photos / spec.batch_size)
    common = {"keep": KEEP_BEST, "batch": spec.batch_size, "loss": loss}
    if head_alone:
        first = spec.method == "fine_tune"  # before the base is opened, at a constant rate
        rule = optimizer(spec.optimizer, spec.learning_rate, "constant" if first else spec.schedule, updates)
        code = _HEAD.format(rule=rule, epochs=WARM_UP if first else spec.epochs, **common)
        middle.append(Step(_HEAD_WORDS, code))
    if spec.method == "fine_tune":
        first_open = base.blocks[-min(spec.unfrozen_blocks, len(base.blocks))][1]
        middle.append(Step(_OPEN_WORDS, _OPEN.format(first_open=first_open)))
    if not head_alone or spec.method == "fine_tune":
        rate = spec.fine_rate if spec.method == "fine_tune" else spec.learning_rate
        rule = optimizer(spec.optimizer, rate, spec.schedule, updates)
        middle.append(Step(_FIT_WORDS, _FIT.format(rule=rule, epochs=spec.epochs, **common)))
    if spec.schedule == "one_cycle":
        middle.insert(0, ONE_CYCLE)
    pets = spec.pictures == CATS_AND_DOGS
    needed = needs(spec)
    archives = "import zipfile\n\n" if pets else "" if "pathlib" in needed else "from pathlib import Path\n\n"
    return [
        Step(
            f"{'Tell cats from dogs' if pets else 'Tell pictures apart'}: the run's own settings, in plain Keras. "
            "Install what it needs, once: pip install tensorflow pillow",
            "\n\n".join(
                part
                for part in (
                    needed,
                    _SET_UP.format(archives=archives, seed=spec.seed),
                )
                if part
            ),
        ),
        _pets_step(spec, size) if pets else set_step(spec, size),
        *middle,
        Step("Test the best epoch, on photos that chose nothing.", _TEST.format(loss=loss)),
    ]


def _pets_step(spec: RetrainRun, size: int) -> Step:
    code = _PHOTOS.format(size=size, seed=spec.seed, photos=spec.train_size, without=_left_out(spec))
    return Step(_PHOTOS_WORDS, code)


def _left_out(spec: RetrainRun) -> str:
    """Takes the photos found unfit out of `chosen`: the set counts 1,000 cats, then 1,000 dogs."""
    if not spec.excluded_rows:
        return ""
    unfit = {
        animal: [row - first for row in spec.excluded_rows if first <= row < first + 1000]
        for animal, first in (("cat", 0), ("dog", 1000))
    }
    return (
        f"unfit = {unfit}  # left out by hand\n"
        "chosen = {animal: numbers[~np.isin(numbers, unfit[animal])] for animal, numbers in chosen.items()}\n"
    )


def _base_words(spec: RetrainRun) -> str:
    words = (
        "A base that knows 1,000 kinds of things, without its last layer, and a new last layer (head) on it."
    )
    if spec.base == "pocket":
        words += "\nThe run's base, Pocket, is not part of Keras. MobileNetV2 stands in for it, so results will differ."
    return words


def _augment(spec: RetrainRun) -> str:
    """Lines of a Sequential, at work only in training."""
    if not spec.augmentation:
        return ""
    return '    keras.layers.RandomFlip("horizontal"),\n    keras.layers.RandomTranslation(0.1, 0.1),\n'


def _base(spec: RetrainRun, last: str) -> str:
    base = BASES["mobilenet_v2" if spec.base == "pocket" else spec.base]
    call, width, module = _APPLICATIONS[base.name]
    any_size = call == "MobileNetV2"
    shape = "(None, None, 3)" if any_size else f"({base.size}, {base.size}, 3)"
    why = "# its weights were made for 224 pixels and work at any size\n" if any_size else ""
    augment = f"x = keras.Sequential([\n{_augment(spec)}])(inputs)\n" if spec.augmentation else "x = inputs\n"
    return (
        f"{why}base = keras.applications.{call}(\n"
        f'    include_top=False, pooling="avg", weights="imagenet", input_shape={shape}{width}\n)\n'
        "base.trainable = False  # it computes, and stays as it is\n\n"
        f"inputs = keras.Input(({base.size}, {base.size}, 3))\n"
        f"{augment}"
        f"x = keras.applications.{module}.preprocess_input(x)  # the scaling that this base was trained with\n"
        "x = base(x, training=False)  # batch normalisation keeps its statistics, also while the rest learns\n"
        f"start = keras.initializers.GlorotUniform(seed={spec.seed})  # the random weights that the run began with\n"
        f"head = keras.layers.{last}, kernel_initializer=start)\n"
        "features, model = keras.Model(inputs, x), keras.Model(inputs, head(x))\n"
        "model.summary()"
    )


_SET_UP = """
{archives}import keras
import numpy as np
from PIL import Image

keras.utils.set_random_seed({seed})
""".strip()

_PHOTOS_WORDS = "3,000 photos (69 MB): 1,600 to learn from, 400 for validation, 1,000 for the test. The same split for everybody."
_PHOTOS = """
address = "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip"
archive = zipfile.ZipFile(keras.utils.get_file("cats_and_dogs_filtered.zip", address))


def photos(part, numbers):
    \"\"\"Pixels (2n, {size}, {size}, 3) of the cats and the dogs of these numbers, and their labels: cat 0, dog 1.\"\"\"
    names = [f"{{part}}/{{animal}}s/{{animal}}.{{i}}.jpg" for animal in ("cat", "dog") for i in numbers[animal]]
    small = [
        Image.open(archive.open(f"cats_and_dogs_filtered/{{name}}")).convert("RGB").resize(({size}, {size}), Image.Resampling.BILINEAR)
        for name in names
    ]
    return np.stack([np.asarray(photo) for photo in small]), np.array(["dog." in name for name in names], "float32")


parts, mine = np.random.RandomState(0), np.random.default_rng([{seed}, 1])
orders = {{animal: parts.permutation(1000) for animal in ("cat", "dog")}}
x_val, y_val = photos("train", {{animal: order[800:] for animal, order in orders.items()}})
chosen = {{animal: mine.permutation(np.sort(order[:800]))[: {photos} // 2] for animal, order in orders.items()}}
{without}x_train, y_train = photos("train", chosen)
x_test, y_test = photos("validation", {{animal: range(2000, 2500) for animal in ("cat", "dog")}})
""".strip()

_HEAD_WORDS = (
    "Train the head alone. What the frozen base makes of a photo never changes, so it is computed once."
)
_HEAD = """
{keep}
seen, seen_val = features.predict(x_train), features.predict(x_val)
alone = keras.Sequential([keras.Input(seen.shape[1:]), head])
alone.compile(optimizer={rule}, loss="{loss}", metrics=["accuracy"])
alone.fit(
    seen, y_train, batch_size={batch}, epochs={epochs}, verbose=2, validation_data=(seen_val, y_val), callbacks=[keep]
)
alone.load_weights(best)
""".strip()

_OPEN_WORDS = "The head has learned. Now the base's last layers may learn too, at a much lower rate."
_OPEN = """
base.trainable = True
for layer in base.layers[: base.layers.index(base.get_layer("{first_open}"))]:
    layer.trainable = False
""".strip()

_FIT_WORDS = "Train. The validation photos never change the weights: they tell which epoch was best."
_FIT = """
model.compile(optimizer={rule}, loss="{loss}", metrics=["accuracy"])
{keep}
model.fit(
    x_train, y_train, batch_size={batch}, epochs={epochs}, verbose=2, validation_data=(x_val, y_val), callbacks=[keep]
)
model.load_weights(best)
""".strip()

_TEST = """
model.compile(loss="{loss}", metrics=["accuracy"])
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {{accuracy:.4f}}")
""".strip()

_SCRATCH = """
start = keras.initializers.GlorotUniform
model = keras.Sequential([
    keras.Input((96, 96, 3)),
{augment}    keras.layers.Rescaling(1 / 127.5, offset=-1),
    keras.layers.Conv2D(16, 3, padding="same", activation="relu", kernel_initializer=start(seed={seeds[1]})),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(32, 3, padding="same", activation="relu", kernel_initializer=start(seed={seeds[2]})),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(64, 3, padding="same", activation="relu", kernel_initializer=start(seed={seeds[3]})),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(64, activation="relu", kernel_initializer=start(seed={seeds[4]})),
    keras.layers.{last}, kernel_initializer=start(seed={seed})),
])
model.summary()
""".strip()
