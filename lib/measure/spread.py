"""How much of a difference is luck: the same training with other seeds. Pure arithmetic on test results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.measure.proportions import Proportion, per_cent


@dataclass(frozen=True)
class Band:
    """Where the results of the same training lie when only the seed changes."""

    low: float  # the worst share of right answers, from 0 to 1
    high: float  # and the best
    runs: int

    @property
    def width(self) -> float:
        return self.high - self.low

    def sentence(self) -> str:
        return (
            f"The same training with {self.runs} seeds ends between {per_cent(self.low)} and {per_cent(self.high)}: a band of "
            f"{100 * self.width:.1f} points that is luck alone."
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


def verdict(best: Proportion, worst: Proportion, luck: Band | None) -> str:
    """Whether two results of one race differ by more than luck, in a sentence.

    With a band the difference must be wider than it; without one the two 95 % intervals must not overlap.
    """
    gap = best.accuracy - worst.accuracy
    points = f"{100 * gap:.1f} points between the best and the worst"
    if luck is not None:
        if gap > luck.width:
            return (
                f"{points} is more than the {100 * luck.width:.1f} points of luck: the setting matters here."
            )
        return f"{points} is no more than the {100 * luck.width:.1f} points of luck: this is not yet a difference."
    if best.low > worst.high:
        return f"{points}, and their intervals do not touch: more than the test digits' luck. Other seeds may still move it."
    return f"{points}, and their intervals overlap: this is not yet a difference."
