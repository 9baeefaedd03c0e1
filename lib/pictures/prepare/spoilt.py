"""Faults that people make with training pictures and their labels: what a training with such a fault is given. Pure.

A worker trains on it, and the page shows it as evidence.
"""

from __future__ import annotations

import numpy as np

RARE_CLASS = 8  # the digit with the most neighbours in shape
RARE_SHARE = 50  # one in so many of its training digits stays


def shuffled(labels: np.ndarray, rows: np.ndarray, seed: int) -> np.ndarray:
    """(n,) labels of the whole set, those of the training pictures dealt out anew among them."""
    dealt = labels.copy()
    dealt[rows] = np.random.default_rng([seed, 2]).permutation(labels[rows])
    return dealt


def rare(labels: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The training pictures, few of one class left."""
    of_class = np.flatnonzero(labels[rows] == RARE_CLASS)
    return np.delete(rows, of_class[np.arange(len(of_class)) % RARE_SHARE != 0])


def leak(rows: np.ndarray, test: np.ndarray) -> np.ndarray:
    """The training pictures, and those of the test with them."""
    return np.concatenate([rows, test])
