"""The verdicts on a learning curve, each with the sentence of `curve_verdicts.toml` that says so in the curve's own numbers.

Each looks for one thing and gives None where it is not there; `lib.measure.curves` asks them in order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lib.measure.proportions import per_cent
from lib.records import read_words

Kind = Literal[
    "too_short",
    "improving",
    "levelled",
    "overfitting",
    "rate_too_high",
    "rate_too_low",
    "diverged",
    "chance",
    "unscaled",
]

WORDS = read_words(__file__)

SHORT = 3  # epochs below which two points would have to make a trend
RISE = 1.10  # validation loss this far over its lowest is more than its usual wobble
FALL = 0.97  # a loss below this part of an earlier one is still falling
JUMP = 1.05  # a training loss this far over the epoch before has jumped


@dataclass(frozen=True)
class Reading:
    """What the curves show; `since_epoch` is where it began (levelled, overfitting, diverged), else None."""

    kind: Kind
    sentence: str
    best_epoch: int | None
    since_epoch: int | None = None


@dataclass(frozen=True)
class Curves:
    """A history as arrays of one number an epoch, and the words for what was shown."""

    epoch: list[int]
    loss: np.ndarray
    accuracy: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    best: int
    things: str  # digits | photos
    classes: int
    noise: float  # standard error of the validation accuracy
    picture: float  # what one picture of the validation part is of it
    rate: float
    usual_rate: float

    @property
    def chance(self) -> float:
        return 1 / self.classes

    @property
    def chance_loss(self) -> float:
        """Cross-entropy of giving every class the same probability."""
        return math.log(self.classes)

    def says(self, key: str, **values: Any) -> str:
        """A sentence of the table, its places filled with the curve's numbers and these."""
        usual = {
            "epochs": len(self.epoch),
            "things": self.things,
            "first": self.loss[0],
            "loss": self.loss[-1],
            "accuracy": per_cent(self.accuracy[-1]),
            "others": per_cent(self.val_accuracy[-1]),
            "guessing": per_cent(self.chance, 0),
            "level": self.chance_loss,
            "rate": np.format_float_positional(
                self.rate, precision=4, fractional=False, trim="-"
            ),  # not 1e-05
        }
        return WORDS[key].format_map(usual | values)


def diverged(c: Curves) -> Reading | None:
    lost = ~(np.isfinite(c.loss) & np.isfinite(c.val_loss))
    if not lost.any():
        return None
    since = c.epoch[int(np.argmax(lost))]
    return Reading("diverged", c.says("diverged", since=since), c.best, since)


def too_short(c: Curves) -> Reading | None:
    if len(c.epoch) >= SHORT:
        return None
    many = WORDS["epoch" if len(c.epoch) == 1 else "epochs"]
    return Reading("too_short", c.says("too_short", many=many, short=SHORT), c.best)


def chance(c: Curves) -> Reading | None:
    """No better than guessing to the end, on training pictures too, and no sign of moving away from it."""
    near = c.chance + max(0.02, 3 * c.noise)
    moving = c.loss[-1] < 0.995 * c.chance_loss and c.loss[-1] < c.loss[0]
    if moving or max(c.accuracy[-2:].max(), c.val_accuracy[-2:].max()) > near:
        return None
    kind: Kind = (
        "diverged" if c.rate > c.usual_rate else "rate_too_low" if c.rate <= c.usual_rate / 10 else "chance"
    )
    return Reading(kind, c.says("chance", why=c.says(f"chance_{kind}")), c.best)


def unscaled(c: Curves) -> Reading | None:
    """A first epoch far worse than guessing at a usual rate: the inputs themselves are too large."""
    if c.things != "digits" or c.rate > c.usual_rate or c.loss[0] < 2 * c.chance_loss:
        return None  # a head may start as badly by chance: its features are not pixels
    return Reading("unscaled", c.says("unscaled"), c.best)


def rate_too_high(c: Curves) -> Reading | None:
    """The training loss itself jumps again and again, starts wildly, or does not settle at a rate far above the usual."""
    high = c.loss[1:] > 0.05 * c.chance_loss  # next to nothing left to lose, any change is a jump
    jumps = int(((c.loss[1:] > JUMP * c.loss[:-1]) & high).sum())
    wild = c.rate > c.usual_rate and c.loss[0] > 1.5 * c.chance_loss
    middle = len(c.loss) // 2
    stuck = c.rate >= 10 * c.usual_rate and middle >= 2 and high[-1] and c.loss[-1] > 0.9 * c.loss[middle]
    if jumps < max(2, len(c.loss) / 4) and not wild and not stuck:
        return None
    if stuck and not wild and jumps < 2:
        path = c.says("path_stuck", since=c.epoch[middle])
    elif jumps:
        path = c.says(
            "path_jumps", jumps=jumps, steps=len(c.loss) - 1, lowest=c.loss.min(), highest=c.loss.max()
        )
    else:
        path = c.says("path_wild")
    return Reading("rate_too_high", c.says("rate_too_high", path=path), c.best)


def rate_too_low(c: Curves) -> Reading | None:
    """Falls all the time but with most of the way still ahead, and a rate far below the usual."""
    steady = (np.diff(c.loss) <= 0).mean() >= 0.8
    barely = c.rate <= c.usual_rate / 10 and c.loss[-1] > 0.6 * min(c.loss[0], c.chance_loss)
    slow = c.rate <= c.usual_rate / 30 and c.val_loss[-1] < FALL * c.val_loss[-SHORT]
    if not steady or not (barely or slow):
        return None
    verdict = WORDS["barely" if barely else "slowly"]
    return Reading("rate_too_low", c.says("rate_too_low", verdict=verdict), c.best)


def overfitting(c: Curves) -> Reading | None:
    """Loss on others turns and rises, or nothing more is gained on them, while the training loss goes on falling."""
    turn = int(np.argmin(c.val_loss))
    last_two = c.val_loss[turn + 1 :][-2:]
    guessing = c.val_accuracy[-1] <= c.chance + 3 * c.noise
    gained = c.val_accuracy[-1] - c.val_accuracy[turn] > 2 * c.noise and not guessing
    higher = len(last_two) == 2 and last_two.min() > RISE * c.val_loss[turn]
    rises = higher and not gained and c.loss[-1] < FALL * c.loss[turn]
    if not rises:
        near = np.flatnonzero(c.val_loss <= 1.05 * c.val_loss[turn])
        turn = max(int(near[0]), _level_start(c))
        gap = c.accuracy[-1] - c.val_accuracy[-1]
        parted = gap > max(0.01, 4 * c.noise) and c.loss[-1] < 0.5 * c.loss[turn]
        if len(c.epoch) - 1 - turn < SHORT or not parted:
            return None
    moved = c.says("moved_guessing") if guessing else _moved(c, turn)
    risen = c.says("risen", start=c.val_loss[turn], end=c.val_loss[-1]) if rises else ""
    return Reading("overfitting", c.says("overfitting", moved=moved, risen=risen), c.best, c.epoch[turn])


def _level_start(c: Curves) -> int:
    """Place of the first epoch from which on validation accuracy stays as near its end as its own noise is wide."""
    end = float(np.median(c.val_accuracy[-SHORT:]))
    away = np.flatnonzero(np.abs(c.val_accuracy - end) > 1.5 * c.noise)
    return min(int(away[-1]) + 1, len(c.epoch) - 1) if len(away) else 0


def _moved(c: Curves, start: int) -> str:
    """Validation accuracy from `start` to the end, as the end of "on others it ..."."""
    part, since = c.val_accuracy[start:], c.epoch[start]
    if abs(part[-1] - part[0]) <= 2 * c.noise:
        return c.says("moved_stayed", near=per_cent(float(np.median(part))), since=since)
    way = "moved_gone" if part[-1] > part[0] else "moved_fallen"
    return c.says(way, start=per_cent(part[0]), since=since)


def improving(c: Curves) -> Reading | None:
    back = SHORT  # one step forward may be luck, and so may one or two pictures
    gained = (
        c.val_accuracy[-1] - c.val_accuracy[-back] > max(c.noise, 2.5 * c.picture)
        and c.val_accuracy[-1] >= c.val_accuracy.max()
    )
    falling = c.val_loss[-1] <= c.val_loss.min() and c.val_loss[-1] < FALL * c.val_loss[-back]
    if not (gained or falling):
        return None
    change = c.says("gained" if gained else "no_gain", was=per_cent(c.val_accuracy[-back]))
    loss = c.says("falling", start=c.val_loss[-back], end=c.val_loss[-1]) if falling else ""
    return Reading("improving", c.says("improving", change=change, falling=loss), c.best)


def levelled(c: Curves) -> Reading:
    since = c.epoch[_level_start(c)]
    near = per_cent(float(np.median(c.val_accuracy[-SHORT:])))
    return Reading("levelled", c.says("levelled", near=near, since=since), c.best, since)
