"""Mistakes by groups: sums, intervals, and whether the groups differ by more than chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.measure.by_group import DRAWS, chance, spread, thirds

NAMES = ("dark", "in between", "bright")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_groups_add_up_and_have_wilsons_intervals(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    right, of = random.random(n) < 0.7, random.integers(-1, 3, n)
    found = spread(right, of, NAMES)
    assert sum(each.wrong.total for each in found.groups) == (of >= 0).sum()
    assert sum(each.wrong.correct for each in found.groups) == (~right & (of >= 0)).sum()
    assert [each.name for each in found.groups] == [name for k, name in enumerate(NAMES) if (of == k).any()]
    for each in found.groups:
        mine = of == NAMES.index(each.name)
        interval = stats.binomtest(int((~right & mine).sum()), int(mine.sum())).proportion_ci(method="wilson")
        assert [each.wrong.low, each.wrong.high] == pytest.approx([interval.low, interval.high], abs=1e-9)


@pytest.mark.parametrize(
    ("wrong", "sizes"), [((45, 19), (5000, 5000)), ((11, 13, 8), (343, 334, 323)), ((60, 90, 70, 80), (400, 500, 450, 480))]
)  # fmt: skip
def test_the_chance_is_that_of_the_known_tests(wrong: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    table = np.array([wrong, np.subtract(sizes, wrong)])
    known = stats.fisher_exact(table).pvalue if len(wrong) == 2 else stats.chi2_contingency(table).pvalue
    error = 4 * np.sqrt(known * (1 - known) / DRAWS) + 1 / DRAWS
    assert chance(np.array(wrong), np.array(sizes)) == pytest.approx(known, abs=error + 0.02 * known)


def test_equal_groups_are_told_apart_in_at_most_one_look_of_twenty() -> None:
    random = np.random.default_rng(1)
    alarms = 0
    for _ in range(120):
        right, of = random.random(400) < 0.95, random.integers(0, 3, 400)
        alarms += spread(right, of, NAMES).more_than_chance
    assert alarms <= stats.binom.ppf(0.999, 120, 0.05)


def test_sentences_follow_from_the_numbers() -> None:
    of = np.repeat([0, 1, 2], 1000)
    right = np.ones(3000, bool)
    assert "no mistake" in spread(right, of, NAMES).sentence()
    right[:100] = False
    told = spread(right, of, NAMES)
    assert told.worst.name == "dark"
    assert told.more_than_chance
    assert "**dark**, 100 of 1,000, 8.3–12.0 %" in told.sentence()
    assert "larger than chance" in told.sentence()
    right[:] = True
    right[[0, 1, 1000, 2000]] = False
    assert "can well be chance" in spread(right, of, NAMES).sentence()
    assert "one group only" in spread(right[:9], of[:9], NAMES).sentence()


def test_thirds_keep_equal_values_together() -> None:
    values = np.array([1, 1, 1, 1, 5, 9, 9])
    third, (low, high) = thirds(values)
    assert (low, high) == (1, 5)
    assert third.tolist() == [0, 0, 0, 0, 1, 2, 2]
    third, _ = thirds(np.arange(900))
    assert np.bincount(third).tolist() == [300, 300, 300]


def test_what_is_no_grouping_is_refused() -> None:
    with pytest.raises(ValueError, match="one group"):
        spread(np.ones(3, bool), np.array([0, 1]), NAMES)
    with pytest.raises(ValueError, match="a name"):
        spread(np.ones(2, bool), np.array([0, 3]), NAMES)
