"""What a learner chooses: the frozen spec of each kind of run, made and checked by its table in `lib.specs.choices`.

The same table makes widgets (label, range, help), URL parameters, JSON and range checks. It knows nothing of
Streamlit, of Keras, or of where a run is stored.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from lib.specs.choices import ALL_PHOTOS, DIGIT_FIELDS, OWN, OWN_FIELDS, RACE_FIELDS, RETRAIN_FIELDS
from lib.specs.field import Field, SpecError


@dataclass(frozen=True)
class DigitRun:
    """A dense network on MNIST. Ranges and reasons: `DIGIT_FIELDS`."""

    epochs: int = 10
    batch_size: int = 100
    hidden: tuple[int, ...] = (500, 300)
    learning_rate: float = 1e-3
    optimizer: str = "adam"
    dropout: float = 0.0
    train_size: int = 55000
    seed: int = 0
    stop_early: bool = False
    schedule: str = "constant"
    excluded_rows: tuple[int, ...] = ()  # row numbers of the picture set

    @property
    def sizes(self) -> tuple[int, ...]:
        return (784, *self.hidden, 10)

    def updates_per_epoch(self, examples: int | None = None) -> int:
        """Batches an epoch, the last of them possibly smaller; `examples` where fewer exist than asked for."""
        return math.ceil(min(examples or self.train_size, self.train_size) / self.batch_size)


@dataclass(frozen=True)
class RetrainRun:
    """A picture model retrained on labelled photos. Ranges and reasons: `RETRAIN_FIELDS`."""

    epochs: int = 10
    batch_size: int = 32
    train_size: int = 1600
    method: str = "new_head"
    base: str = "mobilenet_v2"
    learning_rate: float = 1e-3
    optimizer: str = "adam"
    augmentation: bool = False
    unfrozen_blocks: int = 4
    fine_rate: float = 1e-5
    pictures: str = "cats_and_dogs"
    schedule: str = "constant"
    seed: int = 0
    excluded_rows: tuple[int, ...] = ()  # row numbers of the picture set


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
            RetrainRun(method=method, train_size=photos, seed=seed, base=self.base)
            for method, photos, seed in order
        ]


LANES = 5  # trainings at most that run side by side
FAULT = "fault"  # what an experiment may vary beside the settings: one thing done wrong, see `lib.networks.train.faults`
FAULTS = ("none", "unscaled", "shuffled", "rare", "leak", "wrong_loss", "even", "dark_cats")
UNFREEZE = "unfreeze"  # or how the base's last blocks are opened, see `lib.networks.train.unfreeze`
UNFREEZES = ("frozen", "one_rate", "by_depth")
VARY = "vary"  # or whether each epoch sees the photos varied, each way with several seeds
VARIES = ("as_they_are", "varied")
VARY_SEEDS = 5  # from the run's own on: three would leave Student's t too little to tell a small effect by
BESIDE = {FAULT: FAULTS, UNFREEZE: UNFREEZES, VARY: VARIES}  # what may be varied though it is no setting


@dataclass(frozen=True)
class Experiment:
    """The same training with two to five values of one setting, side by side; all else is held equal."""

    of: str = "digits"  # digits | retrain: what kind of run `base` is
    base: DigitRun | RetrainRun = DigitRun()
    varied: str = "batch_size"  # a setting of that kind, or one of BESIDE
    values: tuple[Any, ...] = (20, 100, 500)

    def lanes(self) -> list[DigitRun | RetrainRun]:
        """The runs, in the order of `values`; where photos are varied, each way with one seed after the other."""
        if self.varied == VARY:
            return [
                replace(self.base, augmentation=value == "varied", seed=self.base.seed + more)
                for value in self.values
                for more in range(VARY_SEEDS)
            ]
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
    OWN: OWN_FIELDS,  # what is offered of a retraining on own pictures: no kind of its own, see `make`
    "race": RACE_FIELDS,
    "experiment": (),  # its parts have tables of their own
}


def kind_of(spec: Spec) -> str:
    return next(kind for kind, made in KINDS.items() if isinstance(spec, made))


def field(kind: str, name: str) -> Field:
    """The field of this name, today's or an older one."""
    return next(f for f in FIELDS[kind] if name in f.names)


def make(kind: str, values: Mapping[str, Any]) -> Spec:
    """A checked spec from plain values (JSON, widgets, command line); names left out take their default.

    A value under an older name (`Field.was`) counts where today's is not given.

    Raises:
        SpecError: an unknown name, or a value that its field refuses.
    """
    if kind == "experiment":
        return _experiment(**values)
    unknown = sorted(set(values) - {name for f in FIELDS[kind] for name in f.names})
    if unknown:
        raise SpecError(f"There is no setting called {unknown[0]!r}.")
    given = ((f, name) for f in FIELDS[kind] if (name := _given(f, values)))
    checked = {f.name: f.check(values[name]) for f, name in given}
    if kind == "retrain" and "train_size" not in checked:
        checked["train_size"] = usual_photos(checked.get("pictures", RetrainRun.pictures))
    if kind == OWN:
        return RetrainRun(
            pictures=OWN, train_size=ALL_PHOTOS, **({f.name: f.default for f in OWN_FIELDS} | checked)
        )
    return KINDS[kind](**checked)


def _given(f: Field, values: Mapping[str, Any]) -> str:
    """The name under which `values` has this setting; "" where it is left out."""
    return next((name for name in f.names if name in values), "")


def usual_photos(pictures: str) -> int:
    """How many training photos a retraining takes unless told: all there are."""
    return RetrainRun.train_size if pictures == RetrainRun.pictures else ALL_PHOTOS


def _experiment(
    of: str = "digits",
    base: Mapping[str, Any] | None = None,
    varied: str = "batch_size",
    values: Any = (20, 100, 500),
) -> Experiment:
    """A checked experiment from plain values."""
    if of not in {"digits", "retrain"}:
        raise SpecError(f"An experiment is of digits or of retrain, not {str(of)[:40]!r}.")
    if varied not in BESIDE:
        if not any(varied in f.names for f in FIELDS[of]):
            raise SpecError(f"There is no setting called {str(varied)[:40]!r}.")
        varied = field(of, varied).name
    checked = tuple(_beside(varied, v) if varied in BESIDE else field(of, varied).check(v) for v in values)
    if not 2 <= len(checked) <= LANES or len(set(checked)) < len(checked):
        raise SpecError(f"Choose 2 to {LANES} different values to compare.")
    spec = make(of, base or {})
    assert isinstance(spec, DigitRun | RetrainRun)
    if varied == UNFREEZE and not (isinstance(spec, RetrainRun) and spec.method == "fine_tune"):
        raise SpecError("Only a fine-tuned run can be unfrozen in several ways.")
    if varied == VARY and not (
        isinstance(spec, RetrainRun) and spec.method == "new_head" and spec.pictures != OWN
    ):
        raise SpecError("Photos are varied for a new head, on a set that everybody may use.")
    return Experiment(of, spec, varied, checked)


def _beside(varied: str, value: Any) -> str:
    if value not in BESIDE[varied]:
        raise SpecError(f"{varied}: one of {', '.join(BESIDE[varied])}, not {str(value)[:40]!r}.")
    return value


def to_dict(spec: Spec) -> dict[str, Any]:
    """Plain JSON values, every setting named."""
    return json.loads(json.dumps(asdict(spec)))


def to_query(spec: Spec, kind: str = "") -> dict[str, str]:
    """URL parameters: only what differs from the defaults of its kind, or of the table named."""
    kind = kind or kind_of(spec)
    default = make(kind, {})
    if isinstance(spec, RetrainRun) and isinstance(default, RetrainRun):
        default = replace(default, train_size=usual_photos(spec.pictures))
    return {
        f.name: f.text(getattr(spec, f.name))
        for f in FIELDS[kind]
        if getattr(spec, f.name) != getattr(default, f.name)
    }


def from_query(
    kind: str, query: Mapping[str, str], usual: Mapping[str, Any] | None = None
) -> tuple[Spec, list[str]]:
    """A spec from URL parameters over `usual` values, and one sentence for each parameter that had to be left out."""
    values = dict(usual or {})
    notes = []
    for f in FIELDS[kind]:
        if name := _given(f, query):
            try:
                values[f.name] = f.parse(query[name])
            except SpecError:  # what the link says is not repeated: anybody may have written it
                notes.append(
                    f"The link asks for something that is not possible. {f.label}: {f.allowed}. The usual value stands."
                )
    return make(kind, values), notes


def identity(spec: Spec, *hashes: str) -> str:
    """What makes two runs the same run: every setting, and the hashes of the data and assets that it uses."""
    text = json.dumps([kind_of(spec), to_dict(spec), *hashes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
