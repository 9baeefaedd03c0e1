"""A class's runs together: results by value, the nearest guess."""

from __future__ import annotations

from lib.measure.class_board import Reached, by_value, nearest_guess
from lib.measure.proportions import Proportion


def reached(
    member: int, value: object = "", val: int = 0, test: int = 0, guess: float | None = None
) -> Reached:
    return Reached(
        member,
        value,
        Proportion(val, 100) if val else None,
        Proportion(test, 100) if test else None,
        guess,
        not test,
    )  # type: ignore[arg-type]


def test_results_are_told_by_value_and_part() -> None:
    runs = [reached(1, 20, 90, 91), reached(2, 100, 80), reached(3, 20, 70, 72), reached(4, 500)]
    assert {value: [n for n, _ in each] for value, each in by_value(runs, "validation").items()} == {
        20: [1, 3],
        100: [2],
    }
    assert {value: [s.correct for _, s in each] for value, each in by_value(runs, "test").items()} == {
        20: [91, 72]
    }


def test_the_nearest_guess_is_measured_by_its_own_run() -> None:
    runs = [
        reached(1, val=1, test=90, guess=0.95),
        reached(2, val=1, test=70, guess=0.72),
        reached(3, val=1, guess=0.7),
    ]
    found = nearest_guess(runs)
    assert found
    assert found.member == 2
    assert nearest_guess([reached(1)]) is None
