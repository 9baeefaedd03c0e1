"""How often a model is wrong in groups of pictures, and whether the groups differ by more than chance.

It sees right and wrong, and numbers of groups. What makes a group, and who is in it, others say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.measure.compare import RARE, how_often
from lib.measure.proportions import Proportion

DRAWS = 9_999  # times that the mistakes are dealt out anew: a chance of 5 % is known to within half a point
_ROUNDING = 1e-9  # of the largest spread: two that are equal by counts differ by so much at most


@dataclass(frozen=True)
class Group:
    """Pictures that have something in common, and how many of them the model gets wrong."""

    name: str
    wrong: Proportion


@dataclass(frozen=True)
class Spread:
    """Groups, and how often luck alone sets groups of these sizes at least so far apart: `p`, from 0 to 1."""

    groups: tuple[Group, ...]
    p: float
    things: str = "photos"

    @property
    def more_than_chance(self) -> bool:
        return self.p < RARE

    @property
    def worst(self) -> Group:
        return max(self.groups, key=lambda group: group.wrong.accuracy)

    @property
    def best(self) -> Group:
        return min(self.groups, key=lambda group: group.wrong.accuracy)

    def sentence(self) -> str:
        """Whether a difference is larger than chance, in plain sentences."""
        if not any(group.wrong.correct for group in self.groups):
            return f"It makes no mistake on these {self.things}, so there is nothing to compare."
        if len(self.groups) < 2:
            return "There is one group only, so there is nothing to compare."
        told = (
            f"Most mistakes: **{self.worst.name}**, {self.worst.wrong.sentence()}. "
            f"Fewest: **{self.best.name}**, {self.best.wrong.sentence()}. "
            f"If all groups were equally hard, luck would set them this far apart {how_often(self.p)}."
        )
        if self.more_than_chance:
            return f"{told} **This difference is larger than chance.**"
        return f"{told} **This difference can well be chance.**"


def spread(
    right: np.ndarray, of: np.ndarray, names: Sequence[str], things: str = "photos", seed: int = 0
) -> Spread:
    """The groups that have pictures, in the order of their names.

    The chance is found by dealing out the same mistakes at random, 9,999 times, and counting how often Pearson's
    chi-squared is as large: it holds for few mistakes too, where its table does not.

    Args:
        right: (n,) bool.
        of: (n,) number of each picture's group; below 0: in none.
        names: of the groups, from number 0 on.

    Raises:
        ValueError: not as many groups as pictures, or a number without a name.
    """
    right, of = np.asarray(right, bool), np.asarray(of)
    if right.shape != of.shape or (len(of) and of.max() >= len(names)):
        raise ValueError("Each picture has one group, and each group a name.")
    inside = of >= 0
    sizes = np.bincount(of[inside], minlength=len(names))
    wrong = np.bincount(of[inside & ~right], minlength=len(names))
    there = sizes > 0
    groups = tuple(
        Group(name, Proportion(int(w), int(n))) for name, w, n in zip(names, wrong, sizes, strict=True) if n
    )
    return Spread(groups, chance(wrong[there], sizes[there], seed), things)


def chance(wrong: np.ndarray, sizes: np.ndarray, seed: int = 0) -> float:
    """How often luck alone spreads the mistakes at least so far over groups of these sizes: from 0 to 1."""
    mistakes, total = int(wrong.sum()), int(sizes.sum())
    if len(sizes) < 2 or mistakes in (0, total):
        return 1.0
    expected = sizes * (mistakes / total)

    def far(counts: np.ndarray) -> np.ndarray:
        """Pearson's chi-squared, but for a factor that is the same for all."""
        return ((counts - expected) ** 2 / sizes).sum(axis=-1)

    dealt = np.random.default_rng(seed).multivariate_hypergeometric(
        sizes, mistakes, size=DRAWS, method="marginals"
    )
    seen = far(wrong)
    as_far = int((far(dealt) >= seen * (1 - _ROUNDING)).sum())
    return (as_far + 1) / (DRAWS + 1)


def thirds(values: np.ndarray) -> tuple[np.ndarray, tuple[float, float]]:
    """(n,) 0, 1 or 2: the lowest third, the middle, the highest; and the two values up to which the first two go.

    Equal values stay together, so a third may hold more than a third.
    """
    low, high = (float(edge) for edge in np.quantile(values, (1 / 3, 2 / 3)))
    return np.searchsorted([low, high], values, side="left"), (low, high)
