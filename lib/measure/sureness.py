"""How often a model is right where it is sure, and where it may keep silent below a probability. Pure.

It sees the answers to test photos; on photos of another kind the figures need not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion

AROUND = 0.05  # answers up to this much more or less sure are about as sure


@dataclass(frozen=True)
class Answered:
    """Of `total` photos, `answered` got an answer; `right` is the share of those that is right, None without any."""

    answered: int
    total: int
    right: Proportion | None


def answered(truth: np.ndarray, second: np.ndarray, least: float) -> Answered:
    """How a two-way model does when it answers only where its best class has at least `least`.

    Args:
        truth: (n,) class numbers 0 and 1.
        second: (n,) probability of class 1.
        least: from 0.5 to 1.
    """
    sure = np.maximum(second, 1 - second) >= least
    right = ((second > 0.5) == (truth == 1)) & sure
    count = int(sure.sum())
    return Answered(count, len(truth), Proportion(int(right.sum()), count) if count else None)


@dataclass(frozen=True)
class AsSure:
    """Answers about as sure as one: from `low` to `high`; `right` is the share of them that is right, None without any."""

    low: float  # from 0.5 to 1
    high: float
    right: Proportion | None

    def sentence(self, things: str = "photos") -> str:
        between = f"{_ends(self.low)}–{_ends(self.high)} %"
        if self.right is None:
            return f"It was about as sure ({between}) of no test {things.removesuffix('s')}. So nobody knows how often it is right then."
        return f"On test {things} of which it was about as sure ({between}), it was right on {self.right.sentence()}."


def about_as_sure(truth: np.ndarray, second: np.ndarray, sure: float) -> AsSure:
    """How often a two-way model is right where it is about as sure as `sure`: no surer answer is counted with it.

    Near 100 % the range narrows, to half of what is missing from it: 98 % and 99.9 % are not alike.

    Args:
        truth: (n,) class numbers 0 and 1.
        second: (n,) probability of class 1.
        sure: probability of the best class, from 0.5 to 1.
    """
    most = np.maximum(second, 1 - second).astype(float)
    if sure >= 0.9995:
        low, high = 0.9995, 1.0
    else:
        around = min(AROUND, (1 - sure) / 2)
        low, high = max(0.5, sure - around), min(1.0, sure + around)
    these = (most >= low) & (most <= high)
    right = ((second > 0.5) == (truth == 1)) & these
    count = int(these.sum())
    return AsSure(low, high, Proportion(int(right.sum()), count) if count else None)


def _ends(share: float) -> str:
    """55, 97.5, 99.95"""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")
