"""What experiments showed: each kind of result (none, level, better, worse, two pictures) gets a sentence that is true of it."""

from __future__ import annotations

import pytest

from lib.measure.conclusions import leaning, opened_at_one_rate, transfer, two_ways
from lib.measure.proportions import Proportion


@pytest.mark.parametrize(
    ("opened", "frozen", "told"),
    [
        ((300, 400), (380, 400), "overwritten some"),
        ((380, 400), (380, 400), "shows no harm"),
        ((370, 400), (380, 400), "can be luck"),
        ((399, 400), (350, 400), "it helped"),
        ((1, 2), (2, 2), "can be luck"),
    ],
)
def test_what_a_large_rate_did_follows_from_the_counts(opened, frozen, told) -> None:
    sentence = opened_at_one_rate(Proportion(*opened), Proportion(*frozen))
    assert told in sentence
    assert ("overwritten" in sentence) == (told == "overwritten some")


@pytest.mark.parametrize(
    ("fixed", "broken", "told"),
    [
        (0, 0, "no difference"),
        (10, 10, "not yet a difference"),
        (1, 0, "not yet a difference"),
        (40, 10, "small rates is better"),
        (10, 40, "the frozen base is better"),
    ],
)
def test_two_ways_on_the_same_pictures(fixed, broken, told) -> None:
    assert told in two_ways(fixed, broken, "the frozen base", "small rates")


@pytest.mark.parametrize(
    ("like", "other", "fair", "told"),
    [
        ((374, 402), (236, 331), (294, 331), "learned brightness too"),
        ((374, 402), (285, 331), (294, 331), "cannot tell whether the unfair set did harm"),
        ((374, 402), (310, 331), (294, 331), "shows no harm"),
        ((2, 2), (1, 2), (2, 2), "cannot tell"),
        ((300, 402), (294, 331), (294, 331), "does not prove"),
    ],
)
def test_a_lean_is_blamed_only_where_it_shows(like, other, fair, told) -> None:
    sentence = leaning(*(Proportion(*each) for each in (like, other, fair)))
    assert told in sentence
    assert ("learned brightness" in sentence) == ("brightness" in told)


def line(photos: int, mean: float, around: float = 0.01, seeds: int = 3) -> dict:
    return {
        "photos": photos,
        "mean": mean,
        "worst": mean - around,
        "best": mean + around,
        "seeds": seeds,
    }


def test_a_race_without_scratch_tells_the_band_alone() -> None:
    assert transfer([], []) == ""
    assert transfer([line(2, 0.64)], []) == ""
    both = transfer([line(2, 0.641, 0.05), line(1600, 0.967)], [])
    assert (
        "With 2 photos the new head gets 64.1 % right on average. With 1,600 photos it gets 96.7 %." in both
    )
    assert "2 photos it reaches from 59.1 % to 69.1 %" in both
    assert "luck" not in transfer([line(2, 0.64, 0, 1), line(1600, 0.967, 0, 1)], [])  # one seed has no band


@pytest.mark.parametrize(
    ("heads", "scratch", "told"),
    [
        ([line(10, 0.78), line(1600, 0.96)], line(1600, 0.68), "From 10 photos on"),
        ([line(10, 0.60), line(1600, 0.96)], line(1600, 0.68), "ahead of that with each seed."),
        ([line(10, 0.60), line(1600, 0.68)], line(1600, 0.68), "does not tell them apart"),
        ([line(10, 0.60), line(1600, 0.62)], line(1600, 0.68), "the base does not help"),
        ([line(10, 0.78, 0, 1), line(1600, 0.96, 0, 1)], line(1600, 0.68, 0, 1), "too few runs"),
        ([line(10, 0.50)], line(200, 0.68), "too few runs"),
    ],
)
def test_from_scratch_is_told_as_it_came_out(heads, scratch, told) -> None:
    sentence = transfer(heads, [scratch])
    assert told in sentence
    assert ("worth more" in sentence) == ("photos on" in told)
