"""A run's own numbers: weights, the optimizer's memory, dropout's random state. Into a machine, out of it, and as `.npz`.

That file is what a run goes on from after its worker has died, bit for bit. It knows nothing of how training is done.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import ref

import numpy as np

from lib.networks.train.compiled import Machine

KEYS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")  # of a line of history


@dataclass(frozen=True)
class Start:
    """What a run begins with."""

    weights: list[np.ndarray]
    seeds: Sequence[int] = ()  # of the layers that draw random numbers, in their order


class State:
    """The numbers of one run. They are in its machine's model after `enter`, until another run enters.

    Args:
        start: None: what is in the model, which no other run uses.
    """

    def __init__(self, machine: Machine, start: Start | None = None) -> None:
        self.machine, self.model = machine, machine.model
        self._best: list[np.ndarray] | None = None
        self._away: list[Any] | None = None  # all numbers, while another run's are in the model
        if start is None:
            machine.holder = ref(self)
            return
        empty = [np.zeros(v.shape, v.dtype) for v in self._optimizer_variables()]
        self._away = [*start.weights, *empty, *([seed, 0] for seed in start.seeds)]

    def enter(self) -> None:
        """Puts these numbers into the model, where another run's are, and those aside. Only in its turn."""
        holder = self.machine.holder() if self.machine.holder else None
        if holder is self:
            return
        if holder is not None:
            holder._away = holder._numbers()
        assert self._away is not None
        for variable, value in zip(self._variables(), self._away, strict=True):
            variable.assign(value)
        self._away, self.machine.holder = None, ref(self)

    def remember(self) -> None:
        """These weights are the best so far."""
        self._best = self.model.get_weights()

    def recall(self) -> None:
        """Puts the best weights back into the model."""
        self.enter()
        if self._best is not None:
            self.model.set_weights(self._best)

    def pack(self, history: list[dict[str, Any]], best_epoch: int, updates: int) -> bytes:
        """Everything that `restore` needs; the best weights only where they are not those now."""
        arrays = {f"w{i}": w for i, w in enumerate(self.model.get_weights())}
        arrays |= {f"o{i}": v.numpy() for i, v in enumerate(self._optimizer_variables())}
        arrays |= {f"s{i}": v.numpy() for i, v in enumerate(self._random_states())}
        if best_epoch != len(history):
            arrays |= {f"b{i}": w for i, w in enumerate(self._best or [])}
        lines = [[line[key] for key in KEYS] for line in history]
        out = io.BytesIO()
        np.savez(out, history=np.array(lines), counts=np.array([best_epoch, updates]), **arrays)
        return out.getvalue()

    def restore(self, checkpoint: bytes) -> tuple[list[dict[str, Any]], int, int]:
        """Takes up what `pack` gave: (history, best epoch, updates)."""
        self.enter()
        with np.load(io.BytesIO(checkpoint), allow_pickle=False) as file:

            def numbered(letter: str) -> list[np.ndarray]:
                count = sum(name[0] == letter and name[1:].isdigit() for name in file.files)
                return [file[f"{letter}{i}"] for i in range(count)]

            weights, memory = numbered("w"), numbered("o")
            self.model.set_weights(weights)
            variables = self._optimizer_variables()
            if len(memory) == len(variables) + 1:  # an earlier version's, which has the learning rate in it
                del memory[1]
            for variable, value in zip(variables, memory, strict=True):
                variable.assign(value)
            for variable, value in zip(self._random_states(), numbered("s"), strict=False):  # or has none
                variable.assign(value)
            self._best = numbered("b") or weights
            history = [dict(zip(KEYS, line, strict=True)) for line in file["history"].tolist()]
            best, updates = file["counts"].tolist()
        return [line | {"epoch": int(line["epoch"])} for line in history], best, updates

    def _numbers(self) -> list[np.ndarray]:
        return [variable.numpy() for variable in self._variables()]

    def _variables(self) -> list[Any]:
        return [*self.model.weights, *self._optimizer_variables(), *self._random_states()]

    def _optimizer_variables(self) -> list[Any]:
        """Its memory, without the learning rate: that comes with every update."""
        return [v for v in self.model.optimizer.variables if v.name != "learning_rate"]

    def _random_states(self) -> list[Any]:
        return [v for v in self.model.variables if v.name == "seed_generator_state"]
