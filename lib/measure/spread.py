"""How much of a race is luck: its lanes on the same test pictures, and the same race again with other seeds.

One race tells networks apart, by the paired test on the same pictures. Only the race with several seeds tells settings apart.
Pure arithmetic on counts. Of all pairs of lanes the most different one is told, so its chance is multiplied by the number of pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import stdtr  # not scipy.stats: the app's process would take 35 MB for it

from lib.measure.compare import RARE, how_often, paired
from lib.measure.proportions import Proportion, apart, per_cent

SEEDS = 3  # races from which a setting is judged: with two, luck itself is hardly known


@dataclass(frozen=True)
class Band:
    """Where the results of one lane lie when only the seed changes."""

    low: float  # the worst share of right answers, from 0 to 1
    high: float  # and the best
    runs: int

    def sentence(self) -> str:
        """Its width is that of the figures as they are written."""
        return (
            f"between {per_cent(self.low)} and {per_cent(self.high)} with {self.runs} seeds: "
            f"{apart(self.low, self.high)} points of pure luck"
        )


def band(results: Sequence[Proportion]) -> Band:
    """The band of the same training with other seeds.

    Raises:
        ValueError: fewer than two results.
    """
    if len(results) < 2:
        raise ValueError("a band takes at least two results")
    shares = [share.accuracy for share in results]
    return Band(min(shares), max(shares), len(shares))


@dataclass(frozen=True)
class Verdict:
    """Whether lanes differ by more than luck, as a share of cases in which luck alone does as much, and as a sentence."""

    p: float  # from 0 to 1, for the most different of all pairs
    sentence: str

    @property
    def differ(self) -> bool:
        return self.p < RARE


def of_one_race(
    changed: Sequence[tuple[int, int, int, int]], tests: Sequence[Proportion], things: str
) -> Verdict:
    """Whether two of the networks of one race differ on the test pictures that all of them answered.

    Args:
        changed: (one lane, another, how many pictures only the second has right, how many only the first) of each pair.
        tests: each lane's share of right answers.
    """
    lane, other, fixed, broken = min(changed, key=lambda pair: paired(pair[2], pair[3]))
    p = min(1.0, len(changed) * paired(fixed, broken))
    gap = f"Two of them are {apart(tests[lane].accuracy, tests[other].accuracy)} points apart"
    seed = f"Another seed may still change the order. Race again with {SEEDS - 1} other seeds."
    if fixed + broken == 0:
        return Verdict(p, f"The networks get the same test {things} right. There is no difference.")
    if p < RARE:
        return Verdict(
            p, f"{gap}. That is more than the luck of these test {things} (McNemar’s exact test). {seed}"
        )
    return Verdict(
        p,
        f"{gap}. That can be the luck of these test {things} (McNemar’s exact test). It is not yet a difference.",
    )


def of_seeds(races: Sequence[Sequence[Proportion]]) -> Verdict:
    """Whether a setting matters: the same lanes, raced with several seeds.

    Lanes are compared on the same seeds, so what a seed does to all lanes alike drops out (a block design). A pair's difference is
    held against the spread that is left, by Student's t with (seeds - 1)(lanes - 1) degrees of freedom.

    Args:
        races: (seeds, lanes) shares of right answers.

    Raises:
        ValueError: fewer than two seeds or lanes.
    """
    found = np.array([[share.accuracy for share in race] for race in races])
    seeds, lanes = found.shape if found.ndim == 2 else (0, 0)
    if seeds < 2 or lanes < 2:
        raise ValueError("At least two races of two lanes are needed.")
    means = found.mean(axis=0)
    left = found - means - found.mean(axis=1, keepdims=True) + found.mean()
    freedom = (seeds - 1) * (lanes - 1)
    error = math.sqrt((left**2).sum() / freedom * 2 / seeds)  # standard error of the difference of two means
    pairs = len(list(combinations(range(lanes), 2)))
    gap = float(means.max() - means.min())
    if gap < 1e-12:
        return Verdict(1.0, f"With {seeds} seeds all values give the same result. There is no difference.")
    t = gap / error if error > 1e-12 else math.inf
    p = min(1.0, pairs * 2 * float(stdtr(freedom, -t)))
    words = (
        f"With {seeds} seeds each, best and worst are {apart(float(means.min()), float(means.max()))} points apart on average. "
        f"If this setting did nothing, luck would make such a gap between two of {lanes} {how_often(p)}."
    )
    return Verdict(p, f"{words} So the setting matters here." if p < RARE else f"{words} So it may be luck.")
