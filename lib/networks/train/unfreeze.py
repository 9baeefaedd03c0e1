"""Ways to open a base's last blocks once the head has learned: not at all, with one large rate, with small ones by depth.

Smaller steps for earlier blocks (Howard & Ruder 2018, "discriminative fine-tuning"): what they see is of use for every
task. It knows neither runs nor screens.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from lib.models.bases import Base
from lib.networks.build.dense import OPTIMIZERS
from lib.networks.build.finetune import first_unfrozen_layer

LARGE = 1e-3  # the head's usual rate, for all that is open
LOWEST, HIGHEST = 1e-6, 1e-3


def optimizer_for(
    way: str, model: keras.Model, base: Base, unfrozen_blocks: int, optimizer: str
) -> keras.Optimizer:
    """What trains `model` (`lib.networks.build.finetune.with_head` on the open blocks) in one of `lib.specs.specs.UNFREEZES`.

    "frozen" also closes the blocks again.

    Raises:
        KeyError: there is no such way.
    """
    if way == "by_depth":
        return by_depth(optimizer, rates(model, base, unfrozen_blocks))
    if way == "frozen":
        model.get_layer("base").trainable = False
    return OPTIMIZERS[optimizer]({"frozen": LARGE, "one_rate": LARGE}[way])


def rates(model: keras.Model, base: Base, unfrozen_blocks: int) -> dict[str, float]:
    """The learning rate of each weight, by its path: the same within a block, growing by the same factor to the head."""
    starts = [layer for _, layer, _ in base.blocks]
    starts = starts[starts.index(first_unfrozen_layer(base, unfrozen_blocks)) :]
    steps = np.geomspace(LOWEST, HIGHEST, len(starts) + 1)
    found: dict[str, float] = {}
    block = -1
    for layer in model.get_layer("base").model.layers:
        block += layer.name in starts
        found |= {variable.path: float(steps[max(block, 0)]) for variable in layer.trainable_variables}
    return found | {variable.path: HIGHEST for variable in model.get_layer("head").trainable_variables}


def by_depth(optimizer: str, rate_of: dict[str, float]) -> keras.Optimizer:
    """An optimizer that takes each weight's steps with a learning rate of its own."""
    usual: Any = OPTIMIZERS[optimizer]

    class ByDepth(usual):
        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            path = self._trainable_variables[self._get_variable_index(variable)].path
            super().update_step(gradient, variable, learning_rate * (rate_of[path] / HIGHEST))

    return ByDepth(HIGHEST)
