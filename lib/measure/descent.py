"""Gradient descent on one weight and on two: a squared loss on real digits, a step at a time.

The loss is a bowl (a quadratic function), so its curve, its contours and the largest rate that still arrives are
known exactly. It knows nothing of charts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

OUT = 50.0  # a loss so high has left the picture: it started at a few


@dataclass(frozen=True, eq=False)
class Bowl:
    """Mean of (features · weights - target)² over the digits, as a function of k weights."""

    a: np.ndarray  # (k, k) mean of feature products
    b: np.ndarray  # (k,) mean of feature times target
    c: float  # mean of target²

    def loss(self, w: np.ndarray) -> np.ndarray:
        """For weights (..., k)."""
        return np.einsum("...i,ij,...j", w, self.a, w) - 2 * w @ self.b + self.c

    def gradient(self, w: np.ndarray) -> np.ndarray:
        return 2 * (w @ self.a - self.b)

    @property
    def bottom(self) -> np.ndarray:
        """The weights of least loss."""
        return np.linalg.solve(self.a, self.b)

    @property
    def largest_rate(self) -> float:
        """Above it every step leads further away from the bottom: 2 over the largest curvature."""
        return float(1 / np.linalg.eigvalsh(self.a).max())

    def contour(self, level: float, points: int = 73) -> np.ndarray:
        """The closed line (points, 2) of all pairs of weights with that loss; it is an ellipse.

        Raises:
            ValueError: the level lies below the bottom.
        """
        height = level - float(self.loss(self.bottom))
        if height < 0:
            raise ValueError("No weights have so small a loss.")
        curvature, axes = np.linalg.eigh(self.a)
        angle = np.linspace(0, 2 * np.pi, points)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return self.bottom + (circle * np.sqrt(height / curvature)) @ axes.T


def bowl(features: np.ndarray, target: np.ndarray) -> Bowl:
    """From features (n, k) and targets (n,)."""
    n = len(target)
    return Bowl(features.T @ features / n, features.T @ target / n, float((target**2).mean()))


def descend(problem: Bowl, start: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """The weights after 0, 1, ... steps (at most steps + 1, k); it ends once the loss has jumped out."""
    path = [np.asarray(start, float)]
    for _ in range(steps):
        if problem.loss(path[-1]) > OUT:
            break
        path.append(path[-1] - rate * problem.gradient(path[-1]))
    return np.array(path)


def in_words(problem: Bowl, path: np.ndarray, rate: float) -> str:
    """What this descent does, in a sentence or two."""
    losses = problem.loss(path)
    least = float(problem.loss(problem.bottom))
    first, last = float(losses[0]), float(losses[-1])
    if len(path) == 1:
        return f"The loss is {first:.2f}; the lowest possible is {least:.2f}. Take a step."
    steps = f"{len(path) - 1} step{'s' if len(path) > 2 else ''}"
    if rate > problem.largest_rate and last > first:
        return f"After {steps} the loss is {last:,.2f}. It jumps out: each step lands further away than the last."
    if last - least < 0.01 * (first - least):
        return f"After {steps} the loss is {last:.3f}. It has arrived: the lowest possible is {least:.3f}."
    share = (first - last) / (first - least)
    return f"After {steps} the loss has gone from {first:.2f} to {last:.2f}: {100 * share:.0f} % of the way down to {least:.2f}."
