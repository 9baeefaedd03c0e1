"""The models whose mistakes can be looked at: a learner's runs, the shipped digit reader, the stored new head.

Each comes with its answers to its test part and a way to show a picture of it. It knows nothing of how they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lib.lab_book.runs import Run
from lib.measure.confusion import (
    Calibration,
    ClassLine,
    Pair,
    by_class,
    calibration,
    matrix,
    most_confused,
    top_k,
    top_losses,
)
from lib.measure.shares import Share, share_right
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.pictures.sets.answers import Answers
from lib.pictures.sets.photos import PhotoSet
from lib.screen.kit import host, labels, pet_tiles
from lib.screen.kit.kept import Kept
from lib.screen.kit.tiles import digit_url
from lib.screen.models import pet_ask, pet_models, readers
from lib.screen.models.pet_models import STORED, Contestant
from lib.screen.models.readers import Reader
from lib.screen.pictures import set_photos
from lib.specs.specs import RetrainRun

AT_ONCE = 5000  # digits through the network together: 16 MB of pixels
DIGITS, PHOTOS = "digits", "retrain"  # kinds of run, as in the lab book
PETS = "cats_and_dogs"

# A class whose runs are looked at: 10,000 digits take 0.6 MB, 97 classes 0.8 MB; the answers are shared by both.
_measured: Kept[Measured] = Kept(48)
_answers: Kept[np.ndarray] = Kept(16)  # at most 2 MB each


@dataclass(frozen=True, eq=False)
class Measured:
    """A model and what it says of every picture of its test part."""

    id: str  # kind and run: "digits.shipped"
    kind: str
    origin: str  # where it comes from, in a sentence
    classes: tuple[str, ...]
    truth: np.ndarray  # (n,) class numbers
    likelihoods: np.ndarray  # (n, classes)
    role: str  # whose colour it has in charts
    reader: Reader | None = None  # of digits
    spec: RetrainRun | None = None  # of photos
    data_hash: str = ""  # of the photos that it was tested on
    _worst: dict[int | None, list[int]] = field(default_factory=dict)

    @property
    def run(self) -> str:
        """The id of the learner's run; "" for what ships."""
        run = self.id.partition(".")[2]
        return "" if run in {readers.SHIPPED, STORED} else run

    @property
    def things(self) -> str:
        return "digits" if self.kind == DIGITS else set_photos.things(self.spec)

    @cached_property
    def guess(self) -> np.ndarray:
        """(n,) the likeliest class of each picture."""
        return self.likelihoods.argmax(axis=1)

    @cached_property
    def counts(self) -> np.ndarray:
        """(classes, classes) the confusion matrix."""
        return matrix(self.truth, self.guess, len(self.classes))

    @cached_property
    def share(self) -> Share:
        return share_right(self.truth, self.guess)

    @cached_property
    def five(self) -> Share:
        """How often the truth is among the five likeliest."""
        return top_k(self.likelihoods, self.truth, 5)

    @cached_property
    def sureness(self) -> Calibration:
        return calibration(self.likelihoods, self.truth)

    @cached_property
    def lines(self) -> list[ClassLine]:
        """Precision and recall of each class."""
        return by_class(self.counts, self.classes)

    @cached_property
    def confused(self) -> list[Pair]:
        """Every kind of mistake made, the most frequent first."""
        return most_confused(self.counts, 1)

    def worst(self, count: int, only: int | None = None) -> list[int]:
        """Positions of the pictures with the highest loss, of all classes or of one; the same count at each call."""
        if only not in self._worst:
            found = top_losses(self.likelihoods, self.truth, count, only)
            self._worst[only] = [loss.index for loss in found]
        return self._worst[only]

    def of_cell(self, truth: str, guess: str) -> np.ndarray:
        """Positions of the pictures in one cell of the matrix, the surest guess first."""
        t, g = self.classes.index(truth), self.classes.index(guess)
        found = np.flatnonzero((self.truth == t) & (self.guess == g))
        return found[np.argsort(-self.likelihoods[found, g], kind="stable")]


def choices(learner: str) -> dict[str, str]:
    """Ids and names: this learner's runs first, then what ships."""
    own_digits = readers.choices(learner)
    own_photos = pet_models.of_learner(learner)
    found = {f"{DIGITS}.{id}": f"Digits: {name}" for id, name in own_digits.items() if id != readers.SHIPPED}
    found |= {
        f"{PHOTOS}.{id}": f"Cats and dogs: {run.name}" for id, run in own_photos.items() if id != STORED
    }
    found |= {
        f"{PHOTOS}.{run.id}": f"{set_photos.title(run)}: {labels.title(run)}"
        for run in _of_other_sets(learner)
    }
    found[f"{DIGITS}.{readers.SHIPPED}"] = "Digits: the reader that comes with the app"
    return found | {f"{PHOTOS}.{STORED}": "Cats and dogs: a new head at the usual settings"}


def _of_other_sets(learner: str) -> list[Run]:
    """This learner's retraining on anything but cats and dogs whose answers are kept."""
    return [
        run
        for run in host.lab_book().runs(learner, PHOTOS)
        if isinstance(run.settings, RetrainRun)
        and run.settings.pictures != PETS
        and not run.live
        and "by_class" in run.result
    ]


def find(id: str, learner: str) -> Measured:
    """The model of that id; the shipped one of its kind where the run is gone, or is not this learner's."""
    kind, _, run = id.partition(".")
    if kind != PHOTOS:
        return of_digits(readers.find(run, learner))
    found = next((other for other in _of_other_sets(learner) if other.id == run), None)
    answers = pet_models.answers_of(run) if found else None
    if found is not None and answers is not None:
        return _of_set(found, answers)
    offered = pet_models.of_learner(learner)
    return _of_pets(offered.get(run, offered[STORED]))


def of_digits(reader: Reader) -> Measured:
    """A digit reader on the test digits at hand."""
    data = digits.load(download=False)
    return _measured.get((DIGITS, reader.id, data.data_hash), lambda: _of_digits(reader, data))


def _of_digits(reader: Reader, data: digits.DigitSet) -> Measured:
    return Measured(
        f"{DIGITS}.{reader.id}", DIGITS, f"{reader.origin} Here it reads the test part of {data.source}.",
        tuple("0123456789"), data.labels[data.test].astype(int), answers(reader, data, "test"), "digits", reader=reader,
    )  # fmt: skip


def _of_pets(contestant: Contestant) -> Measured:
    return _measured.get((PHOTOS, contestant.id), lambda: _measured_pets(contestant))


def _measured_pets(contestant: Contestant) -> Measured:
    dog = contestant.dog
    whose = "A stored run, not yours." if contestant.id == STORED else "You trained it."
    return Measured(
        f"{PHOTOS}.{contestant.id}", PHOTOS, f"{whose} What it says of the 1,000 test photos of cats and dogs.",
        ("cat", "dog"), pet_models.truth(), np.stack([1 - dog, dog], axis=1), contestant.spec.method, spec=contestant.spec,
    )  # fmt: skip


def _of_set(run: Run, said: Answers) -> Measured:
    return _measured.get((PHOTOS, run.id), lambda: _measured_set(run, said))


def _measured_set(run: Run, said: Answers) -> Measured:
    spec = run.settings
    assert isinstance(spec, RetrainRun)
    return Measured(
        f"{PHOTOS}.{run.id}", PHOTOS,
        f"You trained it. What it says of the {len(said.truth):,} test {set_photos.things(spec)} of {len(said.classes)} classes.",
        said.classes, said.truth.astype(int), said.likelihoods, spec.method, spec=spec,
        data_hash=run.result.get("data_hash", ""),
    )  # fmt: skip


def answers(reader: Reader, data: digits.DigitSet, part: str) -> np.ndarray:
    """(n, 10) likelihoods for the "test" or the "train" part."""
    return _answers.get((reader.id, data.data_hash, part), lambda: _answered(data, part, reader.network))


def _answered(data: digits.DigitSet, part: str, network: Dense) -> np.ndarray:
    rows = getattr(data, part)
    some = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
    return np.concatenate([network.likelihoods(scale(data.pictures[each])) for each in some])


def photos_of(measured: Measured) -> PhotoSet | None:
    """The photos to show; None for digits, and where they are not here."""
    return None if measured.spec is None else set_photos.find(measured.spec, measured.data_hash)


def urls(measured: Measured, positions: Sequence[int] | np.ndarray) -> list[str]:
    """Pictures of the test part as data URLs; an empty list where its photos are not here."""
    if measured.kind == DIGITS:
        data = digits.load(download=False)
        return [digit_url(data.pictures[data.test[i]]) for i in positions]
    photos = photos_of(measured)
    return [] if photos is None else pet_tiles.tile_urls(photos, photos.where("test")[positions])


def name_of(measured: Measured, position: int) -> str:
    """What a picture is called where it cannot be shown."""
    if measured.spec is not None and measured.spec.pictures == PETS:
        return pet_ask.test_names("mobilenet_v2")[position]
    return f"test {measured.things[:-1]} {position + 1:,}"
