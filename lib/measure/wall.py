"""A part's answers as one small file for the wall of pictures in the browser, and what lies near what in feature space.

`lib/screen/web/wall/wall_data.js` reads the file. It knows nothing of pictures, or of where features come from.
"""

from __future__ import annotations

import numpy as np

from lib.measure.answers import Answers

TOP = 3  # likeliest classes of a picture
NONE = 65535  # no class, where there are fewer than three
ROUNDS = 12  # of the search for directions; each makes what is not of them smaller
MORE = 4  # directions than are sought: so it is sooner there
NEAREST = 6  # training pictures shown beside one


def pack(answers: Answers, features: np.ndarray) -> bytes:
    """All that the browser arranges and counts by, little-endian.

    uint32: pictures n, classes. float32: probabilities of the three likeliest (3, n), of the true class (n). uint16: the
    three likeliest (3, n), the true class (n), its rank along each of two directions of `features` (2, n).

    Args:
        features: (n, d), in the order of the answers.
    """
    n, classes = answers.probabilities.shape
    order = np.argsort(-answers.probabilities, axis=1, kind="stable")[
        :, :TOP
    ]  # the first of equals, as argmax
    likely = np.take_along_axis(answers.probabilities, order, axis=1)
    missing = ((0, 0), (0, TOP - order.shape[1]))
    order, likely = np.pad(order, missing, constant_values=NONE), np.pad(likely, missing)
    parts = [
        np.array([n, classes], "<u4"),
        likely.T.astype("<f4"),
        answers.probabilities[np.arange(n), answers.truth].astype("<f4"),
        order.T.astype("<u2"),
        answers.truth.astype("<u2"),
        ranks(two_directions(features)).T.astype("<u2"),
    ]
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)


def two_directions(features: np.ndarray) -> np.ndarray:
    """(n, 2) float32: where each picture lies along the two directions in which the features (n, d) differ most."""
    points = principal(features, 2)
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def principal(features: np.ndarray, directions: int) -> np.ndarray:
    """(n, directions) float32, fewer where there are fewer features: PCA by subspace iteration, as a whole decomposition of
    1,280 features takes a second. The same numbers, signs too, at each call."""
    centred = features.astype(np.float32)
    centred -= centred.mean(axis=0)
    width = min(directions + MORE, *centred.shape)
    found = np.random.default_rng(0).normal(size=(centred.shape[1], width)).astype(np.float32)
    for _ in range(ROUNDS):
        found, _ = np.linalg.qr(centred.T @ (centred @ found))
    points = centred @ found  # (n, width) in a space that holds those sought
    _, _, turns = np.linalg.svd(points, full_matrices=False)
    points = points @ turns.T[:, :directions]
    farthest = points[np.abs(points).argmax(axis=0), np.arange(points.shape[1])]
    return points * np.where(farthest < 0, -1, 1).astype(np.float32)


def ranks(points: np.ndarray) -> np.ndarray:
    """(n, d): the place of each number in the order of its column, from 0 on."""
    return points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")


def nearest(one: np.ndarray, features: np.ndarray, count: int = NEAREST) -> np.ndarray:
    """Rows of `features` (n, d) that lie nearest to `one` (d,), the nearest first; Euclidean distance."""
    apart = features.astype(np.float32) - one.astype(np.float32)
    distances = np.einsum("ij,ij->i", apart, apart)
    return np.argsort(distances, kind="stable")[:count]
