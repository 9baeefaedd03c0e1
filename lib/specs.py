"""What a learner chooses: one table of settings a run kind, and the frozen spec that it makes.

The same table makes widgets (label, range, help), URL parameters, JSON and range checks. It knows nothing of
Streamlit, of Keras, or of where a run is stored.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from dataclasses import fields as dataclass_fields
from typing import Any

from lib.field import Field, SpecError

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
        "examples", "Training digits", "int", 55000, "all there are",
        "How many digits it trains on. Fewer are faster, and overfit sooner.", 100, 55000, step=100,
    ),
    SEED,
    Field(
        "stop_early", "Stop early", "bool", False, "off, so that you see what happens after the best epoch",
        "End the run when validation accuracy has not risen for three epochs.",
    ),
    Field(
        "without", "Digits left out", "indices", (), "none: the labels are taken as they are",
        "Numbers of training digits that you found wrongly labelled or unfit.", 0, 69999,
    ),
)  # fmt: skip

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
            ("cats_and_dogs", "Cats and dogs"), ("caltech101", "Caltech-101: 97 kinds of things"),
            ("oxford_pets", "Oxford pets: 37 breeds"), ("oxford_cats_and_dogs", "Oxford pets: cat or dog"),
            ("digits", "Handwritten digits"), ("own", "Your own pictures"),
        ),
    ),
    EPOCHS,
    Field(
        "batch_size", "Batch size", "int", 32, "50 updates an epoch with 1,600 photos",
        "How many photos go through before the weights move.", 4, 256, front=True, step=4,
    ),
    Field(
        "photos", "Training photos", "int", 1600, "all there are",
        "How many photos it trains on. The validation photos and the test photos stay the same.",
        2, ALL_PHOTOS, front=True, step=2,
    ),
    Field(
        "method", "Method", "choice", "new_head", "the fastest, and hard to beat on 1,600 photos",
        "New head: only the last layer learns. Fine-tuned: the base's last layers learn too. From scratch: a small network starts from random weights.",
        choices=METHODS,
    ),
    Field(
        "base", "Base", "choice", "mobilenet_v2", "small, fast, and knows 1,000 kinds of things",
        "The model that already knows pictures.",
        choices=(
            ("mobilenet_v2", "MobileNetV2"), ("mobilenet_v2_035", "MobileNetV2 0.35"), ("vgg16", "VGG16"),
            ("resnet50_v2", "ResNet50V2"), ("efficientnet_b0", "EfficientNetB0"), ("pocket", "Pocket"),
        ),
    ),
    LEARNING_RATE,
    SCHEDULE,
    OPTIMIZER,
    Field(
        "augmentation", "Vary the photos", "bool", False, "off, so that stored features can be used",
        "Mirror and shift each photo a little, differently in each epoch.",
    ),
    Field(
        "open_layers", "Open blocks", "int", 4, "the last four blocks: what is most particular to the first task",
        "How many of the base's last blocks learn too when it is fine-tuned.", 1, 18,
    ),
    Field(
        "fine_rate", "Fine-tuning rate", "float", 1e-5, "a hundredth of the head's: large steps destroy what the base knows",
        "Learning rate for the opened layers of the base.", 1e-6, 1e-2, log=True,
    ),
    SEED,
    Field(
        "without", "Photos left out", "indices", (), "none: the labels are taken as they are",
        "Numbers of training photos that you found wrongly labelled or unfit.", 0, 99999,
    ),
)  # fmt: skip

RACE_FIELDS = (
    next(f for f in RETRAIN_FIELDS if f.name == "base"),
    Field(
        "racers", "Who races", "choice", "new_head", "needs no photos, and takes seconds",
        "A new head alone, or also from scratch and fine-tuned, which need the photos and more time.",
        choices=(("new_head", "New head"), ("all", "All three")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class DigitRun:
    """A dense network on MNIST. Ranges and reasons: `DIGIT_FIELDS`."""

    epochs: int = 10
    batch_size: int = 100
    hidden: tuple[int, ...] = (500, 300)
    learning_rate: float = 1e-3
    optimizer: str = "adam"
    dropout: float = 0.0
    examples: int = 55000
    seed: int = 0
    stop_early: bool = False
    schedule: str = "constant"
    without: tuple[int, ...] = ()  # row numbers of the picture set

    @property
    def sizes(self) -> tuple[int, ...]:
        return (784, *self.hidden, 10)

    def updates_per_epoch(self, examples: int | None = None) -> int:
        """Batches an epoch, the last of them possibly smaller; `examples` where fewer exist than asked for."""
        return math.ceil(min(examples or self.examples, self.examples) / self.batch_size)


@dataclass(frozen=True)
class RetrainRun:
    """A picture model retrained on labelled photos. Ranges and reasons: `RETRAIN_FIELDS`."""

    epochs: int = 10
    batch_size: int = 32
    photos: int = 1600
    method: str = "new_head"
    base: str = "mobilenet_v2"
    learning_rate: float = 1e-3
    optimizer: str = "adam"
    augmentation: bool = False
    open_layers: int = 4
    fine_rate: float = 1e-5
    pictures: str = "cats_and_dogs"
    schedule: str = "constant"
    seed: int = 0
    without: tuple[int, ...] = ()  # row numbers of the picture set


RACE_PHOTOS = (2, 10, 50, 200, 1600)  # equal steps on a scale of factors, near enough
RACE_SEEDS = (0, 1, 2)  # three tell luck from effect, and still take seconds
RACE_SECONDS = 100.0  # after which no further heat is begun: within the usual limit of a run


@dataclass(frozen=True)
class RaceRun:
    """The transfer race: methods against each other on the same few photos. Reasons: `RACE_FIELDS`."""

    base: str = "mobilenet_v2"
    racers: str = "new_head"

    def heats(self) -> list[RetrainRun]:
        """Every training of the race: the fast racer first; the slow ones over all photos before their next seed.

        These begin with many photos and with few, so that a race that runs out of time still shows a slope.
        """
        slow = ("scratch", "fine_tune") if self.racers == "all" else ()
        order = [("new_head", photos, seed) for photos in RACE_PHOTOS for seed in RACE_SEEDS]
        order += [
            (method, photos, seed)
            for seed in RACE_SEEDS
            for photos in (200, 10, 1600, 50, 2)
            for method in slow
        ]
        return [
            RetrainRun(method=method, photos=photos, seed=seed, base=self.base)
            for method, photos, seed in order
        ]


LANES = 5  # trainings at most that run side by side
FAULT = "fault"  # what an experiment may vary beside the settings: one thing done wrong, see `lib.networks.faults`
FAULTS = ("none", "unscaled", "shuffled", "rare", "leak", "wrong_loss", "even", "dark_cats")
UNFREEZE = "unfreeze"  # or how the base's last blocks are opened, see `lib.networks.unfreeze`
UNFREEZES = ("frozen", "one_rate", "by_depth")
BESIDE = {FAULT: FAULTS, UNFREEZE: UNFREEZES}  # what may be varied though it is no setting


@dataclass(frozen=True)
class Experiment:
    """The same training with two to five values of one setting, side by side; all else is held equal."""

    of: str = "digits"  # digits | retrain: what kind of run `base` is
    base: DigitRun | RetrainRun = DigitRun()
    varied: str = "batch_size"  # a setting of that kind, or one of BESIDE
    values: tuple[Any, ...] = (20, 100, 500)

    def lanes(self) -> list[DigitRun | RetrainRun]:
        """The runs, in the order of `values`."""
        if self.varied in BESIDE:
            return [self.base] * len(self.values)
        return [replace(self.base, **{self.varied: value}) for value in self.values]

    def faults(self) -> list[str]:
        """What is done wrong in each lane."""
        return list(self.values) if self.varied == FAULT else ["none"] * len(self.values)


Training = DigitRun | RetrainRun  # one network, one curve
Spec = Training | RaceRun | Experiment
KINDS: dict[str, type[DigitRun] | type[RetrainRun] | type[RaceRun] | type[Experiment]] = {
    "digits": DigitRun,
    "retrain": RetrainRun,
    "race": RaceRun,
    "experiment": Experiment,
}
FIELDS: dict[str, tuple[Field, ...]] = {
    "digits": DIGIT_FIELDS,
    "retrain": RETRAIN_FIELDS,
    "race": RACE_FIELDS,
    "experiment": (),  # its parts have tables of their own
}


def kind_of(spec: Spec) -> str:
    return next(kind for kind, made in KINDS.items() if isinstance(spec, made))


def field(kind: str, name: str) -> Field:
    return next(f for f in FIELDS[kind] if f.name == name)


def make(kind: str, values: Mapping[str, Any]) -> Spec:
    """A checked spec from plain values (JSON, widgets, command line); names left out take their default.

    Raises:
        SpecError: an unknown name, or a value that its field refuses.
    """
    if kind == "experiment":
        return _experiment(**values)
    known = {f.name: f for f in FIELDS[kind]}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SpecError(f"There is no setting called {unknown[0]!r}.")
    checked = {name: known[name].check(value) for name, value in values.items()}
    if kind == "retrain" and "photos" not in checked:
        checked["photos"] = usual_photos(checked.get("pictures", RetrainRun.pictures))
    return KINDS[kind](**checked)


def usual_photos(pictures: str) -> int:
    """How many training photos a retraining takes unless told: all there are."""
    return RetrainRun.photos if pictures == RetrainRun.pictures else ALL_PHOTOS


def _experiment(
    of: str = "digits",
    base: Mapping[str, Any] | None = None,
    varied: str = "batch_size",
    values: Any = (20, 100, 500),
) -> Experiment:
    """A checked experiment from plain values."""
    if of not in {"digits", "retrain"}:
        raise SpecError(f"An experiment is of digits or of retrain, not {str(of)[:40]!r}.")
    if varied not in BESIDE and varied not in {f.name for f in FIELDS[of]}:
        raise SpecError(f"There is no setting called {str(varied)[:40]!r}.")
    checked = tuple(_beside(varied, v) if varied in BESIDE else field(of, varied).check(v) for v in values)
    if not 2 <= len(checked) <= LANES or len(set(checked)) < len(checked):
        raise SpecError(f"Choose 2 to {LANES} different values to compare.")
    spec = make(of, base or {})
    assert isinstance(spec, DigitRun | RetrainRun)
    if varied == UNFREEZE and not (isinstance(spec, RetrainRun) and spec.method == "fine_tune"):
        raise SpecError("Only a fine-tuned run can be unfrozen in several ways.")
    return Experiment(of, spec, varied, checked)


def _beside(varied: str, value: Any) -> str:
    if value not in BESIDE[varied]:
        raise SpecError(f"{varied}: one of {', '.join(BESIDE[varied])}, not {str(value)[:40]!r}.")
    return value


def to_dict(spec: Spec) -> dict[str, Any]:
    """Plain JSON values, every setting named."""
    return json.loads(json.dumps(asdict(spec)))


def to_query(spec: Spec) -> dict[str, str]:
    """URL parameters: only what differs from the defaults."""
    default = type(spec)()
    if isinstance(spec, RetrainRun) and isinstance(default, RetrainRun):
        default = replace(default, photos=usual_photos(spec.pictures))
    return {
        f.name: f.text(getattr(spec, f.name))
        for f in FIELDS[kind_of(spec)]
        if getattr(spec, f.name) != getattr(default, f.name)
    }


def from_query(kind: str, query: Mapping[str, str]) -> tuple[Spec, list[str]]:
    """A spec from URL parameters, and one sentence for each parameter that had to be left out."""
    values: dict[str, Any] = {}
    notes = []
    for f in FIELDS[kind]:
        if f.name in query:
            try:
                values[f.name] = f.parse(query[f.name])
            except SpecError as error:
                notes.append(
                    f"The link asks for something that is not possible. {error} The usual value stands."
                )
    return make(kind, values), notes


def identity(spec: Spec, *hashes: str) -> str:
    """What makes two runs the same run: every setting, and the hashes of the data and assets that it uses."""
    text = json.dumps([kind_of(spec), to_dict(spec), *hashes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def differing(specs: list[Spec]) -> list[str]:
    """Names of the settings in which these runs of one kind differ, in the table's order."""
    names = [f.name for f in dataclass_fields(specs[0])] if specs else []
    return [name for name in names if len({getattr(spec, name) for spec in specs}) > 1]
