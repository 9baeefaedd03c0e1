"""The part of the pictures that a model's mistakes are looked at on: validation, or the test part once it is opened.

It gives answers, features and what the model learned from, and knows nothing of how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from lib.measure.answers import Answers
from lib.measure.beside_test import BesideTest
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.pictures.sets.packs import Pack
from lib.pictures.sets.photos import PARTS, PhotoSet
from lib.pictures.sets.retrain_data import split
from lib.screen.kit import host
from lib.screen.kit.kept import Kept
from lib.screen.models import answered, validated
from lib.screen.models.model import DIGITS, Model
from lib.specs.specs import DigitRun

PartName = Literal["validation", "test"]
AMONG = 10_000  # training pictures that the nearest are sought among: 55,000 take a second and 33 MB a model
AT_ONCE = 5_000  # digits through the network together


@dataclass(frozen=True, eq=False)
class Learned:
    """Pictures that a model learned from, as it sees them."""

    rows: np.ndarray  # (n,) places in the picture set
    truth: np.ndarray  # (n,) class numbers
    features: np.ndarray  # (n, d)


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a model's pictures, with what it answered there."""

    model: Model
    name: PartName
    answers: Answers
    photos: PhotoSet | None  # None: digits, or photos that are not here

    @property
    def key(self) -> str:
        return f"{self.model.key}.{self.name}"

    @cached_property
    def rows(self) -> np.ndarray:
        """(n,) places in the picture set, in the order of the answers."""
        if self.model.kind == DIGITS:
            data = digits.load(download=False)
            return data.test if self.name == "test" else data.validation
        return np.arange(0) if self.photos is None else self.photos.where(self.name)

    @property
    def pack(self) -> Pack | None:
        """What the base sees in these pictures, where that ships and is what the model sees."""
        return validated.pack(self.model)

    @cached_property
    def beside(self) -> BesideTest | None:
        """What a run on photos said of its other parts, where that is kept with it."""
        return validated.beside(self.model)

    def features(self) -> np.ndarray | None:
        """(n, d) what the last layer answers from; None where it is not known here."""
        if self.model.kind == DIGITS:
            return seen(self.model.network, self.rows)
        if pack := self.pack:
            return pack.seen.features[pack.part == PARTS.index(self.name)]
        return self.beside.seen(self.name) if self.beside and self.beside.has_features else None

    def feature(self, position: int) -> np.ndarray:
        """(d,) of one picture, whose features are known."""
        if self.model.kind == DIGITS:
            return seen(self.model.network, self.rows[[position]])[0]
        features = self.features()
        assert features is not None
        return features[position]

    def learned(self) -> Learned | None:
        """What the model learned from, 10,000 pictures at most; None where that, or how it sees them, is not known here."""
        model, run = self.model, host.lab_book().run(self.model.run) if self.model.run else None
        if model.kind == DIGITS:
            data = digits.load(download=False)
            if run is None and data.note:
                return None  # the shipped reader learned from others than the small set's
            spec = run.training if run else DigitRun(train_size=len(data.train))
            assert isinstance(spec, DigitRun)
            rows = data.training_digits(spec.train_size, spec.seed)
            rows = rows[~np.isin(rows, spec.excluded_rows)][:AMONG]
            key = (model.id, data.data_hash)
            features = _learned.get(key, lambda: seen(model.network, rows).astype(np.float16))
            return Learned(rows, data.labels[rows].astype(int), features)
        pack, beside = self.pack, self.beside
        if pack is None:
            if beside is None or not beside.has_features:
                return None
            return Learned(beside.rows, beside.truth, beside.seen_train)
        spec = model.spec
        rows = split(
            pack.labels, pack.part, model.answers.classes, spec.train_size, spec.seed, spec.excluded_rows
        ).train
        return Learned(rows, pack.labels[rows].astype(int), pack.seen.features[rows])


# 10,000 digits' features take 2 MB as float16 at 100 nodes, 6 MB in the shipped reader
_learned: Kept[np.ndarray] = Kept(32, room=40_000_000, size=lambda each: each.nbytes)


def seen(network: Dense, rows: np.ndarray) -> np.ndarray:
    """(n, d) what the last hidden layer gives for digits of the set; their pixels where there is none."""
    data = digits.load(download=False)
    some = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
    return np.concatenate([_handed_on(network, scale(data.some(each))) for each in some])


def _handed_on(network: Dense, pictures: np.ndarray) -> np.ndarray:
    """(n, d) what the last layer gets of pictures (n, 784)."""
    return [pictures, *network.activations(pictures)][-2]


def of(model: Model, name: PartName) -> Part | None:
    """The part of that name; None where what the model says of it is not known."""
    answers = model.answers if name == "test" else validated.answers(model)
    return None if answers is None else Part(model, name, answers, answered.photos(model))
