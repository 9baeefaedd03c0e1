"""One epoch of a run as its stage shows it: what the model makes of a few pictures, and some weights as pictures.

It knows nothing of where weights are stored or how they are shown.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.models.dense import Dense

NODES = 6  # of the first layer, its first ones: the same in all epochs, and chosen by nobody
FRAME = 1_000  # in place of a row's split: a frame travels among the rows of a curve


@dataclass(frozen=True, eq=False)
class Frame:
    """What is seen after `epoch`; 0 is the random start."""

    epoch: int
    guesses: tuple[int, ...]  # a class for each watched picture
    weights: np.ndarray  # (pictures, n) float

    def row(self) -> list[Any]:
        """As it travels: [epoch, FRAME, guesses, full scale, signed bytes in base64]."""
        most = float(np.abs(self.weights).max(initial=0.0))
        if not np.isfinite(most):  # a run that diverged: nothing to be seen
            return [self.epoch, FRAME, list(self.guesses), 0.0, ""]
        steps = np.round(self.weights * (127 / most if most else 0.0)).astype(np.int8)
        return [
            self.epoch,
            FRAME,
            list(self.guesses),
            float(f"{most:.4g}"),
            b64encode(steps.tobytes()).decode(),
        ]


def digit_frame(epoch: int, network: Dense, digits: np.ndarray) -> Frame:
    """The frame of a digit network; `digits` are (n, 784) in 0 to 1."""
    said = network.activations(digits)[-1]  # (n, 10)
    return Frame(epoch, tuple(int(best) for best in said.argmax(axis=1)), network.weights[0].T[:NODES])
