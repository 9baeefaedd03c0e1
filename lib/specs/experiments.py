"""Ready experiments: races with sensible values, and training gone wrong on purpose. Data only; nothing runs here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lib.specs.specs import (
    FAULT,
    UNFREEZE,
    UNFREEZES,
    VARIES,
    VARY,
    DigitRun,
    Experiment,
    RetrainRun,
    Training,
)

# What each setting of a race may be, by kind of run; at most four are raced at a time.
RACES: dict[str, dict[str, tuple[Any, ...]]] = {
    "digits": {
        "batch_size": (20, 100, 500, 1000),
        "epochs": (1, 3, 5, 10, 20),
        "learning_rate": (1e-5, 1e-4, 1e-3, 1e-2, 0.1),
        "hidden": ((), (16,), (100,), (500, 300)),
        "optimizer": ("adam", "sgd", "rmsprop"),
        "train_size": (200, 1000, 5000, 20000, 55000),
        "schedule": ("constant", "one_cycle"),
    },
    "retrain": {
        "batch_size": (8, 32, 128, 256),
        "epochs": (1, 3, 5, 10, 20),
        "learning_rate": (1e-5, 1e-4, 1e-3, 1e-2, 0.1),
        "optimizer": ("adam", "sgd", "rmsprop"),
        "train_size": (2, 10, 50, 200, 1600),
        "schedule": ("constant", "one_cycle"),
        "base": ("mobilenet_v2", "pocket"),
    },
}
RACE_BASES: dict[str, Training] = {
    "digits": DigitRun(epochs=5, hidden=(100,), train_size=5000),  # seconds a lane, and settings still show
    "retrain": RetrainRun(train_size=200),  # with all 1,600 photos most settings end alike
}
SEEDS = (0, 1, 2, 3, 4)
# Settings that a race of that kind leaves as they are, or that do nothing in it
UNTOUCHED = {
    "digits": {"excluded_rows"},
    "retrain": {"excluded_rows", "pictures", "unfrozen_blocks", "fine_rate", "augmentation"},
}

# Few photos and epochs: less than a minute on two cores, and with 200 the harm is seen at a glance (with 400 it is within luck).
# Pocket ships with the course, so only the photos must be here.
UNFREEZING = Experiment(
    "retrain", RetrainRun(method="fine_tune", base="pocket", train_size=200, epochs=4), UNFREEZE, UNFREEZES
)


def biased(base: str) -> Experiment:
    """A new head on photos of both kinds in equal shares, and one on dark cats and light dogs alone."""
    return Experiment("retrain", RetrainRun(base=base), FAULT, ("even", "dark_cats"))


def varying(base: str) -> Experiment:
    """A new head on 50 photos, as they are and varied in every epoch: as few as a class could take of its own, and each
    varied one goes through the base, so that more would take minutes."""
    return Experiment("retrain", RetrainRun(base=base, train_size=50, epochs=12, batch_size=10), VARY, VARIES)


# A few seconds; clean, it reaches about 90 %
QUICK = DigitRun(epochs=8, hidden=(64,), batch_size=50, train_size=2000)


@dataclass(frozen=True)
class FlawedRun:
    """One training gone wrong. Its words stand in the lesson that asks what happened, under `gone_<key>`."""

    key: str
    experiment: Experiment  # two lanes: the clean twin, then the one gone wrong
    by_curves: bool = True  # whether the curves of this run alone can tell


FLAWED_RUNS = (
    FlawedRun("rate_too_high", Experiment("digits", QUICK, "learning_rate", (1e-3, 0.3))),
    FlawedRun("rate_too_low", Experiment("digits", QUICK, "learning_rate", (1e-3, 1e-5))),
    FlawedRun("too_few_epochs", Experiment("digits", QUICK, "epochs", (8, 2))),
    FlawedRun(
        "overfitting",
        Experiment(
            "digits", replace(QUICK, epochs=30, batch_size=10, learning_rate=3e-3), "train_size", (1000, 150)
        ),
    ),
    FlawedRun("unscaled", Experiment("digits", QUICK, FAULT, ("none", "unscaled"))),
    FlawedRun(
        "shuffled",
        Experiment(
            "digits",
            replace(QUICK, epochs=15, hidden=(200,), learning_rate=3e-3),
            FAULT,
            ("none", "shuffled"),
        ),
    ),
    FlawedRun("rare", Experiment("digits", QUICK, FAULT, ("none", "rare")), by_curves=False),
    FlawedRun(
        "leak",
        Experiment("digits", replace(QUICK, epochs=12, learning_rate=3e-3), FAULT, ("none", "leak")),
        by_curves=False,
    ),
    FlawedRun("wrong_loss", Experiment("retrain", RetrainRun(epochs=5), FAULT, ("none", "wrong_loss"))),
)


def flawed_run(key: str) -> FlawedRun:
    """Raises KeyError: there is no such preset."""
    return {each.key: each for each in FLAWED_RUNS}[key]
