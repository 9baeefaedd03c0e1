"""What becomes of a claim: a verdict of every kind, from counts; and how rarely luck is taken for an effect."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure.claims import GAPS, SEEDS, guessed, judge
from lib.measure.proportions import Proportion

NAMES = ("batch size 20", "batch size 500")
ALARMS, TRIES = 0.05, 1500


def of(*right: int, total: int = 1000) -> list[Proportion]:
    return [Proportion(n, total) for n in right]


GOOD, WORSE = of(951, 953, 949, 955, 952), of(921, 925, 918, 924, 922)
CASES = {
    "none": ([], [], 10, "Run the fair experiment"),
    "few": (GOOD[:4], WORSE[:4], 10, "4 of 5 seeds have ended"),
    "one_class": (of(*[1000] * 5), of(*[1000] * 5), 1, "With one class every answer is right"),
    "guessing": (
        of(98, 101, 95, 103, 100),
        of(100, 97, 99, 102, 98),
        10,
        "no better than chance (10 %)",
    ),
    "level": (GOOD, list(reversed(GOOD)), 10, "the same result with all 5 seeds"),
    "luck": (of(951, 940, 955, 945, 950), of(948, 946, 949, 950, 943), 10, "it may be luck"),
    "holds": (GOOD, WORSE, 10, "holds here: batch size 20 is 3.0 points ahead of batch size 500"),
    "against": (
        WORSE,
        GOOD,
        10,
        "other way round: batch size 500 is 3.0 points ahead of batch size 20",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_verdict(kind: str) -> None:
    first, second, classes, said = CASES[kind]
    judged = judge(first, second, NAMES, classes)
    assert judged.kind == kind
    assert said in judged.sentence
    assert judged.over == (kind not in {"none", "few"})
    assert ("for no others" in judged.sentence) == (kind in {"holds", "against"})


def test_who_is_ahead_is_named_where_it_may_be_luck() -> None:
    first, second = of(951, 940, 955, 945, 950), of(948, 946, 949, 950, 943)
    assert "batch size 20 is 0.1 points ahead" in judge(first, second, NAMES, 10).sentence
    assert "batch size 500 is 0.1 points ahead" in judge(second, first, NAMES, 10).sentence


def test_one_that_learns_and_one_that_guesses_are_no_guessing() -> None:
    assert judge(GOOD, of(98, 101, 95, 103, 100), NAMES, 10).kind == "holds"


def test_both_sides_need_the_same_seeds() -> None:
    with pytest.raises(ValueError, match="same seeds"):
        judge(GOOD, WORSE[:3], NAMES, 10)


def test_where_a_setting_does_nothing_at_most_one_claim_in_twenty_is_judged() -> None:
    random = np.random.default_rng(0)
    judged = 0
    for _ in range(TRIES):
        chance = 0.92 + random.normal(0, 0.004, (SEEDS, 1)) + random.normal(0, 0.004, (SEEDS, 2))
        right = random.binomial(1000, chance)
        first, second = of(*map(int, right[:, 0])), of(*map(int, right[:, 1]))
        judged += judge(first, second, NAMES, 10).kind in {"holds", "against"}
    assert judged / TRIES <= ALARMS + 3 * (ALARMS * (1 - ALARMS) / TRIES) ** 0.5


@pytest.mark.parametrize(
    ("gap", "first", "second", "said"),
    [
        ("some", GOOD, WORSE, "it is so: 3.0"),
        ("much", GOOD, WORSE, "more than 5 points apart. It is 3.0"),
        ("little", GOOD, of(951, 953, 949, 955, 950), "it is so: 0.0"),
        ("some", WORSE, GOOD, "the other way round, by 3.0"),
        ("", GOOD, WORSE, ""),
        ("some", GOOD[:4], WORSE[:4], ""),
    ],
)
def test_a_guess_stands_beside_what_came(
    gap: str, first: list[Proportion], second: list[Proportion], said: str
) -> None:
    told = guessed(gap, first, second)
    assert said in told
    assert bool(told) == bool(said)
    assert gap in {*GAPS, ""}
