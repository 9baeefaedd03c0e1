"""What became of a claim "this value does better than that one": a verdict in words, from both sides with the same seeds.

How many seeds are raced is fixed before: whoever looks after each, and stops when it suits, finds an effect in luck. It sees counts
only, and cannot know whether all else was equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lib.measure import spread
from lib.measure.compare import how_often
from lib.measure.proportions import Proportion, apart, per_cent
from lib.records import read_words

SEEDS = 5  # with three, a difference must be four times its own spread to be told from luck; with five, less than three
GAPS = {
    "little": "less than 1 point",
    "some": "1 to 5 points",
    "much": "more than 5 points",
}  # apart, as a learner guesses them
WORDS = read_words(__file__)

Kind = Literal["none", "few", "one_class", "guessing", "level", "luck", "holds", "against"]


@dataclass(frozen=True)
class Judged:
    """What is known of a claim."""

    kind: Kind
    sentence: str

    @property
    def over(self) -> bool:
        """Whether more runs would not be asked for."""
        return self.kind not in {"none", "few"}


def judge(
    first: Sequence[Proportion], second: Sequence[Proportion], names: tuple[str, str], classes: int
) -> Judged:
    """The verdict on "the first does better than the second".

    Args:
        first, second: shares of right answers on the same test part, one a seed, the same seeds in the same order.
        names: what the two values are called in a sentence.
        classes: how many the pictures have: what guessing gives.

    Raises:
        ValueError: not as many results on both sides.
    """
    if len(first) != len(second):
        raise ValueError("Both sides of a claim take the same seeds.")
    seeds = len(first)
    if classes < 2:
        return _said("one_class")
    if not seeds:
        return _said("none")
    if seeds < SEEDS:
        return _said("few", have=seeds, need=SEEDS)
    if all(share.low <= 1 / classes for share in (*first, *second)):
        return _said("guessing", chance=per_cent(1 / classes, 0))
    verdict = spread.of_seeds(list(zip(first, second, strict=True)))
    means = mean(first), mean(second)
    if means[0] == means[1]:
        return _said("level", seeds=seeds)
    said = {
        "first": names[0], "second": names[1], "ahead": names[means[0] < means[1]], "seeds": seeds,
        "points": apart(*means), "often": how_often(verdict.p),
    }  # fmt: skip
    if not verdict.differ:
        return _said("luck", **said)
    return _said("holds" if means[0] > means[1] else "against", **said)


def guessed(gap: str, first: Sequence[Proportion], second: Sequence[Proportion]) -> str:
    """The guessed distance beside the one that came out; "" before the last seed, or where none was guessed."""
    if gap not in GAPS or len(first) < SEEDS:
        return ""
    ahead, behind = mean(first), mean(second)
    points = float(apart(ahead, behind))
    came = "little" if points < 1 else "some" if points <= 5 else "much"
    key = (
        "guess_other"
        if behind > ahead and came != "little"
        else f"guess_{'hit' if came == gap else 'missed'}"
    )
    return WORDS[key].format(gap=GAPS[gap], points=f"{points:.1f}")


def mean(shares: Sequence[Proportion]) -> float:
    """From 0 to 1; of whole counts where all are of as many, so that equal counts are equal."""
    if len({share.total for share in shares}) == 1:
        return sum(share.correct for share in shares) / (shares[0].total * len(shares))
    return sum(share.accuracy for share in shares) / len(shares)


def _said(kind: Kind, **values: object) -> Judged:
    end = WORDS["bounds"] if kind in {"holds", "against"} else ""
    return Judged(kind, WORDS[kind].format(**values) + end)
