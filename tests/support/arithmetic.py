"""Numbers that Python and the browser's modules are both tested with: `tests/recorded/arithmetic.json`.

PYTHONPATH=. python tests/support/arithmetic.py    writes them anew
"""

from __future__ import annotations

import base64
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from lib.measure.answers import Answers
from lib.measure.confusion import calibration
from lib.measure.silence import without_node
from lib.measure.wall import pack
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import prepare
from lib.screen.kit import weights

PLACE = Path(__file__).parents[1] / "recorded" / "arithmetic.json"


def text(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def network(sizes: tuple[int, ...], seed: int) -> Dense:
    rng = np.random.default_rng(seed)
    shapes = list(itertools.pairwise(sizes))
    return Dense(
        tuple(rng.normal(0, 2 * a**-0.5, (a, b)).astype(np.float32) for a, b in shapes),
        tuple(rng.normal(0, 0.3, b).astype(np.float32) for _, b in shapes),
    )


def reading(dense: Dense, pictures: np.ndarray) -> dict[str, Any]:
    """A network as it travels, pictures (n, inputs), and its probabilities (n, outputs), whole and with a node silenced."""
    silenced = without_node(dense, 1, 2)
    return {
        "network": base64.b64encode(weights.pack(dense)).decode(),
        "sizes": list(dense.sizes),
        "pictures": text(pictures),
        "probabilities": text(dense.probabilities(pictures)),
        "silenced": {"layer": 1, "node": 2, "probabilities": text(silenced.probabilities(pictures))},
    }


def drawing(ink: np.ndarray) -> dict[str, Any]:
    """Ink (height, width) and both ways of preparing it (28, 28)."""
    return {
        "width": ink.shape[1],
        "height": ink.shape[0],
        "ink": text(ink),
        "centred": text(prepare(ink, True)),
        "plain": text(prepare(ink, False)),
    }


def answered(classes: int, n: int, seed: int) -> dict[str, Any]:
    """Made-up answers as they travel to the wall, a brush, and what scikit-learn and `lib.measure` count of what it leaves."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, n)
    logits = rng.normal(0, 1.5, (n, classes)) + (1 + 1.3 * np.log(classes)) * np.eye(classes)[truth]
    said = (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).astype(np.float32)
    answers = Answers(tuple(map(str, range(classes))), truth, said)
    k, threshold, low = 1, 0.5, 0.25
    others = said.copy()
    others[:, k] = -1
    ruled = np.where(said[:, k] >= np.float32(threshold), k, others.argmax(axis=1))
    sure = said[np.arange(n), ruled]
    left = np.flatnonzero(((truth == k) | (ruled == k)) & (sure > low))
    whole, cut = counted(truth, answers.guess, classes), counted(truth[left], ruled[left], classes)
    groups = calibration(said, truth)
    return {
        "packed": base64.b64encode(pack(answers, said)).decode(),
        "whole": whole
        | {
            "error": groups.error,
            "sure": groups.sure,
            "bins": [[b.sure, *b.right.as_dict().values()] for b in groups.bins],
        },
        "loss": text(-np.log(said[np.arange(n), truth])),
        "rule": {"k": k, "from": threshold},
        "low": low,
        "left": text(left),
        "cut": cut,
    }


def counted(truth: np.ndarray, guess: np.ndarray, classes: int) -> dict[str, Any]:
    """By scikit-learn; -1 where there is nothing to divide by."""
    names = list(range(classes))
    precision, recall, _, _ = precision_recall_fscore_support(
        truth, guess, labels=names, zero_division=np.nan
    )
    return {
        "right": int(accuracy_score(truth, guess, normalize=False)),
        "counts": text(confusion_matrix(truth, guess, labels=names)),
        "recall": text(np.nan_to_num(recall, nan=-1)),
        "precision": text(np.nan_to_num(precision, nan=-1)),
    }


def numbers() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    pictures = (rng.random((6, 16)) * (rng.random((6, 16)) < 0.4)).astype(np.float32)
    slope = np.zeros((23, 17), np.float32)
    for row in range(4, 20):
        slope[row, row // 2 : row // 2 + 3] = (0.4, 1.0, 0.7)
    bar = np.ones((20, 2), np.float32)  # its centre of mass lies half-way between two pixels
    return {
        "readings": [
            reading(network(sizes, i), pictures) for i, sizes in enumerate([(16, 6, 3), (16, 7, 5, 3)])
        ],
        "drawings": [drawing(slope), drawing(bar)],
        "walls": [answered(2, 400, 0), answered(10, 600, 1), answered(97, 500, 2)],
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
