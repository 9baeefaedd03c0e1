"""What a class's runs show together: the results by value, the nearest guess. Pure; it knows no screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from lib.measure.proportions import Proportion


@dataclass(frozen=True)
class Reached:
    """One member's run as the board needs it."""

    member: int
    value: Hashable  # of the setting that differs
    validation: Proportion | None  # at its best epoch so far; None before the first has ended
    test: Proportion | None  # None while it trains, or where it was stopped before
    guess: float | None  # of the test accuracy, 0 to 1
    live: bool


def by_value(runs: Iterable[Reached], part: str) -> dict[Hashable, list[tuple[int, Proportion]]]:
    """Members and their shares for each value, in the order in which values came.

    Args:
        part: "validation" or "test".
    """
    found: dict[Hashable, list[tuple[int, Proportion]]] = defaultdict(list)
    for run in runs:
        share = run.validation if part == "validation" else run.test
        if share is not None:
            found[run.value].append((run.member, share))
    return dict(found)


def nearest_guess(runs: Sequence[Reached]) -> Reached | None:
    """Whose guess of the test accuracy lay nearest to what their own run then got; None where nobody has both."""
    both = [run for run in runs if run.guess is not None and run.test is not None]
    return min(
        both, key=lambda run: abs((run.guess or 0.0) - (run.test.accuracy if run.test else 0.0)), default=None
    )
