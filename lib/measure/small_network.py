"""The course's small drawing as a network: 1 input node, 3, 2, 4, and 2 output nodes, for cat and dog.

Its weights were set by hand to round numbers, so that every sum can be done in the head; nobody trained it.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from lib.models.dense import Dense

LABELS = ("cat", "dog")
START = np.array([0.8], np.float32)  # how pointed the ears are, from 0 (hanging) to 1 (pointed)


@cache
def small_network() -> Dense:
    """Pointed ears give cat, hanging ears dog; about 0.5 is a toss-up."""
    weights = (
        [[2.0, -2.0, 1.0]],  # node 1 fires for pointed ears, node 2 for hanging ones, node 3 for both
        [[1.0, -0.5], [-0.5, 1.0], [0.5, 0.5]],
        [[1.0, -1.0, 0.5, 0.2], [-1.0, 1.0, 0.5, 0.3]],
        [[1.5, -1.0], [-1.0, 1.5], [0.2, 0.2], [-0.3, 0.3]],
    )
    biases = ([-0.5, 1.5, 0.1], [0.0, 0.0], [0.0, 0.0, -0.2, 0.1], [0.0, 0.0])
    return Dense(
        tuple(np.array(w, np.float32) for w in weights), tuple(np.array(b, np.float32) for b in biases)
    )
