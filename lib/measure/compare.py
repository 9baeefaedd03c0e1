"""Two models on the same pictures: what the second fixed and broke, and whether that is more than luck.

It sees class numbers only. Whether the pictures are fair to both models it cannot know.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr  # not scipy.stats: the app's process would take 35 MB for it

from lib.measure.proportions import Proportion

RARE = 0.05  # a split that luck brings about less often than this is told as more than luck


@dataclass(frozen=True)
class Groups:
    """Which pictures are right before and after; each an array of positions in the test part."""

    fixed: np.ndarray  # wrong before, right now
    broken: np.ndarray  # right before, wrong now
    still_wrong: np.ndarray
    right: np.ndarray  # right both times

    @property
    def total(self) -> int:
        return sum(len(part) for part in (self.fixed, self.broken, self.still_wrong, self.right))

    @property
    def before(self) -> Proportion:
        return Proportion(len(self.broken) + len(self.right), self.total)

    @property
    def after(self) -> Proportion:
        return Proportion(len(self.fixed) + len(self.right), self.total)

    def counts(self) -> dict[str, int]:
        return {
            "fixed": len(self.fixed),
            "broken": len(self.broken),
            "still_wrong": len(self.still_wrong),
            "right": len(self.right),
        }


def groups(
    truth: Sequence[int] | np.ndarray, before: Sequence[int] | np.ndarray, after: Sequence[int] | np.ndarray
) -> Groups:
    """The four groups; all three are (n,) class numbers, a guess outside the classes is simply wrong.

    Raises:
        ValueError: not the same pictures, or none.
    """
    t, b, a = np.asarray(truth), np.asarray(before), np.asarray(after)
    if not (t.shape == b.shape == a.shape) or t.ndim != 1 or len(t) == 0:
        raise ValueError("Both models have to be asked about the same pictures.")
    was, is_now = b == t, a == t
    parts = (~was & is_now, was & ~is_now, ~was & ~is_now, was & is_now)
    return Groups(*(np.flatnonzero(part) for part in parts))


@dataclass(frozen=True)
class Luck:
    """McNemar's exact test: how often a fair coin would split fixed and broken at least as lopsidedly."""

    fixed: int
    broken: int
    p: float  # two-sided, from 0 to 1
    things: str = "photos"

    @property
    def more_than_luck(self) -> bool:
        return self.p < RARE

    def sentence(self) -> str:
        """In one or two plain sentences; the word "significant" stands in none."""
        counts = f"{self.fixed:,} fixed against {self.broken:,} broken."
        if self.fixed + self.broken == 0:
            one = self.things.removesuffix("s")
            return f"No {one} changed sides, so there is nothing to tell the two models apart."
        same = f"{counts} If both models were equally good, luck would make a split this uneven {how_often(self.p)}"
        if not self.more_than_luck:
            return f"{same} (McNemar's exact test): this can well be luck."
        worse = " The second model is the worse one." if self.broken > self.fixed else ""
        return f"{same} (McNemar's exact test).{worse}"


def luck(parts: Groups, things: str = "photos") -> Luck:
    """McNemar's exact test (McNemar 1947, with the binomial distribution) of fixed against broken."""
    f, b = len(parts.fixed), len(parts.broken)
    return Luck(f, b, paired(f, b), things)


def paired(fixed: int, broken: int) -> float:
    """How often a fair coin splits them at least as unevenly, from 0 to 1; 1 where nothing changed."""
    p = 2 * float(bdtr(min(fixed, broken), fixed + broken, 0.5))  # both tails: the distribution is symmetric
    return min(p, 1.0)


def how_often(p: float) -> str:
    """A chance in words that are true of it: "less than once in 1,000 tries", "in about 75 of 100 tries"."""
    return f"{_less_than_once_in(p)} tries" if p < RARE else f"in {_often(p)}"


def _less_than_once_in(p: float) -> str:
    """The largest round number of tries that is still true: 1e-6 and less as a power of ten."""
    if p <= 0:
        return "less than once in 10^300"  # smaller than a float can hold
    power = math.ceil(-math.log10(p)) - 1
    if power >= 6:
        return f"less than once in 10^{power}"
    tries = 1 / p
    step = 10 ** max(math.floor(math.log10(tries)) - 1, 0)
    return f"less than once in {math.ceil(tries / step) * step - step:,}"


def _often(p: float) -> str:
    if p >= 0.995:
        return "nearly every try"
    return f"about {max(1, round(p * 100))} of 100 tries"
