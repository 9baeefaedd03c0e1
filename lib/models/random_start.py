"""The random weights that a dense digit network begins with, number for number as Keras draws them, without tensorflow.

The app shows the untrained network at once with it, before any training process has started. TensorFlow's stateless
uniform numbers are Philox 4x32 with ten rounds; a test holds these equal to Keras' own.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from lib.models.dense import Dense

_MULTIPLY = (0xD2511F53, 0xCD9E8D57)
_RAISE = (0x9E3779B9, 0xBB67AE85)  # of the key, after each round
_SCRAMBLE = (0x3EC8F720, 0x02461E29)  # the key with which TensorFlow mixes a seed
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def untrained(sizes: tuple[int, ...], seed: int) -> Dense:
    """The network of `lib.networks.build.dense.build` before its first update.

    Args:
        sizes: nodes per layer, inputs first.
        seed: of the run.
    """
    inner = len(sizes) - 2
    pairs = list(itertools.pairwise(sizes))
    weights = tuple(
        glorot(n, nodes, seed * 10 + (i if i < inner else 9)) for i, (n, nodes) in enumerate(pairs)
    )
    return Dense(weights, tuple(np.zeros(nodes, np.float32) for _, nodes in pairs))


def glorot(inputs: int, nodes: int, seed: int) -> np.ndarray:
    """(inputs, nodes) float32, as `keras.initializers.GlorotUniform(seed)` gives them."""
    limit = math.sqrt(6.0 / (inputs + nodes))
    low, high = np.float32(-limit), np.float32(limit)
    return (uniform(inputs * nodes, seed) * (high - low) + low).reshape(inputs, nodes)


def uniform(count: int, seed: int) -> np.ndarray:
    """`count` float32 from 0 to 1, as `tf.random.stateless_uniform` gives them for the seed (seed, 0)."""
    mixed = _philox(np.array([[seed & 0xFFFFFFFF], [seed >> 32], [0], [0]], np.uint64), _SCRAMBLE)[:, 0]
    blocks = -(-count // 4)
    counter = np.zeros((4, blocks), np.uint64)
    counter[0] = np.arange(blocks, dtype=np.uint64)
    counter[2:] = mixed[2:, None]
    bits = _philox(counter, (int(mixed[0]), int(mixed[1]))).T.ravel()[:count].astype(np.uint32)
    return ((bits & np.uint32(0x7FFFFF)) | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)


def _philox(counter: np.ndarray, key: tuple[int, int]) -> np.ndarray:
    """Ten rounds over (4, n) 32-bit numbers, each held in 64 bits."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        first, second = a * np.uint64(_MULTIPLY[0]), c * np.uint64(_MULTIPLY[1])
        a, b, c, d = (
            (second >> _HALF) ^ b ^ np.uint64(left),
            second & _LOW,
            (first >> _HALF) ^ d ^ np.uint64(right),
            first & _LOW,
        )
        left, right = (left + _RAISE[0]) & 0xFFFFFFFF, (right + _RAISE[1]) & 0xFFFFFFFF
    return np.stack([a, b, c, d])
