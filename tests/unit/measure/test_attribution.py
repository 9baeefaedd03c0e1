"""Attributions against the logits they explain, gradients against differences, intervals against simulation."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.measure.attribution import explained, gradients, integrated_gradients
from lib.measure.compare import groups
from lib.measure.difference import chance_of, on_the_same
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.settings import ASSETS


def network(sizes: tuple[int, ...], seed: int) -> Dense:
    g = np.random.default_rng(seed)
    pairs = list(itertools.pairwise(sizes))
    weights = tuple(g.normal(size=pair) / np.sqrt(pair[0]) for pair in pairs)
    return Dense(weights, tuple(g.normal(size=n) for _, n in pairs))


@given(st.integers(0, 10**6), st.sampled_from([(6, 4), (9, 7, 5), (12, 8, 8, 3)]))
@settings(max_examples=40, deadline=None)
def test_gradients_equal_small_differences(seed: int, sizes: tuple[int, ...]) -> None:
    model, g = network(sizes, seed), np.random.default_rng(seed + 1)
    x, direction = g.random((1, sizes[0])), g.normal(size=sizes[-1])
    found, step = gradients(model, x, direction)[0], 1e-6
    for i in range(sizes[0]):
        moved = np.eye(sizes[0])[i] * step
        change = (model.activations(x + moved)[-1] - model.activations(x - moved)[-1])[0] @ direction
        assert found[i] == pytest.approx(change / (2 * step), abs=1e-3)


@given(st.integers(0, 10**6), st.sampled_from([(6, 4), (20, 30, 5), (40, 30, 20, 3)]))
@settings(max_examples=40, deadline=None)
def test_attributions_add_up_to_what_they_explain(seed: int, sizes: tuple[int, ...]) -> None:
    model, picture = network(sizes, seed), np.random.default_rng(seed + 1).random(sizes[0])
    shares = integrated_gradients(model, picture, 0, 1)
    assert shares.sum() == pytest.approx(explained(model, picture, 0, 1), abs=0.02)


def test_the_shipped_reader_on_real_digits() -> None:
    reader = Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    data = digits.load(download=False)
    for picture in scale(data.pictures[data.test[:10]]):
        first, second = (int(k) for k in reader.activations(picture[None])[-1][0].argsort()[-2:])
        shares = integrated_gradients(reader, picture, second, first)
        assert shares.sum() == pytest.approx(explained(reader, picture, second, first), rel=0.01)
        assert not shares[picture == 0].any()


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_a_difference_holds_zero_where_nothing_differs(seed: int) -> None:
    g = np.random.default_rng(seed)
    truth, before = g.integers(0, 3, 200), g.integers(0, 3, 200)
    same = on_the_same(groups(truth, before, before))
    assert same.value == 0
    assert same.low < 0 < same.high
    assert not same.told_apart


def test_the_interval_covers_about_95_of_100() -> None:
    g, n, up, down = np.random.default_rng(0), 500, 0.05, 0.02
    covered = 0
    for _ in range(1000):
        kinds = g.choice(3, n, p=[up, down, 1 - up - down])
        before, after = (kinds != 0).astype(int), (kinds != 1).astype(int)
        found = on_the_same(groups(np.ones(n, int), before, after))
        covered += found.low <= up - down <= found.high
    assert 930 <= covered <= 975


def test_100_against_92_of_1478_is_well_within_luck() -> None:
    assert chance_of((100, 92), 1478) == pytest.approx(0.60, abs=0.03)
    assert chance_of((100, 30), 1478) < 1e-6
