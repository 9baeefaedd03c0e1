"""How far apart two shares are, with a 95 % interval: on the same pictures, or on different ones.

It sees counts only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.special import gammaln  # not scipy.stats: the app's process would take 35 MB for it

from lib.measure.compare import Groups
from lib.measure.proportions import minus

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Difference:
    """After less before, as a share from -1 to 1, and its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    def sentence(self) -> str:
        """As in "+0.12 points, -0.05 to +0.29"."""
        value, low, high = (minus(f"{100 * part:+.2f}") for part in (self.value, self.low, self.high))
        return f"{value} points, 95 % interval {low} to {high}"


def on_the_same(parts: Groups) -> Difference:
    """The change in accuracy on the same pictures; the interval is Bonett and Price's (2012), which also holds for few."""
    n, fixed, broken = parts.total, len(parts.fixed), len(parts.broken)
    up, down = (fixed + 1) / (n + 2), (broken + 1) / (n + 2)
    half = Z * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return Difference((fixed - broken) / n, max(-1.0, up - down - half), min(1.0, up - down + half))


def chance_of(wrong: tuple[int, int], total: int) -> float:
    """How often luck alone sets two models at least so far apart, each asked about `total` pictures of its own.

    Fisher's exact test, two-sided: from 0 to 1.
    """
    both = sum(wrong)
    # Wrong ones that the first may have of them
    first = np.arange(max(0, both - total), min(both, total) + 1)
    probability = np.exp(_choose(total, first) + _choose(total, both - first) - _choose(2 * total, both))
    seen = probability[wrong[0] - first[0]]
    # Equal ones differ by rounding
    return min(1.0, float(probability[probability <= seen * (1 + 1e-7)].sum()))


def _choose(n: int, k: Any) -> Any:
    """The logarithm of n over k."""
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
