"""Which way of training is likely best for a picture set, and why: from how much there is and how familiar it looks.

The map of the two (`place`, `LIKELY`) is the rule of four quarters that courses teach, after Yosinski et al. (2014), with the borders
at which this advice changes.

Rules of thumb with their reasons, for a learner to bet against and then try. Pure: numbers in, sentences of
`adviser.toml` out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion
from lib.records import read_words

WORDS = read_words(__file__)

FEW = 20  # training pictures a class; below it more open weights learn the pictures by heart
MANY = 100  # a class: enough that opened blocks find what the pictures share
# Mean probability of the original's best guess: a hint at how familiar the pictures are, for want of a better one. MobileNetV2 has
# 0.69 on cats and dogs and on Caltech-101, 0.73 on breeds, 0.48 on handwritten digits. A network from scratch is advised nowhere:
# even on digits it got 685 of 714 right and a new head 680, which is no difference (p = 0.61). Fine-tuned, the base got 689
# (seed 0, usual settings): its validation part rose from 93.6 to 95.2 %, so blocks opened are worth a try there.
FAMILIAR = 0.60
STRANGE = 0.50
# Pocket has met too little of the world: it is as sure of digits (0.58) as of cats and dogs (0.54), so it cannot tell.
CANNOT_TELL = ("pocket",)
SCATTERED = 8.0  # different names for the pictures of one class, as if they were equally frequent

ENDS = (
    1,
    10_000,
)  # pictures a class at the map's left and right end; MANY is in the middle of this scale of factors

Method = str  # new_head | fine_tune, as in `lib.specs.choices.METHODS`


@dataclass(frozen=True)
class Likeness:
    """How the original model with its 1,000 names takes the pictures."""

    sure: float  # mean probability of its best guess, 0 to 1
    names: float  # how many different names it gives to pictures of one class; 1: always the same


def likeness(top: np.ndarray, probabilities: np.ndarray, labels: np.ndarray) -> Likeness:
    """From the original's guesses on labelled pictures.

    The number of names is the exponential of the entropy of the best guesses within a class, averaged over pictures: four
    names equally often count 4, one name nearly always counts little more than 1.

    Args:
        top: (n, 5) ImageNet numbers, most likely first.
        probabilities: (n, 5) their probabilities, 0 to 1.
        labels: (n,) class numbers.

    Raises:
        ValueError: no picture.
    """
    if not len(labels):
        raise ValueError("There is no picture to judge by.")
    names = 0.0
    for label in np.unique(labels):
        best = top[labels == label, 0]
        p = np.unique(best, return_counts=True)[1] / len(best)
        names += len(best) * float(np.exp(-(p * np.log(p)).sum()))
    return Likeness(float(probabilities[:, 0].astype(np.float64).mean()), names / len(labels))


@dataclass(frozen=True)
class Place:
    """Where a set stands on the map."""

    each: float  # training pictures a class
    across: float  # 0 to 1, from few to many
    up: float | None  # 0 to 1, from unlike ImageNet to alike; None where that is not known

    @property
    def quarter(self) -> str:
        """A key of `LIKELY`; "" where half of it is not known."""
        if self.up is None:
            return ""
        return f"{'many' if self.across >= 0.5 else 'few'}_{'alike' if self.up >= 0.5 else 'unlike'}"


LIKELY = {
    "few_alike": "new_head",
    "many_alike": "new_head",
    "few_unlike": "new_head",
    "many_unlike": "fine_tune",
}


def place(pictures: int, classes: int, like: Likeness | None, base: str = "mobilenet_v2") -> Place:
    """Where a set stands; arguments and errors as for `advise`."""
    each, like = _known(pictures, classes, like, base)
    low, high = (math.log10(end) for end in ENDS)
    across = (math.log10(max(each, 1e-9)) - low) / (high - low)
    return Place(each, min(1.0, max(0.0, across)), None if like is None else _height(like.sure))


def _height(sure: float) -> float:
    """The border FAMILIAR in the middle, none and full sureness at the ends."""
    return 0.5 * sure / FAMILIAR if sure < FAMILIAR else 0.5 + 0.5 * (sure - FAMILIAR) / (1 - FAMILIAR)


def _known(pictures: int, classes: int, like: Likeness | None, base: str) -> tuple[float, Likeness | None]:
    """Pictures a class, and the likeness where the base can tell it."""
    if classes < 2 or pictures < 1:
        raise ValueError("There must be at least two classes, and pictures.")
    return pictures / classes, None if base in CANNOT_TELL else like


@dataclass(frozen=True)
class Advice:
    """A method that is likely best, and plain sentences that say why."""

    method: Method
    why: tuple[str, ...]


def advise(pictures: int, classes: int, like: Likeness | None, base: str = "mobilenet_v2") -> Advice:
    """The method that is likely best on unseen pictures.

    Args:
        pictures: for training, of all classes.
        like: None where no original can be asked.
        base: whose original was asked; a name in `lib.models.bases`.

    Raises:
        ValueError: fewer than two classes, or no pictures.
    """
    each, like = _known(pictures, classes, like, base)
    told = [WORDS["much"].format(pictures=pictures, classes=classes, each=_about(each))]
    if like is not None:
        told.append(_seen(like))
    strange = like is not None and like.sure < FAMILIAR
    if each < FEW:
        why = "few"
    elif strange:
        why = "strange_many" if each >= MANY else "strange"
    else:
        why = "unknown" if like is None else "familiar"
    return Advice("fine_tune" if why == "strange_many" else "new_head", (*told, WORDS[why]))


def _about(each: float) -> str:
    return f"{each:,.0f}" if each >= 10 else f"{each:.1f}"


def _seen(like: Likeness) -> str:
    """How the original takes the pictures, in words."""
    how = "familiar" if like.sure >= FAMILIAR else "half" if like.sure >= STRANGE else "strange"
    scatters = like.names >= SCATTERED and like.sure < FAMILIAR
    return WORDS["seen"].format(
        sure=100 * like.sure,
        how=WORDS[f"seen_{how}"],
        scatter=WORDS["scatters"].format(names=like.names) if scatters else "",
    )


def told_of(tried: Mapping[str, Proportion]) -> str:
    """What came out on the validation part so far, the best of each method; whether the first is ahead.

    Args:
        tried: method in words -> share of right validation pictures.
    """
    if not tried:
        return WORDS["nothing_tried"]
    order = sorted(tried, key=lambda method: -tried[method].accuracy)
    shares = "; ".join(f"{method}, {tried[method].sentence()}" for method in order)
    told = WORDS["tried"].format(shares=shares)
    if len(order) < 2:
        return told
    first, second = (tried[method] for method in order[:2])
    if first.correct * second.total == second.correct * first.total:
        end = "level"
    else:
        end = "ahead" if first.low > second.high else "overlap"
    return told + WORDS[end].format(first=order[0], second=order[1])
