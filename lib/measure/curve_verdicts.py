"""The verdicts on a learning curve, each with the sentence that says so in the curve's own numbers.

Each looks for one thing and gives None where it is not there; `lib.measure.curves` asks them in order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.measure.proportions import per_cent

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


def _plain(value: float) -> str:
    """0.00001 and not 1e-05."""
    return np.format_float_positional(value, precision=4, fractional=False, trim="-")


def diverged(c: Curves) -> Reading | None:
    lost = ~(np.isfinite(c.loss) & np.isfinite(c.val_loss))
    if not lost.any():
        return None
    since = c.epoch[int(np.argmax(lost))]
    sentence = (
        f"In epoch {since} its loss stopped being a number. Its steps were so large that numbers in it became too large for "
        f"the computer, and from there nothing more is learned. Try a learning rate well below "
        f"{_plain(c.rate)}."
    )
    return Reading("diverged", sentence, c.best, since)


def too_short(c: Curves) -> Reading | None:
    if len(c.epoch) >= SHORT:
        return None
    many = "epoch" if len(c.epoch) == 1 else "epochs"
    sentence = (
        f"After {len(c.epoch)} {many} it is at {per_cent(c.accuracy[-1])} on its training {c.things} and at "
        f"{per_cent(c.val_accuracy[-1])} on {c.things} that it does not train on. That is too short to tell where "
        f"it is going: give it at least {SHORT} epochs."
    )
    return Reading("too_short", sentence, c.best)


def chance(c: Curves) -> Reading | None:
    """No better than guessing to the end, on training pictures too, and no sign of moving away from it."""
    near = c.chance + max(0.02, 3 * c.noise)
    moving = c.loss[-1] < 0.995 * c.chance_loss and c.loss[-1] < c.loss[0]
    if moving or max(c.accuracy[-2:].max(), c.val_accuracy[-2:].max()) > near:
        return None
    sentence = (
        f"After {len(c.epoch)} epochs it is at {per_cent(c.val_accuracy[-1])} on {c.things} that it does not train "
        f"on, and guessing would give {per_cent(c.chance, 0)}. Its loss is at {c.loss[-1]:.2f}, where giving every "
        f"answer the same probability would be at {c.chance_loss:.2f}. "
    )
    if c.rate > c.usual_rate:
        sentence += (
            f"Steps that large have thrown the weights to where no small change helps, and it gives nearly the same answer to "
            f"everything. Try a learning rate well below {_plain(c.rate)}."
        )
        return Reading("diverged", sentence, c.best)
    if c.rate <= c.usual_rate / 10:
        sentence += f"It hardly moves. Try a learning rate above {_plain(c.rate)}."
        return Reading("rate_too_low", sentence, c.best)
    return Reading("chance", sentence + "It has found nothing to learn from.", c.best)


def unscaled(c: Curves) -> Reading | None:
    """A first epoch far worse than guessing at a usual rate: the inputs themselves are too large."""
    if c.things != "digits" or c.rate > c.usual_rate or c.loss[0] < 2 * c.chance_loss:
        return None  # a head may start as badly by chance: its features are not pixels
    sentence = (
        f"In epoch 1 its loss on its own training {c.things} is {c.loss[0]:.3g}, far above the {c.chance_loss:.2f} of giving "
        f"every answer the same probability, and the learning rate of {_plain(c.rate)} is not to blame. Look at what goes in: "
        f"pixels from 0 to 255 in place of 0 to 1 do this."
    )
    return Reading("unscaled", sentence, c.best)


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
        path = (
            f"Its loss on its own training {c.things} stays near {c.loss[-1]:.3g} from epoch {c.epoch[middle]} on, "
            f"where smaller steps would go on down."
        )
    elif jumps:
        path = (
            f"Its loss on its own training {c.things} goes up in {jumps} of {len(c.loss) - 1} epochs, and moves "
            f"between {c.loss.min():.3g} and {c.loss.max():.3g}."
        )
    else:
        path = (
            f"In epoch 1 its loss on its own training {c.things} is {c.loss[0]:.3g}, far above the "
            f"{c.chance_loss:.2f} of giving every answer the same probability."
        )
    sentence = (
        f"{path} Its steps are so large that they jump over good weights: the learning rate is too high. Try one "
        f"below {_plain(c.rate)}."
    )
    return Reading("rate_too_high", sentence, c.best)


def rate_too_low(c: Curves) -> Reading | None:
    """Falls all the time but with most of the way still ahead, and a rate far below the usual."""
    steady = (np.diff(c.loss) <= 0).mean() >= 0.8
    barely = c.rate <= c.usual_rate / 10 and c.loss[-1] > 0.6 * min(c.loss[0], c.chance_loss)
    slow = c.rate <= c.usual_rate / 30 and c.val_loss[-1] < FALL * c.val_loss[-SHORT]
    if not steady or not (barely or slow):
        return None
    verdict = (
        "It is learning, but it hardly moves"
        if barely
        else "It is learning in very small steps, and is not done"
    )
    sentence = (
        f"In {len(c.epoch)} epochs its loss on its training {c.things} has gone from {c.loss[0]:.3g} to "
        f"{c.loss[-1]:.3g}, a little at a time (giving every answer the same probability would be at "
        f"{c.chance_loss:.2f}). {verdict}: the learning rate is too low. Try one above {_plain(c.rate)}."
    )
    return Reading("rate_too_low", sentence, c.best)


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
    since = c.epoch[turn]
    others = f"on others it {_moved(c, turn)}"
    if guessing:
        others = f"on others it is at {per_cent(c.val_accuracy[-1])}, no better than guessing ({per_cent(c.chance, 0)})"
    loss = (
        f"Its loss on others has risen from {c.val_loss[turn]:.3g} to {c.val_loss[-1]:.3g}. " if rises else ""
    )
    sentence = (
        f"On its training {c.things} it is at {per_cent(c.accuracy[-1])}; {others}. {loss}It keeps getting better on "
        f"the {c.things} it trains on and not on others: that is overfitting."
    )
    return Reading("overfitting", sentence, c.best, since)


def _level_start(c: Curves) -> int:
    """Place of the first epoch from which on validation accuracy stays as near its end as its own noise is wide."""
    end = float(np.median(c.val_accuracy[-SHORT:]))
    away = np.flatnonzero(np.abs(c.val_accuracy - end) > 1.5 * c.noise)
    return min(int(away[-1]) + 1, len(c.epoch) - 1) if len(away) else 0


def _moved(c: Curves, start: int) -> str:
    """Validation accuracy from `start` to the end, as the end of "on others it ..."."""
    part, since = c.val_accuracy[start:], c.epoch[start]
    if abs(part[-1] - part[0]) <= 2 * c.noise:
        return f"has stayed near {per_cent(float(np.median(part)))} since epoch {since}"
    way = "gone from" if part[-1] > part[0] else "fallen from"
    return f"has {way} {per_cent(part[0])} in epoch {since} to {per_cent(part[-1])}"


def improving(c: Curves) -> Reading | None:
    back = SHORT  # one step forward may be luck, and so may one or two pictures
    gained = (
        c.val_accuracy[-1] - c.val_accuracy[-back] > max(c.noise, 2.5 * c.picture)
        and c.val_accuracy[-1] >= c.val_accuracy.max()
    )
    falling = c.val_loss[-1] <= c.val_loss.min() and c.val_loss[-1] < FALL * c.val_loss[-back]
    if not (gained or falling):
        return None
    was, now = per_cent(c.val_accuracy[-back]), per_cent(c.val_accuracy[-1])
    change = f"it is at {now}, and was at {was} two epochs before" if gained else f"it is at {now}"
    loss = (
        f" Its loss on them is still falling, from {c.val_loss[-back]:.3g} to {c.val_loss[-1]:.3g}."
        if falling
        else ""
    )
    sentence = (
        f"On {c.things} that it does not train on {change}.{loss} It is still improving: more epochs would probably "
        f"help."
    )
    return Reading("improving", sentence, c.best)


def levelled(c: Curves) -> Reading:
    since = c.epoch[_level_start(c)]
    final = float(np.median(c.val_accuracy[-SHORT:]))
    sentence = (
        f"On {c.things} that it does not train on it has stayed near {per_cent(final)} since epoch {since}; on its "
        f"training {c.things} it is at {per_cent(c.accuracy[-1])}. It has levelled off: more of the same epochs will "
        f"change little."
    )
    return Reading("levelled", sentence, c.best, since)
