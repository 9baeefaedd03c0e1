"""What becomes of a reading when one node is silenced. It knows nothing of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from lib.models.dense import Dense


def loudest(network: Dense, ink: np.ndarray) -> tuple[int, float]:
    """The node of the first layer with the largest output for a picture (any shape), and that output."""
    outputs = network.activations(ink.reshape(1, -1))[0][0]
    node = int(outputs.argmax())
    return node, float(outputs[node])


def without_node(network: Dense, layer: int, node: int) -> Dense:
    """The network with a node that passes on 0; layers count from 1, the output layer excluded."""
    return without_nodes(network, [(layer, node)])


def without_nodes(network: Dense, nodes: Iterable[tuple[int, int]]) -> Dense:
    """The network with some nodes, (layer, node), that pass on 0.

    A node whose outgoing weights are all 0 is as good as one that says nothing.
    """
    weights = list(network.weights)
    for layer in {layer for layer, _ in nodes}:
        weights[layer] = weights[layer].copy()
    for layer, node in nodes:
        weights[layer][node] = 0
    return Dense(tuple(weights), network.biases)


def in_words(network: Dense, ink: np.ndarray, nodes: Sequence[tuple[int, int]], what: str) -> str:
    """What silencing these nodes does to the reading of a picture (any shape): "this 7", or "your drawing"."""
    line = ink.reshape(1, -1)
    outputs = network.activations(line)
    before, after = (each.probabilities(line)[0] for each in (network, without_nodes(network, nodes)))
    best = int(before.argmax())
    if len(nodes) == 1:
        ((layer, node),) = nodes
        name, gave = f"node {node + 1} of layer {layer}", float(outputs[layer - 1][0, node])
        if gave == 0:
            return f"For {what}, {name} gave 0 already: silencing it changes nothing."
    else:
        name = f"{len(nodes)} nodes"
        if all(outputs[layer - 1][0, node] == 0 for layer, node in nodes):
            return f"For {what}, all {name} gave 0 already: silencing them changes nothing."
    return (
        f"Without {name}, {what} is read as **{int(after.argmax())}**{' as before' if after.argmax() == best else f', not as {best}'}; "
        f"the probability of {best} goes from {before[best]:.4f} to {after[best]:.4f}."
    )
