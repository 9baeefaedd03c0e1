"""Thresholds: counts as scikit-learn has them, the cheapest one, and the energy of a run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from lib.measure.energy import PUBLISHED, watt_hours
from lib.measure.threshold import HIGHEST, LOWEST, STEPS, Counts, cheapest, counts

CASES = st.integers(1, 60).flatmap(
    lambda n: st.tuples(
        # Whole per cents too: there a photo lies on a threshold itself
        st.lists(st.one_of(st.integers(0, 100).map(lambda k: k / 100), st.floats(0, 1)), min_size=n, max_size=n),
        st.lists(st.integers(0, 1), min_size=n, max_size=n),
    )
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(CASES)
def test_counts_are_scikit_learns(case: tuple[list[float], list[int]]) -> None:
    probability, truth = (np.array(part) for part in case)
    found = counts(probability, truth)
    assert len(found.first_as_second) == len(found.second_as_first) == STEPS
    beside = {round(100 * p) + step for p in case[0][:4] for step in (-1, 0, 1)}  # where the counts change
    for threshold in sorted({0, 1, 50, 99, 100} | {t for t in beside if 0 <= t < STEPS}):
        (_, cats), (dogs, _) = confusion_matrix(truth, probability >= threshold / 100, labels=[0, 1])
        assert found.at(threshold) == (cats, dogs)
    assert found.firsts + found.seconds == len(truth)


@settings(max_examples=40, deadline=None)
@given(CASES, st.integers(1, 10), st.integers(1, 10))
def test_no_offered_threshold_costs_less_than_the_cheapest(
    case: tuple[list[float], list[int]], cat: int, dog: int
) -> None:
    found = counts(np.array(case[0]), np.array(case[1]))
    best = cheapest(found, cat, dog)
    costs = {t: found.cost(t, cat, dog) for t in range(LOWEST, HIGHEST + 1)}
    assert costs[best] == min(costs.values())
    assert not [t for t in costs if costs[t] == costs[best] and abs(t - 50) < abs(best - 50)]


def test_a_dearer_mistake_is_made_less_often() -> None:
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 200)
    found = counts(np.clip(random.normal(0.35 + 0.3 * truth, 0.2), 0, 1), truth)
    thresholds = [cheapest(found, cat, 1) for cat in (1, 3, 10)]
    assert thresholds == sorted(thresholds)
    assert found.at(thresholds[-1])[0] < found.at(thresholds[0])[0]
    assert cheapest(found, 1, 10) < 50


def test_of_equal_costs_the_nearest_to_the_middle_and_then_the_lower() -> None:
    flat = Counts(np.zeros(STEPS, int), np.zeros(STEPS, int), 1, 1)
    assert cheapest(flat, 1, 1) == 50
    apart = np.ones(STEPS, int)
    apart[[30, 70]] = 0
    assert cheapest(Counts(apart, np.zeros(STEPS, int), 1, 1), 1, 1) == 30  # as tests/web/threshold.test.js


def test_other_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        counts(np.array([0.5, 0.5]), np.array([0, 2]))
    with pytest.raises(ValueError, match="each picture"):
        counts(np.array([0.5]), np.array([0, 1]))


def test_energy() -> None:
    assert watt_hours(3600, 30) == 30
    assert watt_hours(0, 30) == 0
    assert PUBLISHED.source
    assert PUBLISHED.fit  # says of what it is, as it is of no base here
    with pytest.raises(ValueError, match="no energy"):
        watt_hours(-1, 30)
