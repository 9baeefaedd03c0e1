"""How far apart two shares are, with a 95 % interval: on the same pictures, or on different ones.

It sees counts only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import fisher_exact, norm

from lib.measure.compare import Groups

Z = float(norm.ppf(0.975))


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
        value, low, high = (
            f"{100 * part:+.2f}".replace("-", "−") for part in (self.value, self.low, self.high)
        )
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
    table = [[wrong[0], total - wrong[0]], [wrong[1], total - wrong[1]]]
    return float(fisher_exact(table).pvalue)
