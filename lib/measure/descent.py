"""Gradient descent on one weight and on two: the loss that a whole model learns by, on the same digits, a step at a time.

The model is that of `two_digits`, the mean cross-entropy too; only are its 784 weights tied together, so that the loss can be drawn
over the one number that all of them are, or over two. It knows nothing of charts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np


@dataclass(frozen=True, eq=False)
class Landscape:
    """Mean cross-entropy of sigmoid(features · weights) over the digits, as a function of k weights. It has one lowest point."""

    features: np.ndarray  # (n, k)
    y: np.ndarray  # (n,) 0 or 1

    def loss(self, w: np.ndarray) -> np.ndarray:
        """For weights (..., k)."""
        z = np.asarray(w, float) @ self.features.T
        return (np.logaddexp(0, z) - self.y * z).mean(axis=-1)

    def gradient(self, w: np.ndarray) -> np.ndarray:
        return (self._probability(w) - self.y) @ self.features / len(self.y)

    @cached_property
    def bottom(self) -> np.ndarray:
        """The weights of least loss, by Newton's steps, each halved until it leads down."""
        w = np.zeros(self.features.shape[1])
        for _ in range(50):
            p = self._probability(w)
            curvature = (self.features * (p * (1 - p))[:, None]).T @ self.features / len(self.y)
            step = np.linalg.solve(curvature, self.gradient(w))
            while self.loss(w - step) > self.loss(w) + 1e-12:
                step = step / 2
            w = w - step
        return w

    def contour(self, level: float, points: int = 73) -> np.ndarray:
        """The closed line (points, 2) of all pairs of weights with that loss, around the bottom.

        Raises:
            ValueError: the level lies below the bottom.
        """
        if level < float(self.loss(self.bottom)):
            raise ValueError("No weights have so small a loss.")
        angle = np.linspace(0, 2 * np.pi, points)
        rays = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        low, high = np.zeros((points, 1)), np.full((points, 1), 1e-3)
        while (self.loss(self.bottom + high * rays) < level).any():  # along each ray the loss only rises
            high = high * 2
        for _ in range(40):
            middle = (low + high) / 2
            below = (self.loss(self.bottom + middle * rays) < level)[:, None]
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return self.bottom + high * rays

    def _probability(self, w: np.ndarray) -> np.ndarray:
        return np.exp(-np.logaddexp(0, -(np.asarray(w, float) @ self.features.T)))


def descend(problem: Landscape, start: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """The weights after 0, 1, ... steps (steps + 1, k)."""
    path = [np.asarray(start, float)]
    for _ in range(steps):
        path.append(path[-1] - rate * problem.gradient(path[-1]))
    return np.array(path)


def in_words(problem: Landscape, path: np.ndarray) -> str:
    """What this descent does, in a sentence or two."""
    first, last = (float(problem.loss(w)) for w in path[[0, -1]])
    least = float(problem.loss(problem.bottom))
    if len(path) == 1:
        return f"The loss is {first:.2f}. The lowest possible is {least:.2f}. Take a step."
    steps = f"{len(path) - 1} step{'s' if len(path) > 2 else ''}"
    if last > first:
        return f"After {steps} the loss is {last:.2f}, higher than at the start. The steps are too large."
    if last - least < 0.01 * (first - least):
        return f"After {steps} the loss is {last:.3f}. The lowest possible is {least:.3f}: it has arrived."
    told = f"After {steps} the loss has gone from {first:.2f} to {last:.2f}."
    slopes = [problem.gradient(w) for w in path]
    if any(before @ after < 0 for before, after in pairwise(slopes)):
        return f"{told} A step went too far, past the lowest place on its way."
    share = (first - last) / (first - least)
    return f"{told} That is {100 * share:.0f} % of the way down to {least:.2f}."
