"""The film shows the nodes that moved most, true to scale; silencing a node is what it says; the small drawing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lib.measure import small_network
from lib.measure.film import make_film, read_by_epoch
from lib.measure.silence import loudest, without_node
from lib.models.dense import Dense


def network(seed: int, sizes: tuple[int, ...] = (784, 12, 6, 10)) -> Dense:
    rng = np.random.default_rng(seed)
    shapes = list(pairwise(sizes))
    weights = tuple(rng.normal(0, 0.1, shape).astype(np.float32) for shape in shapes)
    return Dense(weights, tuple(rng.normal(0, 0.1, n).astype(np.float32) for n in sizes[1:]))


def test_film_keeps_the_nodes_that_moved_most() -> None:
    start = network(0)
    end = Dense((start.weights[0].copy(), *start.weights[1:]), start.biases)
    end.weights[0][:, 7] += 0.5
    end.weights[0][:, 3] -= 0.2
    film = make_film([(0, start), (4, end)], nodes=2)
    assert film.epochs == (0, 4)
    assert film.nodes == (3, 7)
    assert film.pictures.shape == (2, 2, 784)
    assert film.pictures.dtype == np.int8
    shown = film.pictures[1, 1].astype(float)
    np.testing.assert_allclose(
        shown / 127 * np.abs(end.weights[0][:, 7]).max(), end.weights[0][:, 7], atol=0.01
    )
    with pytest.raises(ValueError, match="at least one"):
        make_film([])


def test_readings_are_the_networks_own() -> None:
    ink = np.random.default_rng(1).random((28, 28), np.float32)
    networks = [(0, network(0)), (1, network(1))]
    readings = read_by_epoch(networks, ink)
    for row, (_, each) in zip(readings, networks, strict=True):
        np.testing.assert_allclose(row, each.probabilities(ink.reshape(1, 784))[0])


def test_a_silenced_node_passes_on_nothing() -> None:
    full, ink = network(2), np.random.default_rng(1).random((28, 28), np.float32)
    node, output = loudest(full, ink)
    first = full.activations(ink.reshape(1, 784))[0][0]
    assert output == first.max() == first[node]
    second = np.maximum((first * (np.arange(12) != node)) @ full.weights[1] + full.biases[1], 0)
    silenced = without_node(full, 1, node).activations(ink.reshape(1, 784))
    np.testing.assert_allclose(silenced[1][0], second, rtol=1e-5, atol=1e-6)
    assert full.weights[1][node].any()  # the original stays as it was


def test_the_small_drawing_tells_cats_from_dogs() -> None:
    small = small_network.small_network()
    assert small.sizes == (1, 3, 2, 4, 2)
    assert small.parameters == 36
    cat, dog = (small.probabilities(np.array([[ears]], np.float32))[0] for ears in (0.9, 0.1))
    assert cat.argmax() == small_network.LABELS.index("cat")
    assert dog.argmax() == small_network.LABELS.index("dog")
