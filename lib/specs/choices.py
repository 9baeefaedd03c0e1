"""The tables of settings: how each is named, bounded, explained and shown, with the reason beside each default.

`lib.specs.specs` makes specs of them. They know nothing of Streamlit or of Keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lib.specs.field import Field

OPTIMIZERS = (("adam", "Adam"), ("sgd", "SGD"), ("rmsprop", "RMSprop"))

EPOCHS = Field(
    "epochs", "Epochs", "int", 10, "long enough to see the curves level off",
    "How many times all training pictures go through the network.", 1, 30, front=True,
)  # fmt: skip
OPTIMIZER = Field(
    "optimizer", "Optimizer", "choice", "adam", "the most used; forgiving about the learning rate",
    "The rule that turns gradients into steps. SGD takes the plain step; Adam and RMSprop scale it weight by weight.",
    choices=OPTIMIZERS,
)  # fmt: skip
SEED = Field(
    "seed", "Seed", "int", 0, "any number does; the same one repeats the run",
    "Where the random numbers start: first weights, order of the pictures. Another seed gives a slightly different result.",
    0, 9999,
)  # fmt: skip
SCHEDULE = Field(
    "schedule", "Schedule", "choice", "constant", "one number, easy to follow",
    "How the learning rate changes during the run. One cycle: it warms up to the rate you chose, then falls to almost nothing.",
    choices=(("constant", "Constant"), ("one_cycle", "One cycle")),
)  # fmt: skip
LEARNING_RATE = Field(
    "learning_rate", "Learning rate", "float", 1e-3, "Adam's usual rate (Kingma & Ba 2015)",
    "How large a step each update takes. Too small: it hardly moves. Too large: it jumps about.", 1e-5, 1, log=True,
)  # fmt: skip

BASE = Field(
    "base", "Base", "choice", "mobilenet_v2", "small, fast, and knows 1,000 kinds of things",
    "The model that already knows pictures.",
    choices=(
        ("mobilenet_v2", "MobileNetV2"), ("mobilenet_v2_035", "MobileNetV2 0.35"), ("vgg16", "VGG16"),
        ("resnet50_v2", "ResNet50V2"), ("efficientnet_b0", "EfficientNetB0"), ("pocket", "Pocket"),
    ),
)  # fmt: skip

DIGIT_FIELDS = (
    EPOCHS,
    Field(
        "batch_size", "Batch size", "int", 100, "550 updates an epoch: smooth, and fast enough to watch",
        "How many digits go through the network before the weights move.", 8, 1024, front=True, step=4,
    ),
    Field(
        "hidden", "Hidden layers", "layers", (500, 300), "reaches about 98 % and trains in seconds an epoch",
        "Nodes in each layer between the pixels and the ten answers. All use ReLU.", 1, 1024,
    ),
    LEARNING_RATE,
    SCHEDULE,
    OPTIMIZER,
    Field(
        "dropout", "Dropout", "float", 0.0, "none, so that overfitting can be seen first",
        "The share of hidden nodes switched off at random in each training step.", 0, 0.9,
    ),
    Field(
        "train_size", "Training digits", "int", 55000, "all there are",
        "How many digits it trains on. Fewer are faster, and overfit sooner.", 100, 55000, step=100, was=("examples",),
    ),
    SEED,
    Field(
        "stop_early", "Stop early", "bool", False, "off, so that you see what happens after the best epoch",
        "End the run when validation accuracy has not risen for three epochs.",
    ),
    Field(
        "excluded_rows", "Digits left out", "indices", (), "none: the labels are taken as they are",
        "Numbers of training digits that you found wrongly labelled or unfit.", 0, 69999, was=("without",),
    ),
)  # fmt: skip

OWN = "own"  # pictures of a learner: they travel with the run
# Pictures in the training, validation and test part of each built-in set, for ranges and predictions. The Oxford set's
# first two add up to its list of 3,680; how they fall apart is rounded breed by breed.
SET_SIZES: Mapping[str, tuple[int, int, int]] = {
    "cats_and_dogs": (1600, 400, 1000),
    "caltech101": (4340, 936, 933),
    "oxford_pets": (2944, 736, 3669),
    "oxford_cats_and_dogs": (2944, 736, 3669),
    "digits": (3929, 357, 714),
}
ALL_PHOTOS = 5000  # more than any set trains on: all there are

METHODS = (("new_head", "New head"), ("fine_tune", "Fine-tuned"), ("scratch", "From scratch"))

RETRAIN_FIELDS = (
    Field(
        "pictures", "Picture set", "choice", "cats_and_dogs", "two classes that everybody knows",
        "The labelled pictures to learn from.", front=True,
        choices=(
            ("cats_and_dogs", "Cats and dogs"), ("caltech101", "97 kinds (Caltech)"),
            ("oxford_pets", "37 breeds (Oxford)"), ("oxford_cats_and_dogs", "Cat or dog (Oxford)"),
            ("digits", "Handwritten digits"), ("own", "Your own pictures"),
        ),
    ),
    EPOCHS,
    Field(
        "batch_size", "Batch size", "int", 32, "50 updates an epoch with 1,600 photos",
        "How many photos go through before the weights move.", 4, 256, front=True, step=4,
    ),
    Field(
        "train_size", "Training photos", "int", 1600, "all there are",
        "How many photos it trains on. The validation photos and the test photos stay the same.",
        2, ALL_PHOTOS, front=True, step=2, was=("photos",),
    ),
    Field(
        "method", "Method", "choice", "new_head", "the fastest, and hard to beat on 1,600 photos",
        "New head: only the last layer learns. Fine-tuned: the base's last layers learn too. From scratch: a small network starts from random weights.",
        choices=METHODS,
    ),
    BASE,
    LEARNING_RATE,
    SCHEDULE,
    OPTIMIZER,
    Field(
        "augmentation", "Vary the photos", "bool", False, "off, so that stored features can be used",
        "Mirror and shift each photo a little, differently in each epoch.",
    ),
    Field(
        "unfrozen_blocks", "Open blocks", "int", 4, "the last four blocks: what is most particular to the first task",
        "How many of the base's last blocks learn too when it is fine-tuned.", 1, 18, was=("open_layers",),
    ),
    Field(
        "fine_rate", "Fine-tuning rate", "float", 1e-5, "a hundredth of the head's: large steps destroy what the base knows",
        "Learning rate for the opened layers of the base.", 1e-6, 1e-2, log=True,
    ),
    SEED,
    Field(
        "excluded_rows", "Photos left out", "indices", (), "none: the labels are taken as they are",
        "Numbers of training photos that you found wrongly labelled or unfit.", 0, 99999, was=("without",),
    ),
)  # fmt: skip

# A new head on a learner's own pictures: a retraining of which a page offers these, with usual values of its own.
OWN_FIELDS = (
    replace(
        EPOCHS, default=20, help="How many times all training pictures go through the head.",
        reason="few pictures make few updates an epoch, and on stored features an epoch takes no time",
    ),
    replace(BASE, choices=tuple(choice for choice in BASE.choices if choice[0] in {"mobilenet_v2", "pocket"})),
)  # fmt: skip

# The same where the head learns in the learner's browser, which offers these.
DEVICE_FIELDS = (
    *OWN_FIELDS,
    *(
        replace(field, front=False)
        for field in RETRAIN_FIELDS
        if field.name in {"batch_size", "learning_rate", "schedule", "optimizer", "augmentation", "seed"}
    ),
)

RACE_FIELDS = (
    BASE,
    Field(
        "racers", "Who races", "choice", "new_head", "needs no photos, and takes seconds",
        "A new head alone, or also from scratch and fine-tuned, which need the photos and more time.",
        choices=(("new_head", "New head"), ("all", "All three")),
    ),
)  # fmt: skip
