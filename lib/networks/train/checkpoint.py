"""Where a training stands, to and from one `.npz`: what a run goes on from after its worker has died.

It knows nothing of how training is done.
"""

from __future__ import annotations

import io
from typing import Any

import keras
import numpy as np

KEYS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")  # of a line of history


class State:
    """The weights now, the best so far, and the optimizer's memory."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._best: list[np.ndarray] | None = None

    def remember(self) -> None:
        """These weights are the best so far."""
        self._best = self._model.get_weights()

    def recall(self) -> None:
        """Puts the best weights back into the model."""
        if self._best is not None:
            self._model.set_weights(self._best)

    def pack(self, history: list[dict[str, Any]], best_epoch: int, updates: int) -> bytes:
        """Everything that `restore` needs; the best weights only where they are not those now."""
        arrays = {f"w{i}": w for i, w in enumerate(self._model.get_weights())}
        arrays |= {f"o{i}": v.numpy() for i, v in enumerate(self._model.optimizer.variables)}
        if best_epoch != len(history):
            arrays |= {f"b{i}": w for i, w in enumerate(self._best or [])}
        lines = [[line[key] for key in KEYS] for line in history]
        out = io.BytesIO()
        np.savez(out, history=np.array(lines), counts=np.array([best_epoch, updates]), **arrays)
        return out.getvalue()

    def restore(self, checkpoint: bytes) -> tuple[list[dict[str, Any]], int, int]:
        """Takes up what `pack` gave: (history, best epoch, updates)."""
        self._model.optimizer.build(self._model.trainable_variables)
        with np.load(io.BytesIO(checkpoint), allow_pickle=False) as file:

            def numbered(letter: str) -> list[np.ndarray]:
                count = sum(name[0] == letter and name[1:].isdigit() for name in file.files)
                return [file[f"{letter}{i}"] for i in range(count)]

            weights = numbered("w")
            self._model.set_weights(weights)
            for variable, value in zip(self._model.optimizer.variables, numbered("o"), strict=True):
                variable.assign(value)
            self._best = numbered("b") or weights
            history = [dict(zip(KEYS, line, strict=True)) for line in file["history"].tolist()]
            best, updates = file["counts"].tolist()
        return [line | {"epoch": int(line["epoch"])} for line in history], best, updates
