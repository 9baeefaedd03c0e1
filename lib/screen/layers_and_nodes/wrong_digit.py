"""What the lesson on layers asks about the digit that a network reads worst, computed once a network."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from lib.measure.backward import Backward, Worst, backward, worst
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.screen.layers_and_nodes.network_source import SHOWN, test_digits, test_ink


@dataclass(frozen=True)
class Mended:
    """A digit, and a weight of the last layer that one update moves; nodes count from 0."""

    digit: int  # among the test digits
    label: int
    other: int  # the wrong answer with the highest probability,
    probability: float  # which is this: the error of that output too
    node: int  # the one before the outputs that gives most,
    gave: float
    weight: float  # and its weight to the wrong answer
    silent: int | None  # a node of layer 1 that gave 0

    def step(self, rate: float) -> float:
        return -rate * self.probability * self.gave


# By network, with the digits that there were: MNIST's own may have come since
_known: WeakKeyDictionary[Dense, tuple[str, Worst, Mended]] = WeakKeyDictionary()


def read_worst(network: Dense) -> Worst:
    """The test digits that it reads worst, by their place among those that the browser has."""
    return _found(network)[1]


def mended(network: Dense) -> Mended:
    """The first of these digits, and what one update of it does; of a network without hidden layers a pixel is the node."""
    return _found(network)[2]


def _found(network: Dense) -> tuple[str, Worst, Mended]:
    data, known = test_digits(), _known.get(network)
    if known is None or known[0] != data.data_hash:
        rows = data.test[:SHOWN]
        found = worst(network, scale(data.some(rows)).reshape(-1, 784), data.labels[rows])
        ink, label = test_ink(found.order[0])
        what = _mended(network, found.order[0], label, backward(network, ink, label))
        known = _known[network] = data.data_hash, found, what
    return known


def _mended(network: Dense, digit: int, label: int, back: Backward) -> Mended:
    others = back.probabilities.copy()
    others[label] = -1
    other, node = int(others.argmax()), int(back.inputs[-1].argmax())
    silent = np.flatnonzero(back.inputs[1] == 0) if len(back.inputs) > 1 else np.empty(0)
    return Mended(
        digit, label, other, float(others[other]), node, float(back.inputs[-1][node]),
        float(network.weights[-1][node, other]), int(silent[0]) if silent.size else None,
    )  # fmt: skip
