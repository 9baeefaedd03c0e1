"""Which way of training is likely best for a picture set, and why: from how much there is and how familiar it looks.

Rules of thumb with their reasons, for a learner to bet against and then try. Pure: numbers in, sentences out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEW = 20  # training pictures a class; below it more open weights learn the pictures by heart
MANY = 200  # a class: enough that opened blocks, or a small network of its own, find what the pictures share
# Mean probability of the original's best guess. MobileNetV2 has 0.69 on cats and dogs and on Caltech-101, 0.73 on breeds, 0.48
# on handwritten digits; there a small network from scratch got 685 of 714 right in 4 epochs, a new head 680 in 10.
FAMILIAR = 0.60
STRANGE = 0.50
# Pocket has met too little of the world: it is as sure of digits (0.58) as of cats and dogs (0.54), so it cannot tell.
CANNOT_TELL = ("pocket",)
SCATTERED = 8.0  # different names for the pictures of one class, as if they were equally frequent

Method = str  # new_head | fine_tune | scratch, as in `lib.specs.choices.METHODS`


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
    strange = like is not None and like.sure < STRANGE
    if strange and each >= MANY:
        return Advice("scratch", (
            *told, "The base looks for what matters in photos of things, and these pictures are of another kind. There are "
            "enough of them for a small network to find by itself what matters here.",
        ))  # fmt: skip
    if like is not None and like.sure < FAMILIAR and each >= MANY / 2:
        return Advice("fine_tune", (
            *told, "What the base looks for fits these pictures only in part, and there are enough of them to adjust its last "
            "blocks. Keep the learning rate low.",
        ))  # fmt: skip
    if like is None:
        reason = (
            "How familiar they look to the base is not known. A new head is the hardest to spoil and the fastest to try; "
            "then compare it with the others."
        )
    elif like.sure < FAMILIAR:
        reason = (
            "Too few to teach the base to look anew: a new head is the safe choice, and the first one to try."
        )
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
        how = f"{sure}: they look like pictures that it knows."
    elif like.sure >= STRANGE:
        how = f"{sure}: it half knows what it sees."
    else:
        how = f"{sure}: it has hardly seen their like."
    if like.names >= SCATTERED and like.sure < FAMILIAR:
        how += f" It scatters: one class gets about {like.names:.0f} different names."
    return how
