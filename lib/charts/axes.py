"""What the charts of a run's curves span: fixed while it is live, as near as its curve lets them once it has ended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lib.measure.proportions import Proportion
from lib.specs.specs import DigitRun, Training

Rows = Sequence[Mapping[str, Any]]
# Lowest accuracy shown: step between ticks
TICKS = {0.0: 0.2, 0.4: 0.1, 0.6: 0.1, 0.7: 0.05, 0.8: 0.05, 0.9: 0.02, 0.95: 0.01}
HIGHS = (0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2.5, 5.0, 10.0)  # highest loss shown of a run that has ended
# Epochs of a run from which on its first one, in which it begins at chance, may lie beyond the axes
SETTLED = 3


@dataclass(frozen=True)
class Axes:
    """What a run's charts span, fixed before it starts."""

    epochs: int
    accuracy_low: float = 0.0  # the accuracy axis goes from here to 1; one of TICKS
    loss_high: float = 2.5  # the loss axis goes from 0 to here
    chance: float | None = None


def axes_for(settings: Training, *, classes: int | None = None, examples: int | None = None) -> Axes:
    """Axes that a run with these settings fits into.

    Near the top where the settings are known to lead there (by the recorded runs of the tests), all of 0-100 % where
    they are not: a run that fails needs the room.

    Args:
        classes: 10 for digits and 2 for photos unless told.
        examples: training pictures there really are, where fewer than asked for.
    """
    if not isinstance(settings, DigitRun):
        k = classes or 2
        low, high = (0.4, 1.0) if k == 2 else (0.0, round(math.log(k) + 0.2, 1))
        return Axes(settings.epochs, low, high, 1 / k)
    usual = {"adam": (3e-4, 3e-3), "rmsprop": (3e-4, 3e-3), "sgd": (0.05, 0.3)}[settings.optimizer]
    sure = usual[0] <= settings.learning_rate <= usual[1] and settings.dropout <= 0.5
    updates = settings.updates_per_epoch(examples)
    narrowest = min(settings.hidden, default=10)  # nodes; with no hidden layer the ten answers
    low, high = 0.0, 2.5
    if sure and updates >= 200 and narrowest >= 64:
        low, high = 0.9, 0.4
    elif sure and updates >= 50 and narrowest >= 10:
        low, high = 0.8, 0.8
    return Axes(settings.epochs, low, high, 1 / (classes or 10))


def closed_in(axes: Axes, rows: Rows, test: Proportion | None = None) -> Axes:
    """Axes of a run that has ended: what its curve and its test result need, and no more.

    Args:
        axes: those that it had while it was live; they stay where the curve says nothing.
        rows: as `lib.charts.curves` takes them.
    """
    begins = 1.0 if max((row["epoch"] for row in rows), default=0) >= SETTLED else 0.0
    late = [row for row in rows if row["epoch"] >= begins]
    shares = [row["accuracy"] for row in late if finite(row["accuracy"])]
    losses = [row["loss"] for row in late if finite(row["loss"])]
    if shares and test is not None:
        shares.append(test.low)
    low = max(tick for tick in TICKS if tick <= max(min(shares), 0.0)) if shares else axes.accuracy_low
    high = next((high for high in HIGHS if max(losses) <= high), axes.loss_high) if losses else axes.loss_high
    return replace(axes, accuracy_low=low, loss_high=high)


def span(metric: str, axes: Axes) -> tuple[float, float, list[float]]:
    """Lowest and highest value of a chart, and its ticks."""
    if metric == "loss":
        return 0.0, axes.loss_high, ticks_of(0.0, axes.loss_high, 5)
    low, step = axes.accuracy_low, TICKS[axes.accuracy_low]
    return low, 1.0, [round(low + i * step, 2) for i in range(round((1.0 - low) / step) + 1)]


def ticks_of(low: float, high: float, count: int, least: float = 0.0) -> list[float]:
    """About `count` round values, at least `least` apart, as Vega chooses them."""
    rough = (high - low) / max(count, 1)
    power = 10 ** math.floor(math.log10(rough))
    factor = next((f for f, over in ((10, 50), (5, 10), (2, 2)) if (rough / power) ** 2 >= over), 1)
    step = max(factor * power, least)
    return [round(low + i * step, 6) for i in range(int((high - low) / step + 1e-9) + 1)]


def loss_format(high: float) -> str:
    """How the ticks of a loss axis up to `high` are written."""
    return ".2f" if high <= 0.2 else ".1f"


def finite(value: Any) -> bool:
    """Whether it is a number that can be drawn: JSON has no NaN, so None stands for one."""
    return value is not None and math.isfinite(value)
