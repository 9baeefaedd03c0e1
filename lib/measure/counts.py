"""What a retraining's result counts of the answers to its test part, wherever it was trained.

It knows nothing of how the answers came about.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.measure import naming
from lib.measure.answers import Answers


def right_of(truth: np.ndarray, guess: np.ndarray) -> list[int]:
    """[right, total]."""
    return [int((truth == guess).sum()), len(truth)]


def counted(answers: Answers, guess: np.ndarray, plural: bool) -> dict[str, Any]:
    """[right, total] of the test pictures, and of each class.

    Args:
        guess: (n,) class numbers.
        plural: whether classes go by their plural, as cats and dogs do.
    """
    names = [f"{name}s" for name in answers.classes] if plural else answers.classes
    of_class = [answers.truth == k for k in range(len(names))]
    each = {
        name: right_of(answers.truth[these], guess[these])
        for name, these in zip(names, of_class, strict=True)
        if these.any()
    }
    return {"test": right_of(answers.truth, guess), "by_class": each}


def counts(answers: Answers, plural: bool = False) -> dict[str, Any]:
    """The retrained model's and the original's answers to the test pictures, counted.

    `top5` where there are more than five classes; `predictions`, the second class's probabilities, where there are two;
    the rest as in `lib.measure.naming.measured`, None where the original cannot be measured.
    """
    classes, truth = answers.classes, answers.truth
    said = answers.probabilities.argmax(axis=1)
    right = said == truth
    was = None
    if answers.has_original:
        names = naming.to_imagenet(classes)
        was = naming.measured(names, classes, truth, answers.top[:, 0], right)
    if was is not None and plural:  # every photo's class has its names
        was["original"] = counted(answers, np.where(was["original_right"], truth, -1), plural)
    five = np.argsort(-answers.probabilities, axis=1, kind="stable")[:, :5]
    return {
        **counted(answers, said, plural),
        "top5": [int((five == truth[:, None]).any(axis=1).sum()), len(truth)] if len(classes) > 5 else None,
        "predictions": [round(float(p), 5) for p in answers.probabilities[:, 1]]
        if len(classes) == 2
        else None,
        **(was or {"original": None, "original_right": None, "groups": None}),
    }
