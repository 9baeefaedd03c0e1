"""A run's weights epoch after epoch, as small pictures, and how a digit was read after each.

It knows nothing of where weights are stored or how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lib.models.dense import Dense

NODES = 24  # weight pictures shown; 4 rows of 6 are still told apart on a phone


@dataclass(frozen=True, eq=False)
class Film:
    """First-layer weights of a few nodes after each epoch, epoch 0 being the random start."""

    epochs: tuple[int, ...]
    nodes: tuple[int, ...]  # those whose weights moved most, in the order of the layer
    pictures: np.ndarray  # int8 (epochs, nodes, 784): weights, -127 to 127 on one scale for each node


def make_film(networks: Iterable[tuple[int, Dense]], nodes: int = NODES) -> Film:
    """The film of `(epoch, network)` pairs in order; all networks of one shape.

    Raises:
        ValueError: there is none.
    """
    epochs, weights = [], []
    for epoch, network in networks:
        epochs.append(epoch)
        weights.append(network.weights[0].T.astype(np.float16))  # (nodes, 784)
    if not epochs:
        raise ValueError("A film needs the weights of at least one epoch.")
    moved = np.linalg.norm(weights[-1].astype(np.float32) - weights[0].astype(np.float32), axis=1)
    chosen = np.sort(np.argsort(-moved, kind="stable")[:nodes])
    frames = np.stack([w[chosen] for w in weights]).astype(np.float32)  # (epochs, nodes, 784)
    scale = np.abs(frames).max(axis=(0, 2), keepdims=True)
    frames = np.round(127 * frames / np.where(scale > 0, scale, 1))
    return Film(tuple(epochs), tuple(int(n) for n in chosen), frames.astype(np.int8))


def read_by_epoch(networks: Iterable[tuple[int, Dense]], ink: np.ndarray) -> np.ndarray:
    """Probabilities (epochs, 10) of one digit, (28, 28) in 0 to 1, after each epoch."""
    return np.concatenate([network.probabilities(ink.reshape(1, -1)) for _, network in networks])
