"""Which way of training is likely best for a picture set, and why: from how much there is and how familiar it looks.

Rules of thumb with their reasons, for a learner to bet against and then try. Pure: numbers in, sentences out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion

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
    if classes < 2 or pictures < 1:
        raise ValueError("There must be at least two classes, and pictures.")
    each = pictures / classes
    much = f"There are {pictures:,} training pictures for {classes:,} classes: about {_about(each)} a class."
    if base in CANNOT_TELL:
        like = None
    told = (much,) if like is None else (much, _seen(like))
    if each < FEW:
        return Advice("new_head", (
            *told, "That is little. A new head has few weights to find; with more of them open, the network would learn these "
            "few pictures by heart.",
        ))  # fmt: skip
    if like is not None and like.sure < FAMILIAR and each >= MANY:
        return Advice("fine_tune", (
            *told, "What the base looks for may fit these pictures only in part, and there are enough of them to adjust its last "
            "blocks. Keep the learning rate low. A new head is quicker: if the two come out level, keep it.",
        ))  # fmt: skip
    if like is None:
        reason = (
            "How familiar they look to the base is not known. A new head is the hardest to spoil and the fastest to try; "
            "then compare it with the others."
        )
    elif like.sure < FAMILIAR:
        reason = "There are too few pictures to retrain the base. Try a new head first."
    else:
        reason = "The base already looks for what matters here, so a new last layer is enough. Opening more adds little."
    return Advice("new_head", (*told, reason))


def _about(each: float) -> str:
    return f"{each:,.0f}" if each >= 10 else f"{each:.1f}"


def _seen(like: Likeness) -> str:
    """How the original takes the pictures, in words."""
    per_cent = f"{100 * like.sure:.0f} %"
    sure = f"The original model gives its best guess {per_cent} on average"
    if like.sure >= FAMILIAR:
        how = f"{sure}: they may well look like pictures that it knows."
    elif like.sure >= STRANGE:
        how = f"{sure}: it seems to half know what it sees."
    else:
        how = f"{sure}: it has hardly seen such pictures."
    if like.names >= SCATTERED and like.sure < FAMILIAR:
        how += f" It scatters: one class gets about {like.names:.0f} different names."
    return f"{how} This is only a hint: a model can be sure of what it has never seen."


def told_of(tried: Mapping[str, Proportion]) -> str:
    """What came out on the validation part so far, the best of each method; whether the first is ahead.

    Args:
        tried: method in words -> share of right validation pictures.
    """
    if not tried:
        return "None of your runs on these pictures has ended yet. Choose a method above and train."
    order = sorted(tried, key=lambda method: -tried[method].accuracy)
    told = "Your best so far on the validation part: "
    told += "; ".join(f"{method}, {tried[method].sentence()}" for method in order) + "."
    if len(order) < 2:
        return told
    first, second = (tried[method] for method in order[:2])
    if first.correct * second.total == second.correct * first.total:
        return f"{told} {order[0]} and {order[1]} are level."
    if first.low > second.high:
        return f"{told} {order[0]} is ahead: the intervals do not touch."
    return f"{told} The intervals of the first two overlap: that alone does not tell them apart."
