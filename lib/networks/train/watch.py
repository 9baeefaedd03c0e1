"""What a retraining tells of itself after each epoch: its guesses on a few photos, its head's weights, how far blocks moved.

It is small: the lab book keeps it in place of the weights, which for a base would be megabytes an epoch.
"""

from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np

from lib.measure.frames import NODES, Frame, watched
from lib.models.bases import BASES
from lib.networks.build import heads
from lib.networks.train.checkpoint import State
from lib.networks.train.retrain_setup import Setup
from lib.pictures.sets.retrain_data import Split
from lib.specs.specs import RetrainRun


class Watch:
    """Asks the model of one run; only while the run's numbers are in it."""

    def __init__(self, run: RetrainRun, setup: Setup, state: State, rows: Split) -> None:
        self._state, self._prepare, self._quick = state, setup.prepare, setup.jit
        self._photos = setup.inputs(watched(rows.validation))
        self._blocks = [] if run.method == "new_head" else open_blocks(run, state.model)
        self._begun = [[np.array(v) for v in block] for block in self._blocks]
        self._said: list[int] = []

    def guesses(self) -> list[int]:
        """A class for each watched photo, as the model stands."""
        logits = self._state.model(self._prepare(self._photos), training=False)
        self._said = heads.probabilities(np.asarray(logits)).argmax(axis=1).tolist()
        return self._said

    def status(self) -> dict[str, Any]:
        """For the status at each point: asked anew where that costs nothing."""
        return {"guesses": self.guesses() if self._quick else self._said}

    def snapshot(self, epoch: int) -> bytes:
        kernel = self._state.model.get_layer("head").kernel.numpy()  # (features, answers)
        shown = np.zeros((0, 0)) if self._blocks else kernel.T[:NODES]
        return json.dumps(Frame(epoch, tuple(self.guesses()), shown, self._moved()).row()).encode()

    def _moved(self) -> tuple[float, ...]:
        return tuple(map(_distance, self._begun, self._blocks))


def open_blocks(run: RetrainRun, model: keras.Model) -> list[list[keras.Variable]]:
    """The weights of each block that is open, from the pixels on; in a network from scratch each layer is one.

    The new head is none of them: it has learned before they are opened.
    """
    if run.method == "scratch":
        return [list(layer.trainable_variables) for layer in model.layers if layer.trainable_variables]
    first = [name for _, name, _ in BASES[run.base].blocks[-run.unfrozen_blocks :]]
    blocks: list[list[keras.Variable]] = [[] for _ in first]
    at = -1
    for layer in model.get_layer("base").model.layers:
        at = first.index(layer.name) if layer.name in first else at
        if at >= 0:
            blocks[at] += layer.trainable_variables
    return blocks


def _distance(begun: list[np.ndarray], now: list[keras.Variable]) -> float:
    way = sum(float(np.square(np.array(v) - b).sum()) for b, v in zip(begun, now, strict=True))
    length = sum(float(np.square(b).sum()) for b in begun)
    return (way / length) ** 0.5 if length else 0.0
