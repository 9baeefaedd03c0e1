"""The rate that reaches the optimizer is the formula's at every update; the search finds a rate; luck has a band."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from lib.models.schedule import one_cycle, rates
from lib.networks.build import dense
from lib.networks.train import find_rate
from lib.networks.train.compiled import Part
from lib.networks.train.loop import Plan, fit
from lib.networks.train.schedules import PerUpdate
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, RetrainRun, to_dict


def formula(update: int, updates: int, top: float) -> float:
    """Written anew: half cosines from top/25 to top in the first quarter, then to top/100,000."""
    part = update / updates
    if part < 0.25:
        return top / 25 + (top - top / 25) * (1 - math.cos(math.pi * part / 0.25)) / 2
    return top + (top / 1e5 - top) * (1 - math.cos(math.pi * (part - 0.25) / 0.75)) / 2


@pytest.mark.parametrize("updates", [1, 4, 77, 550])
def test_one_cycle_is_its_formula(updates: int) -> None:
    assert one_cycle(updates, 0.01) == pytest.approx([formula(i, updates, 0.01) for i in range(updates)])
    assert rates("constant", updates, 0.01) == pytest.approx([0.01] * updates)


@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
def test_the_rate_that_moves_the_weights_is_the_schedules_at_every_update(schedule: str) -> None:
    """SGD on a loss whose gradient is known: the step itself tells the rate."""
    spec = DigitRun(
        epochs=3,
        batch_size=20,
        train_size=110,
        optimizer="sgd",
        learning_rate=0.05,
        schedule=schedule,
        hidden=(),
    )
    model = dense.build(spec, 110)
    wanted = rates(schedule, 18, 0.05)
    seen: list[float] = []

    def slope(labels: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return logits[:, 0], tf.zeros_like(logits[:, 0])  # the bias of node 0 has gradient 1

    class Watched(keras.optimizers.SGD):
        def update_step(self, gradient, variable, learning_rate):  # type: ignore[no-untyped-def]
            if variable.shape == (10,):
                tf.py_function(lambda rate: seen.append(float(rate)), [learning_rate], [])
            super().update_step(gradient, variable, learning_rate)

    rate = model.optimizer._learning_rate
    model.optimizer = Watched(rate if schedule == "one_cycle" else float(rate))
    before = float(model.layers[-1].bias[0])
    part = Part(np.zeros((110, 784), np.float32), np.zeros(110, int))
    fit(model, Plan(3, 20, 0, slope, jit=False), part, part, Hooks())
    assert seen == pytest.approx(wanted, rel=1e-5)
    moved = before - float(model.layers[-1].bias[0])
    assert moved <= wanted.sum() + 1e-6  # the best epoch's weights are kept, so at most all of it


def test_the_schedule_survives_being_saved() -> None:
    schedule = PerUpdate([0.1, 0.2])
    again = PerUpdate.from_config(schedule.get_config())
    assert [float(again(step)) for step in range(3)] == pytest.approx([0.1, 0.2, 0.2])


@pytest.mark.parametrize(
    ("kind", "spec"), [("digits", DigitRun(hidden=(32,), train_size=1000)), ("retrain", RetrainRun())]
)
def test_the_search_suggests_a_rate_that_learns(kind: str, spec: DigitRun | RetrainRun) -> None:
    found = find_rate.find(kind, to_dict(spec))
    assert len(found["rates"]) == len(found["losses"])
    assert found["rates"] == sorted(found["rates"])
    assert 1e-4 <= found["suggested"] <= 0.1
    assert min(found["losses"]) < 0.9 * found["losses"][0]


def test_smoothing_is_the_corrected_exponential_mean() -> None:
    losses = [3.0, 1.0, 2.0]
    weights = [0.1 * 0.9**2, 0.1 * 0.9, 0.1]
    assert find_rate.smoothed(losses)[-1] == pytest.approx(np.average(losses, weights=weights))
    assert find_rate.smoothed([2.0] * 5) == pytest.approx([2.0] * 5)
