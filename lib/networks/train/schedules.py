"""The learning rate over a run, as Keras' optimizers take it. The formula itself stands in `lib.models.schedule`."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from lib.models.schedule import one_cycle


@keras.saving.register_keras_serializable("layers")
class PerUpdate(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate for each update, from a table; the last one stays."""

    def __init__(self, rates: list[float]) -> None:
        self._rates = [float(rate) for rate in rates]
        self._table = tf.constant(self._rates)

    def __call__(self, step: Any) -> tf.Tensor:
        return tf.gather(self._table, tf.minimum(tf.cast(step, tf.int32), len(self._rates) - 1))

    def get_config(self) -> dict[str, Any]:
        return {"rates": self._rates}


def rate_for(schedule: str, top: float, updates: int) -> float | PerUpdate:
    """What an optimizer takes as its learning rate, for "constant" or "one_cycle"."""
    return PerUpdate(one_cycle(updates, top).tolist()) if schedule == "one_cycle" else top
