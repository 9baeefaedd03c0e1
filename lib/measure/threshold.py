"""From which probability on an answer is given: the two kinds of mistake at every threshold, and what they cost.

It sees probabilities and class numbers 0 and 1. Which mistake is the worse one it cannot know: somebody has to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 101  # thresholds: 0, 1, ... 100 per cent
LOWEST, HIGHEST = 1, 99  # per cent that are offered: at 0 everything gets the second answer
EVEN = 50  # per cent: the usual threshold


@dataclass(frozen=True, eq=False)
class Counts:
    """Mistakes at each threshold, in per cent from 0 to 100; of how many pictures of either class."""

    first_as_second: np.ndarray  # (101,) cats called dog
    second_as_first: np.ndarray  # (101,) dogs called cat
    firsts: int
    seconds: int

    def at(self, threshold: int) -> tuple[int, int]:
        """Firsts called second, and seconds called first."""
        return int(self.first_as_second[threshold]), int(self.second_as_first[threshold])

    def cost(self, threshold: int, of_first: int, of_second: int) -> int:
        """What the mistakes cost together: `of_first` for each first called second, `of_second` for each other one."""
        first, second = self.at(threshold)
        return of_first * first + of_second * second


def counts(probability: np.ndarray, truth: np.ndarray) -> Counts:
    """The mistakes at every threshold: the second answer is given from that probability on.

    Args:
        probability: (n,) of the second class, 0 to 1.
        truth: (n,) 0 or 1.

    Raises:
        ValueError: not as many of each, or another class.
    """
    probability, truth = np.asarray(probability, float), np.asarray(truth)
    if probability.shape != truth.shape or not np.isin(truth, (0, 1)).all():
        raise ValueError("A threshold needs a probability and a class, 0 or 1, of each picture.")
    at = np.arange(STEPS) / 100
    firsts, seconds = (np.sort(probability[truth == k]) for k in (0, 1))
    return Counts(
        len(firsts) - np.searchsorted(firsts, at), np.searchsorted(seconds, at), len(firsts), len(seconds)
    )


def cheapest(found: Counts, of_first: int, of_second: int) -> int:
    """The threshold, of those that are offered, whose mistakes cost least; of equal ones the nearest to 50 %, then the lower."""
    offered = range(LOWEST, HIGHEST + 1)
    return min(offered, key=lambda t: (found.cost(t, of_first, of_second), abs(t - EVEN), t))
