"""Whether varied photos helped, told from the shares of both sides: at the border of luck, and where both are level."""

from __future__ import annotations

import pytest

from lib.measure.proportions import Proportion
from lib.measure.vary import told

SEEDS = (900, 905, 898, 903, 901)


def shares(right: tuple[int, ...], total: int = 1000) -> list[Proportion]:
    return [Proportion(n, total) for n in right]


@pytest.mark.parametrize(
    ("varied", "better", "end"),
    [
        (SEEDS, "same", "There is no difference"),
        ((901, 904, 899, 902, 902), "same", "this can be luck"),
        ((940, 946, 938, 944, 941), "varied", "So varying helped here"),
        ((860, 866, 858, 864, 861), "as_they_are", "So varying hurt here"),
        ((999, 800, 950, 850, 910), "same", "this can be luck"),  # a gap, and a wide spread
    ],
)
def test_the_test_is_told_with_its_luck(varied: tuple[int, ...], better: str, end: str) -> None:
    found = told((shares(SEEDS), shares(SEEDS)), (shares(SEEDS), shares(varied)))
    assert found.better == better
    assert end in found.tested
    assert "So it chooses neither" in found.chosen


def test_validation_chooses_whatever_the_test_says() -> None:
    better, worse = shares((380, 382, 379, 381, 380), 400), shares((370, 372, 371, 369, 370), 400)
    found = told((worse, better), (shares((940, 946, 938, 944, 941)), shares(SEEDS)))
    assert "So it chooses varied photos" in found.chosen
    assert found.better == "as_they_are"
    assert "points fewer right" in found.tested
    assert "the photos as they are" in told((better, worse), (shares(SEEDS), shares(SEEDS))).chosen


def test_unequal_sides_are_refused() -> None:
    with pytest.raises(ValueError, match=r"zip|shorter|longer"):
        told((shares(SEEDS), shares(SEEDS)), (shares(SEEDS), shares(SEEDS[:3])))
