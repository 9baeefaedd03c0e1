"""What a model answered to every picture of a test part, what its original said of it, and all that is counted from both.

One record for every model of the course. It knows nothing of which model, or of the pictures.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

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
from lib.measure.proportions import Proportion
from lib.models.bases import CATS, DOGS
from lib.pictures.sets.packs import CLASSES, TOP, load_pack
from lib.pictures.sets.photos import PARTS

NO_ORIGINAL = np.empty((0, TOP))


@dataclass(frozen=True, eq=False)
class Answers:
    """In the order of the test part. `top` and `top_probabilities` are empty where there was no original to ask."""

    classes: tuple[str, ...]
    truth: np.ndarray  # (n,) class numbers
    probabilities: np.ndarray  # (n, k), each row adding up to about 1
    top: np.ndarray = field(default_factory=lambda: NO_ORIGINAL)  # (n, 5) ImageNet numbers, likeliest first
    top_probabilities: np.ndarray = field(default_factory=lambda: NO_ORIGINAL)  # (n, 5), their probabilities
    _worst: dict[int | None, list[int]] = field(default_factory=dict)

    @property
    def has_original(self) -> bool:
        return len(self.top) == len(self.truth)

    @cached_property
    def guess(self) -> np.ndarray:
        """(n,) the likeliest class of each picture."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def right(self) -> np.ndarray:
        """(n,) bool."""
        return self.guess == self.truth

    @cached_property
    def counts(self) -> np.ndarray:
        """(k, k) the confusion matrix."""
        return matrix(self.truth, self.guess, len(self.classes))

    @cached_property
    def proportion(self) -> Proportion:
        return Proportion(int(self.right.sum()), len(self.right))

    @cached_property
    def five(self) -> Proportion:
        """How often the truth is among the five likeliest."""
        return top_k(self.probabilities, self.truth, 5)

    @cached_property
    def sureness(self) -> Calibration:
        return calibration(self.probabilities, self.truth)

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
            found = top_losses(self.probabilities, self.truth, count, only)
            self._worst[only] = [loss.index for loss in found]
        return self._worst[only]

    def of_cell(self, truth: str, guess: str) -> np.ndarray:
        """Positions of the pictures in one cell of the matrix, the surest guess first."""
        t, g = self.classes.index(truth), self.classes.index(guess)
        found = np.flatnonzero((self.truth == t) & (self.guess == g))
        return found[np.argsort(-self.probabilities[found, g], kind="stable")]

    def to_bytes(self, beside: Mapping[str, np.ndarray] = MappingProxyType({})) -> bytes:
        """One compressed `.npz`, with the arrays of `lib.measure.beside_test` where there are any."""
        out = io.BytesIO()
        arrays: dict[str, Any] = {
            "classes": np.array(json.dumps(self.classes)),
            "truth": self.truth.astype(np.int16),
            "probabilities": as_kept(self.probabilities),
            "top": self.top.astype(np.int16),
            "shares": self.top_probabilities.astype(np.float16),
        }
        np.savez_compressed(out, **(arrays | dict(beside)))
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Answers:
        """As float64, to count with: once, and not at every look.

        Raises:
            ValueError: a file that holds objects.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            classes, truth = tuple(json.loads(str(file["classes"]))), file["truth"].astype(int)
            kept = "probabilities" if "probabilities" in file else "likelihoods"  # the old name: to schema 5
            return cls(classes, truth, file[kept].astype(float), file["top"], file["shares"])


def as_kept(probabilities: np.ndarray) -> np.ndarray:
    """With 97 classes they take 0.8 MB as float16; with two, 8 kB as float32 that tell 99.99 % from 100 %."""
    return probabilities.astype(np.float32 if probabilities.shape[1] == 2 else np.float16)


def from_result(result: Mapping[str, Any], base: str) -> Answers | None:
    """Of a run on cats and dogs whose result holds its answers itself: the one that ships, and those before the lab book
    kept a file of them; None for any other.

    What the original said is in the base's feature pack. Of a base without one only whether it was right is known: its
    guess is then any breed of the right animal, or -1, with a probability of 0.
    """
    if not result.get("predictions") or "cats" not in result["by_class"]:
        return None
    pack, seen = load_pack("mobilenet_v2"), load_pack(base)
    assert pack is not None  # ships with the course
    test = pack.part == PARTS.index("test")
    truth, dog = pack.labels[test].astype(int), np.array(result["predictions"])
    top, top_probabilities = NO_ORIGINAL, NO_ORIGINAL
    if seen is not None and seen.seen.has_original:
        top, top_probabilities = seen.seen.top[test], seen.seen.probabilities[test]
    elif result.get("original_right"):
        breed = np.where(truth == 0, CATS.start, DOGS.start)
        named = np.where(np.array(result["original_right"], bool), breed, -1)
        top = np.repeat(named[:, None], TOP, axis=1)
        top_probabilities = np.zeros(top.shape)
    return Answers(CLASSES, truth, np.stack([1 - dog, dog], axis=1), top, top_probabilities)
