"""Where a classifier goes wrong: confusion, pairs, precision and recall, top losses, calibration, top-k.

Class numbers and probabilities in, plain records out. It sees no pictures and cannot tell a wrong answer from a wrong
label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion, per_cent, proportion_right

MUCH = 0.2  # below the accuracy of all: a class that is much worse
TOLD = 4  # pairs that tie and are still named
LEAST_PROBABILITY = 1e-7  # as Keras clips before the logarithm: a loss stays below 16.2


def matrix(truth: np.ndarray, guess: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) counts: row the true class, column the guess. A guess outside the classes counts nowhere."""
    # Not scikit-learn's: the app's process would take 50 MB for it
    counts = np.zeros((classes, classes), int)
    known = (guess >= 0) & (guess < classes)
    np.add.at(counts, (truth[known], guess[known]), 1)
    return counts


@dataclass(frozen=True)
class Pair:
    """One kind of mistake: `count` pictures of class `truth` were taken for `guess`, of all `of` of that class."""

    truth: int
    guess: int
    count: int
    of: int

    def sentence(self, names: Sequence[str]) -> str:
        return f"{self.count:,} of {self.of:,} pictures of {names[self.truth]} were taken for {names[self.guess]}."


def most_confused(counts: np.ndarray, least: int = 2) -> list[Pair]:
    """Mistakes made at least `least` times, the most frequent first, then in the classes' order."""
    found = [
        Pair(int(t), int(g), int(counts[t, g]), int(counts[t].sum()))
        for t, g in np.argwhere(counts >= max(least, 1))
        if t != g
    ]
    return sorted(found, key=lambda pair: (-pair.count, pair.truth, pair.guess))


def mixed_up(counts: np.ndarray, names: Sequence[str]) -> str:
    """Which two classes are mixed up most, both ways together: a sentence, with all that tie; "" without a mistake."""
    both = np.triu(counts + counts.T, 1)
    if not both.any():
        return ""
    *most, last = (f"{names[a]} and {names[b]}" for a, b in np.argwhere(both == both.max()))
    if len(most) >= TOLD:
        return f"No pair stands out: {len(most) + 1} pairs are mixed up {_times(int(both.max()))} each."
    each = " each" if most else ""
    together = f"{', '.join(most)} and as often {last}" if most else last
    return f"Mixed up most, both ways together: {together}, {_times(int(both.max()))}{each}."


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n:,} times")


def each_way(counts: np.ndarray, names: Sequence[str]) -> str:
    """Of two classes, how often each was taken for the other."""
    return (
        "; ".join(f"{names[a]} taken for {names[b]} {_times(int(counts[a, b]))}" for a, b in ((0, 1), (1, 0)))
        + "."
    )


def spread(counts: np.ndarray, names: Sequence[str]) -> str:
    """How accuracy is spread over the classes: the lowest, the middle, the highest, and how many are much worse."""
    shown = counts.sum(axis=1)
    has = np.flatnonzero(shown)
    recall = counts.diagonal()[has] / shown[has]
    all_of, low, high = counts.trace() / counts.sum(), has[recall.argmin()], has[recall.argmax()]
    worse = int((recall < all_of - MUCH).sum())
    return (
        f"The lowest class has {per_cent(float(recall.min()))} ({names[low]}), the highest {per_cent(float(recall.max()))} "
        f"({names[high]}). In the middle is {per_cent(float(np.median(recall)))}. {worse} of {len(has)} classes are more than "
        f"{100 * MUCH:.0f} points below the {per_cent(float(all_of))} of all pictures."
    )


def most_frequent(truth: np.ndarray, guess: np.ndarray, classes: int) -> list[int]:
    """[truth, guess, how often] of the most frequent mistake; [] without any."""
    pairs = most_confused(matrix(truth, guess, classes), 1)[:1]
    return [number for pair in pairs for number in (pair.truth, pair.guess, pair.count)]


@dataclass(frozen=True)
class ClassLine:
    """How one class does; a share is None where there is nothing to count."""

    name: str
    count: int  # pictures of this class
    recall: Proportion | None  # of the pictures of this class, how many were found
    precision: Proportion | None  # of the guesses that named this class, how many were right


def by_class(counts: np.ndarray, names: Sequence[str]) -> list[ClassLine]:
    """Precision, recall and count of each class, from its confusion matrix."""
    lines = []
    for k, name in enumerate(names):
        right, shown, named = int(counts[k, k]), int(counts[k].sum()), int(counts[:, k].sum())
        recall = Proportion(right, shown) if shown else None
        lines.append(ClassLine(name, shown, recall, Proportion(right, named) if named else None))
    return lines


@dataclass(frozen=True)
class TopLoss:
    """One picture that the model gets most wrong."""

    index: int  # position in the part that was measured
    truth: int
    guess: int
    loss: float  # cross-entropy: -log of the probability of the true class
    probability_of_truth: float  # from 0 to 1
    probability_of_guess: float


def top_losses(
    probabilities: np.ndarray, truth: np.ndarray, count: int = 12, only: int | None = None
) -> list[TopLoss]:
    """The `count` pictures with the highest loss, worst first.

    Args:
        probabilities: (n, classes), rows that add up to 1.
        truth: (n,) class numbers.
        only: pictures of this true class alone.
    """
    truth = np.asarray(truth)
    of_truth = probabilities[np.arange(len(truth)), truth]
    guess = probabilities.argmax(axis=1)
    places = np.arange(len(truth)) if only is None else np.flatnonzero(truth == only)
    worst = places[np.argsort(of_truth[places], kind="stable")][:count]
    return [
        TopLoss(
            index=int(i),
            truth=int(truth[i]),
            guess=int(guess[i]),
            loss=float(-np.log(max(of_truth[i], LEAST_PROBABILITY))),
            probability_of_truth=float(of_truth[i]),
            probability_of_guess=float(probabilities[i, guess[i]]),
        )
        for i in worst
    ]


@dataclass(frozen=True)
class Bin:
    """The pictures whose best guess has a probability from `low` to `high`."""

    low: float
    high: float
    sure: float  # mean probability of the best guess, from 0 to 1
    right: Proportion


@dataclass(frozen=True)
class Calibration:
    """How sure against how right. `error` is the expected calibration error (Guo et al. 2017), from 0 to 1."""

    bins: tuple[Bin, ...]  # those with pictures in them
    error: float
    sure: float  # mean probability of the best guess over all pictures
    right: Proportion

    def sentence(self) -> str:
        """Whether it is too sure. Only where the interval of the share of right answers leaves the mean sureness out is it told apart."""
        sure, right = per_cent(self.sure), self.right
        if self.sure > right.high:
            way = "It is too sure"
        elif self.sure < right.low:
            way = "It is not sure enough"
        else:
            way = "These pictures show no difference"
        return (
            f"On average it gives its best prediction a probability of {sure}. It is right on {per_cent(right.accuracy)} "
            f"({right.sentence()}). {way}."
        )

    def by_group(self) -> str:
        """The expected calibration error."""
        return (
            f"In each group, sure and right differ by {100 * self.error:.1f} points on average (expected calibration error). In small "
            "groups luck alone makes such differences."
        )


def calibration(probabilities: np.ndarray, truth: np.ndarray, bins: int = 10) -> Calibration:
    """Probability of the best guess against how often it is right, in `bins` groups of equal width."""
    sure = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == np.asarray(truth)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(sure, edges[1:-1], right=True), 0, bins - 1)
    found = [
        Bin(
            float(edges[b]),
            float(edges[b + 1]),
            float(sure[place == b].mean()),
            Proportion(int(right[place == b].sum()), int((place == b).sum())),
        )
        for b in range(bins)
        if (place == b).any()
    ]
    error = sum(part.right.total * abs(part.right.accuracy - part.sure) for part in found) / len(sure)
    return Calibration(
        tuple(found), float(error), float(sure.mean()), Proportion(int(right.sum()), len(right))
    )


def top_k(probabilities: np.ndarray, truth: np.ndarray, k: int) -> Proportion:
    """How often the true class is among the `k` likeliest. For k of at least the number of classes that is always."""
    n, classes = probabilities.shape
    if k >= classes:
        return Proportion(n, n)
    if k == 1:
        return proportion_right(truth, probabilities.argmax(axis=1))
    likeliest = np.argsort(probabilities, axis=1, kind="stable")[:, -k:]
    return Proportion(int((likeliest == truth[:, None]).sum()), n)
