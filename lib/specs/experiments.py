"""Ready experiments: races with sensible values, and training gone wrong on purpose. Data only; nothing runs here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lib.specs.specs import FAULT, UNFREEZE, UNFREEZES, DigitRun, Experiment, RetrainRun, Training

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

# Few photos and epochs: a minute on two cores. Pocket ships with the course, so only the photos must be here.
UNFREEZING = Experiment(
    "retrain", RetrainRun(method="fine_tune", base="pocket", train_size=400, epochs=4), UNFREEZE, UNFREEZES
)


def biased(base: str) -> Experiment:
    """A new head on photos of both kinds in equal shares, and one on dark cats and light dogs alone."""
    return Experiment("retrain", RetrainRun(base=base), FAULT, ("even", "dark_cats"))


# A few seconds; clean, it reaches about 90 %
QUICK = DigitRun(epochs=8, hidden=(64,), batch_size=50, train_size=2000)


@dataclass(frozen=True)
class FlawedRun:
    """One training gone wrong: what ran, its name in the list, and what gives it away."""

    key: str
    name: str
    experiment: Experiment  # two lanes: the clean twin, then the one gone wrong
    by_curves: bool  # whether the curves of this run alone can tell
    sign: str  # where to look; told as a hint
    why: str  # told with the answer


FLAWED_RUNS = (
    FlawedRun(
        "rate_too_high", "learning rate too high",
        Experiment("digits", QUICK, "learning_rate", (1e-3, 0.3)), True,
        "Look at the training loss: does it go down calmly?",
        "Each step is so large that it jumps over good weights. The loss jumps, or stays near that of guessing.",
    ),
    FlawedRun(
        "rate_too_low", "learning rate too low",
        Experiment("digits", QUICK, "learning_rate", (1e-3, 1e-5)), True,
        "How far has the loss come in all these epochs?",
        "Each step is so small that the weights hardly move. It is learning, and would take hundreds of epochs.",
    ),
    FlawedRun(
        "too_few_epochs", "too few epochs",
        Experiment("digits", QUICK, "epochs", (8, 2)), True,
        "Where would the curves go if they went on?",
        "It stops while both losses still fall fast. Nothing is wrong but the time.",
    ),
    FlawedRun(
        "overfitting", "too many epochs on few pictures",
        Experiment("digits", replace(QUICK, epochs=30, batch_size=10, learning_rate=3e-3), "train_size", (1000, 150)), True,
        "Compare the training line with the line of new pictures.",
        "It knows its few training digits by heart, while on new digits nothing more is gained and the loss rises.",
    ),
    FlawedRun(
        "unscaled", "pixels not scaled",
        Experiment("digits", QUICK, FAULT, ("none", "unscaled")), True,
        "Where does the loss begin? Giving every digit the same probability would be at 2.30.",
        "Pixels from 0 to 255 in place of 0 to 1 make every weighted sum 255 times as large. The loss begins far above 2.30, "
        "the loss of guessing, though the learning rate is the usual one.",
    ),
    FlawedRun(
        "shuffled", "labels shuffled",
        Experiment("digits", replace(QUICK, epochs=15, hidden=(200,), learning_rate=3e-3), FAULT, ("none", "shuffled")), True,
        "What does it learn about its training digits, and what about new ones?",
        "There is nothing to find in shuffled labels. It learns some training digits by heart, and on new digits it stays at "
        "guessing.",
    ),
    FlawedRun(
        "rare", "one class rare",
        Experiment("digits", QUICK, FAULT, ("none", "rare")), False,
        "The curves look well. Look at each digit by itself.",
        "Of the eights, one in fifty was left in the training part. They are a tenth of what is read, so the overall accuracy "
        "hardly tells; the accuracy of that one class does.",
    ),
    FlawedRun(
        "leak", "test pictures in the training part",
        Experiment("digits", replace(QUICK, epochs=12, learning_rate=3e-3), FAULT, ("none", "leak")), False,
        "The curves look well. Compare the test accuracy with the last point of the validation line.",
        "The test digits were in the training part, so the test measures memory. The validation digits were not, and show what "
        "it can do with new ones.",
    ),
    FlawedRun(
        "wrong_loss", "head with the wrong loss",
        Experiment("retrain", RetrainRun(epochs=5), FAULT, ("none", "wrong_loss")), True,
        "Does anything move at all?",
        "One output with a softmax always says 1, whatever comes in. No weight can change that, so nothing is learned.",
    ),
)  # fmt: skip


def flawed_run(key: str) -> FlawedRun:
    """Raises KeyError: there is no such preset."""
    return {each.key: each for each in FLAWED_RUNS}[key]
