"""What a learning curve says, in plain words made from its own numbers.

One pure function, `read_curve`, for digits and for photos alike. It sees the line of history of each epoch and the
settings, never the pictures: a fault that leaves the curves untouched (a leak, a rare class) it cannot find.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lib.measure.curve_verdicts import (
    WORDS,
    Curves,
    Reading,
    chance,
    diverged,
    improving,
    levelled,
    overfitting,
    rate_too_high,
    rate_too_low,
    too_short,
    unscaled,
)
from lib.specs.choices import SET_SIZES
from lib.specs.specs import DigitRun, Training

History = Sequence[Mapping[str, Any]]

USUAL_RATE = {"adam": 1e-3, "rmsprop": 1e-3, "sgd": 1e-2}  # Keras' own defaults


def best_epoch(history: History) -> int | None:
    """The epoch whose weights are kept: the highest validation accuracy; of equals the lowest loss, then the earliest.

    None where none ended with a finite validation loss. The test part has no say in it.
    """
    lines = [
        (-_number(line["val_accuracy"], 0.0), line["val_loss"], line["epoch"])
        for line in history
        if math.isfinite(_number(line["val_loss"]))
    ]
    return min(lines)[2] if lines else None


def updates_kept(result: Mapping[str, Any]) -> int:
    """After how many updates a run's kept weights were as they are: those of its best epoch, or all where none ended."""
    return result["best_epoch"] * result["updates_per_epoch"] or result["updates"]


def read_curve(history: History, settings: Training, *, classes: int, validation: int) -> Reading:
    """Reads one run's curves.

    Args:
        history: a line an epoch: `epoch` (from 1), `loss`, `accuracy`, `val_loss`, `val_accuracy`.
        settings: the run's spec; its learning rate and optimizer tell "too low" from "not yet done".
        classes: how many there are: what guessing gives.
        validation: pictures in the validation part: how much of a change is luck.
    """
    if not history:
        return Reading("too_short", WORDS["no_epoch"], None)
    curves = _curves(history, settings, classes, validation)
    for sign in (
        diverged,
        too_short,
        chance,
        unscaled,
        rate_too_high,
        rate_too_low,
        overfitting,
        improving,
    ):
        reading = sign(curves)
        if reading:
            return reading
    return levelled(curves)


def class_count(settings: Training, result: Mapping[str, Any]) -> int:
    """How many classes a finished run tells apart."""
    if isinstance(settings, DigitRun):
        return 10
    return len(result.get("classes") or result.get("by_class") or ()) or 2


def validation_size(settings: Training, result: Mapping[str, Any]) -> int:
    """How many pictures a run's validation part has; of a run before it was kept, from its set or its test part."""
    if kept := result.get("validation"):
        return int(kept)
    tested = result["test"][1] if result.get("test") else 0
    if isinstance(settings, DigitRun):
        return (
            tested // 2 or 5000
        )  # of MNIST 5,000 beside 10,000 for the test; of the 5,000 digits half as well
    known = SET_SIZES.get(getattr(settings, "pictures", ""))
    return known[1] if known else tested or 400  # own pictures: equal parts


def _number(value: Any, missing: float = math.nan) -> float:
    """JSON has no NaN: a missing number stands for one."""
    return float(value) if value is not None and math.isfinite(value) else missing


def _curves(history: History, settings: Training, classes: int, validation: int) -> Curves:
    digits = isinstance(settings, DigitRun)
    column = {
        name: np.array([_number(line[name]) for line in history])
        for name in ("loss", "accuracy", "val_loss", "val_accuracy")
    }
    p = float(np.nan_to_num(np.median(column["val_accuracy"]), nan=0.5))
    return Curves(
        epoch=[int(line["epoch"]) for line in history],
        best=best_epoch(history) or 1,
        things="digits" if digits else "photos",
        classes=classes,
        noise=math.sqrt(max(p * (1 - p), 0.001) / validation),
        picture=1 / validation,
        rate=settings.learning_rate,
        usual_rate=USUAL_RATE[settings.optimizer],
        **column,
    )
