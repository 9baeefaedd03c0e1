"""How often a model is right where it is about as sure: answers that are surer do not count."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure.sureness import about_as_sure, answered


def test_a_doubtful_answer_is_not_praised_for_the_sure_ones() -> None:
    sure, doubtful = np.full(900, 0.999), np.full(11, 0.61)
    second = np.concatenate([sure, doubtful])
    truth = np.array([1] * 900 + [1] * 5 + [0] * 6)
    found = about_as_sure(truth, second, 0.6)
    assert found.right is not None
    assert (found.right.correct, found.right.total) == (5, 11)
    assert "about as sure (55–65 %), it was right on 5 of 11, 21.3–72.0 %" in found.sentence()
    at_least = answered(truth, second, 0.6).right  # what a threshold would give
    assert at_least is not None
    assert at_least.accuracy > 0.99


@pytest.mark.parametrize(
    ("sure", "low", "high"),
    [
        (0.5, 0.5, 0.55),
        (0.8, 0.75, 0.85),
        (0.9, 0.85, 0.95),
        (0.98, 0.97, 0.99),
        (0.999, 0.9985, 0.9995),
        (1.0, 0.9995, 1.0),
    ],
)
def test_the_range_lies_around_the_answer_and_narrows_near_certainty(
    sure: float, low: float, high: float
) -> None:
    found = about_as_sure(np.array([1]), np.array([sure]), sure)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.right is not None
    assert found.right.total == 1


def test_cats_are_as_sure_as_dogs() -> None:
    found = about_as_sure(np.array([0, 1, 0]), np.array([0.2, 0.8, 0.8]), 0.8)
    assert found.right is not None
    assert (found.right.correct, found.right.total) == (2, 3)


def test_where_nothing_was_as_sure_it_says_so() -> None:
    found = about_as_sure(np.array([1]), np.array([0.99]), 0.7)
    assert found.right is None
    assert "nobody knows" in found.sentence()
