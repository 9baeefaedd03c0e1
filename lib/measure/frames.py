"""One epoch of a run as its stage shows it: what the model makes of a few pictures, and some weights as pictures.

It knows nothing of where weights are stored or how they are shown.
"""

from __future__ import annotations

import math
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.models.dense import Dense

WATCHED = 20  # pictures of the validation part
NODES = 6  # of the first layer, its first ones: the same in all epochs, and chosen by nobody
FRAME = 1_000  # in place of a row's split: a frame travels among the rows of a curve


@dataclass(frozen=True, eq=False)
class Frame:
    """What is seen after `epoch`; 0 is the random start."""

    epoch: int
    guesses: tuple[int, ...]  # a class for each watched picture
    weights: np.ndarray  # (pictures, n) float
    moved: tuple[float, ...] = ()  # of each open block, how far from where it began, as a share of its length

    def row(self) -> list[Any]:
        """As it travels: [epoch, FRAME, guesses, full scale, signed bytes in base64, moved]."""
        moved = [round(share, 5) if np.isfinite(share) else 0.0 for share in self.moved]
        most = float(np.abs(self.weights).max(initial=0.0))
        packed = ""
        if np.isfinite(most):  # a run that diverged has nothing to be seen
            steps = np.round(self.weights * (127 / most if most else 0.0)).astype(np.int8)
            packed = b64encode(steps.tobytes()).decode()
        scale = float(f"{most:.4g}") if packed else 0.0
        return [self.epoch, FRAME, list(self.guesses), scale, packed, moved]


def watched(validation: np.ndarray) -> np.ndarray:
    """The photos that are watched: spread over the part, as a set's classes stand one after another.

    Args:
        validation: rows of the part, ascending.
    """
    count = min(WATCHED, len(validation))
    return validation[np.linspace(0, len(validation) - 1, count).round().astype(int)]


def picture_columns(numbers: int) -> int:
    """How wide a picture of so many numbers is: as near to a square as its rows come out even."""
    return next(n for n in range(math.isqrt(max(numbers - 1, 0)) + 1, numbers + 1) if numbers % n == 0)


def digit_frame(epoch: int, network: Dense, digits: np.ndarray) -> Frame:
    """The frame of a digit network; `digits` are (n, 784) in 0 to 1."""
    said = network.activations(digits)[-1]  # (n, 10)
    return Frame(epoch, tuple(int(best) for best in said.argmax(axis=1)), network.weights[0].T[:NODES])
