"""Shares against Wilson's formula written out, and the words in which they are told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lib.measure.proportions import Proportion, apart, per_cent, proportion_right

counts = st.integers(1, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_interval_is_wilsons(count):
    k, n = count
    z = 1.959963984540054
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    share = Proportion(k, n)
    assert share.low == pytest.approx(max(middle - half, 0), abs=1e-9)
    assert share.high == pytest.approx(min(middle + half, 1), abs=1e-9)
    assert share.low <= share.accuracy <= share.high


def test_sentence():
    assert Proportion(969, 1000).sentence() == "969 of 1,000, 95.6–97.8 %"
    assert Proportion(9775, 10000).sentence().startswith("9,775 of 10,000, ")
    assert set(Proportion(1, 2).as_dict()) == {"correct", "total", "accuracy", "low", "high"}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.9775, "97.8 %"), (0.9785, "97.9 %"), (1, "100 %"), (0, "0 %"), (0.97, "97.0 %"),
        (0.9999, "99.99 %"), (0.99995, "99.995 %"), (0.0001, "0.01 %"), (np.float32(0.5), "50.0 %"),
    ],
)  # fmt: skip
def test_per_cent(share, words):
    assert per_cent(share) == words


@given(counts, st.integers(0, 2))
def test_all_and_none_keep_their_words(count, decimals):
    k, n = count
    assert (per_cent(k / n, decimals) == "100 %") == (k == n)
    assert (per_cent(k / n, decimals) == "0 %") == (k == 0)


@pytest.mark.parametrize("count", [(0, 0), (2, 1), (-1, 3)])
def test_no_share_of_nothing(count):
    with pytest.raises(ValueError, match="no share"):
        Proportion(*count)


def test_proportion_right():
    truth, guess = [0, 0, 1, 1, 1], [0, 1, 1, 1, 0]
    assert proportion_right(truth, guess) == Proportion(3, 5)


@given(counts)
def test_interval_is_scipys(count):
    k, n = count
    theirs = binomtest(k, n).proportion_ci(confidence_level=0.95, method="wilson")
    assert (Proportion(k, n).low, Proportion(k, n).high) == pytest.approx(
        (theirs.low, theirs.high), abs=1e-12
    )


def test_none_and_all_are_exact():
    assert Proportion(0, 7).low == 0.0
    assert Proportion(7, 7).high == 1.0


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        (0.9144, 0.9196, "0.6"),
        (0.9196, 0.9144, "0.6"),
        (0.5, 0.5, "0.0"),
        (0.9, 1.0, "10.0"),
        (0, 1, "100.0"),
    ],
)
def test_what_is_written_subtracts_to_what_is_written(one, other, points):
    assert apart(one, other) == points
