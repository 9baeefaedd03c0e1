"""What becomes of a reading when one node is silenced. It knows nothing of the screen."""

from __future__ import annotations

import numpy as np

from lib.models.dense import Dense


def loudest(network: Dense, ink: np.ndarray) -> tuple[int, float]:
    """The node of the first layer with the largest output for a picture (any shape), and that output."""
    outputs = network.activations(ink.reshape(1, -1))[0][0]
    node = int(outputs.argmax())
    return node, float(outputs[node])


def without_node(network: Dense, layer: int, node: int) -> Dense:
    """The network with a node that passes on 0; layers count from 1, the output layer excluded.

    A node whose outgoing weights are all 0 is as good as one that says nothing.
    """
    weights = list(network.weights)
    weights[layer] = weights[layer].copy()
    weights[layer][node] = 0
    return Dense(tuple(weights), network.biases)
