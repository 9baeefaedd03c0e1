"""What a model does when it may keep silent below a probability: how often it answers, and how often that is right. Pure.

It sees the answers to test photos; on photos of another kind the figures need not hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion


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
