"""What a model with 1,000 names says of a photo, and of all test photos, in ranks and counts. Pure.

It sees probabilities and class numbers, never a photo.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion
from lib.models.bases import CATS, DOGS, animal_of, imagenet_names
from lib.pictures.sets.packs import BaseOutputs

SMALL = 0.001  # 0.1 %: below it a guess is as good as not made


@dataclass(frozen=True)
class Guess:
    """One of the 1,000 names with its probability (0 to 1)."""

    name: str
    probability: float
    animal: str | None  # cat | dog, where it is a breed of one


def guess(number: int, probability: float) -> Guess:
    return Guess(imagenet_names()[number], float(probability), animal_of(int(number)))


def best(probabilities: np.ndarray, k: int) -> list[Guess]:
    """The k most likely names of one photo, most likely first; equals in the order of the outputs.

    Args:
        probabilities: (1000,) adding up to 1.
    """
    order = np.argsort(-probabilities, kind="stable")[:k]
    return [guess(i, probabilities[i]) for i in order]


def rank_below(probabilities: np.ndarray, share: float = SMALL) -> int:
    """The rank (from 1) of the first name whose probability is below `share`; 1,001 where none is."""
    return int((probabilities >= share).sum()) + 1


def animals(probabilities: np.ndarray) -> tuple[float, float]:
    """Probability of all five cats together, and of all 118 dogs."""
    return (
        float(probabilities[CATS.start : CATS.stop].sum()),
        float(probabilities[DOGS.start : DOGS.stop].sum()),
    )


@dataclass(frozen=True)
class Original:
    """How the original model does on labelled cats (0) and dogs (1): its best guess names a breed of the right animal."""

    right: np.ndarray  # (n,) bool
    labels: np.ndarray  # (n,)
    seen: BaseOutputs

    @property
    def proportion(self) -> Proportion:
        return Proportion(int(self.right.sum()), len(self.right))

    @property
    def by_class(self) -> dict[str, Proportion]:
        return {
            name: Proportion(int(self.right[self.labels == i].sum()), int((self.labels == i).sum()))
            for i, name in enumerate(("cats", "dogs"))
        }

    def wrong(self, label: int) -> np.ndarray:
        """Positions of the wrong ones of one class, the surest mistake first."""
        found = np.flatnonzero(~self.right & (self.labels == label))
        return found[np.argsort(-self.seen.probabilities[found, 0].astype(np.float32), kind="stable")]

    def instead(self, label: int, count: int) -> list[tuple[str, int]]:
        """The names given most often where one of this class was wrong, and how often."""
        said = Counter(int(number) for number in self.seen.top[self.wrong(label), 0])
        return [(imagenet_names()[number], times) for number, times in said.most_common(count)]

    def among_five(self, label: int) -> int:
        """How many of the wrong ones of a class have the right animal among the five best guesses."""
        animal = CATS if label == 0 else DOGS
        return int(np.isin(self.seen.top[self.wrong(label)], animal).any(axis=1).sum())


def original(seen: BaseOutputs, labels: np.ndarray) -> Original:
    """The original's answers on labelled photos.

    Raises:
        ValueError: there is no original to ask.
    """
    if not seen.has_original:
        raise ValueError("These features came from a base without its last layer.")
    return Original(seen.animals == labels, labels, seen)
