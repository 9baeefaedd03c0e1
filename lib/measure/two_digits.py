"""Telling a 1 from a 0 in two ways: by a rule that a person writes, and by weights that are learned.

Pure NumPy on digits in 0 to 1. It knows nothing of where digits come from or of the screen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["all", "middle"]
MIDDLE = slice(12, 16)  # the four columns in the middle of 28: a 1 is there, the hole of a 0 too

LEARNING_RATE = 0.003  # small enough to watch: the first digits turn it from guessing to reading
START_SPREAD = 0.01  # of the random first weights: next to nothing, so that all answers begin near one half


@dataclass(frozen=True, eq=False)
class Digits:
    """Zeros and ones: `x` (n, 784) float32 in 0 to 1, `y` (n,) 0 or 1, shuffled."""

    x: np.ndarray
    y: np.ndarray


def pick(x: np.ndarray, y: np.ndarray, each: int, seed: int) -> Digits:
    """The first `each` zeros and ones of (n, 784) digits, in a shuffled order.

    Raises:
        ValueError: there are fewer.
    """
    zeros, ones = np.flatnonzero(y == 0)[:each], np.flatnonzero(y == 1)[:each]
    if min(len(zeros), len(ones)) < each:
        raise ValueError(f"There are fewer than {each} zeros or ones.")
    rows = np.random.default_rng(seed).permutation(np.concatenate([zeros, ones]))
    return Digits(x[rows].astype(np.float32), y[rows].astype(int))


def ink(x: np.ndarray, kind: Kind) -> np.ndarray:
    """The mean ink of each digit (n, 784), 0 to 1: of all pixels, or of the middle columns."""
    pictures = x.reshape(-1, 28, 28)
    return (pictures if kind == "all" else pictures[:, :, MIDDLE]).mean(axis=(1, 2))


def rule(x: np.ndarray, kind: Kind, threshold: float) -> np.ndarray:
    """The rule's answers, 0 or 1: a 1 has little ink in all, and much in the middle."""
    amount = ink(x, kind)
    return (amount < threshold if kind == "all" else amount > threshold).astype(int)


@dataclass(frozen=True, eq=False)
class Lesson:
    """A logistic regression that learns from one labelled digit after the other; frame 0 is the start."""

    weights: np.ndarray  # float32 (steps + 1, 784)
    biases: np.ndarray  # (steps + 1,)
    said: np.ndarray  # (steps,) probability of a 1 that it gave each digit before it saw the label
    loss: np.ndarray  # (steps + 1,) mean cross-entropy on all the digits it learns from
    right: np.ndarray  # (steps + 1,) how many of those it reads right

    @property
    def frozen(self) -> Frozen:
        return Frozen(self.weights[-1], float(self.biases[-1]))


@dataclass(frozen=True, eq=False)
class Frozen:
    """Weights (784,) and a bias that no longer change."""

    weights: np.ndarray
    bias: float

    def probability(self, x: np.ndarray) -> np.ndarray:
        """Of a 1, for each digit (n, 784)."""
        return _sigmoid(x @ self.weights + self.bias)

    def answers(self, x: np.ndarray) -> np.ndarray:
        return (self.probability(x) > 0.5).astype(int)

    @property
    def checksum(self) -> str:
        """Eight hexadecimal digits that change when any weight does (SHA-256)."""
        return hashlib.sha256(self.weights.tobytes() + np.float32(self.bias).tobytes()).hexdigest()[:8]


def learn(digits: Digits, rate: float = LEARNING_RATE, seed: int = 0) -> Lesson:
    """Stochastic gradient descent on the cross-entropy, a digit a step, through all digits once."""
    w = np.random.default_rng(seed).normal(0, START_SPREAD, 784)
    b = 0.0
    weights, biases, said = [w], [b], []
    for x, y in zip(digits.x.astype(float), digits.y, strict=True):
        p = float(_sigmoid(x @ w + b))
        said.append(p)
        w = w - rate * (p - y) * x  # the gradient of the cross-entropy for one digit
        b = b - rate * (p - y)
        weights.append(w)
        biases.append(b)
    all_w, all_b = np.array(weights), np.array(biases)
    z = digits.x @ all_w.T + all_b  # (n, steps + 1)
    y = digits.y[:, None]
    loss = (np.logaddexp(0, z) - y * z).mean(axis=0)
    return Lesson(all_w.astype(np.float32), all_b, np.array(said), loss, ((z > 0) == y).sum(axis=0))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))
