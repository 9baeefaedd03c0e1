"""What the lesson on layers asks about one test digit, computed once a network: each answer reads all its weights."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from lib.measure.silence import loudest, without_node
from lib.models.dense import Dense
from lib.screen.layers_and_nodes.network_source import test_digits, test_ink

START = 0  # the test digit that the questions are about


@dataclass(frozen=True)
class Facts:
    """Of a network that reads the digit; nodes are those of layer 1, from 0."""

    label: int
    loudest: tuple[int, float]  # the node, and what it gives
    lowest: tuple[int, float]  # the node, and its sum before ReLU
    surest: float  # the highest probability
    before: float  # probability of the label,
    after: float  # and without the loudest node,
    read: int  # which makes it read this


# By network, with the digits that there were: MNIST's own may have come since
_known: WeakKeyDictionary[Dense, tuple[str, Facts]] = WeakKeyDictionary()


def facts(network: Dense) -> Facts:
    """What is asked of this network, and told."""
    source, known = test_digits().data_hash, _known.get(network)
    if known is None or known[0] != source:
        known = _known[network] = source, _facts(network)
    return known[1]


def _facts(network: Dense) -> Facts:
    ink, label = test_ink(START)
    line = ink.reshape(1, 784)
    sums = (line @ network.weights[0] + network.biases[0])[0]
    said = network.probabilities(line)[0]
    silent = said
    if len(network.sizes) > 2:
        silent = without_node(network, 1, loudest(network, ink)[0]).probabilities(line)[0]
    return Facts(
        label, loudest(network, ink), (int(sums.argmin()), float(sums.min())), float(said.max()),
        float(said[label]), float(silent[label]), int(silent.argmax()),
    )  # fmt: skip
