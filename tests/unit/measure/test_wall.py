"""The wall's file, likeness and nearness, against NumPy's and scikit-learn's own ways."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from lib.measure import wall
from lib.measure.answers import Answers


def features(n: int = 300, d: int = 40) -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.normal(size=(n, d)) * np.linspace(5, 0.1, d) @ np.linalg.qr(rng.normal(size=(d, d)))[0]


def test_the_file_holds_the_likeliest_first_and_the_first_of_equals() -> None:
    said = np.array([[0.2, 0.5, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]], np.float32)
    answers = Answers(tuple("abcd"), np.array([0, 3]), said)
    packed = wall.pack(answers, said)
    n, classes = np.frombuffer(packed, "<u4", 2)
    assert (n, classes) == (2, 4)
    assert len(packed) == 8 + n * (4 * (wall.TOP + 1) + 2 * (wall.TOP + 3))
    likely = np.frombuffer(packed, "<f4", 6, 8).reshape(3, 2)
    assert likely.T.tolist() == [[0.5, np.float32(0.2), np.float32(0.2)], [0.25, 0.25, 0.25]]
    best = np.frombuffer(packed, "<u2", 6, 8 + 4 * 8).reshape(3, 2)
    assert best.T.tolist() == [[1, 0, 2], [0, 1, 2]]
    assert best[0].tolist() == answers.guess.tolist()


def test_of_two_classes_the_third_is_none() -> None:
    said = np.array([[0.2, 0.8]])
    packed = wall.pack(Answers(("cat", "dog"), np.array([0]), said), said)
    assert np.frombuffer(packed, "<u2", 3, 8 + 4 * 4).tolist() == [1, 0, wall.NONE]


def test_the_two_directions_are_those_of_pca() -> None:
    given = features()
    points = wall.two_directions(given)
    for found, wanted in zip(points.T, PCA(2).fit_transform(given).T, strict=True):
        assert abs(np.corrcoef(found, wanted)[0, 1]) > 0.9999
    assert [sorted(column) for column in wall.ranks(points).T.tolist()] == [list(range(300))] * 2


def test_one_feature_has_one_direction_and_nothing_breaks() -> None:
    points = wall.two_directions(np.arange(5.0)[:, None])
    assert points.shape == (5, 2)
    assert sorted(wall.ranks(points)[:, 0].tolist()) == [0, 1, 2, 3, 4]


def test_the_nearest_are_scikit_learns() -> None:
    given = features()
    found = NearestNeighbors(n_neighbors=6).fit(given).kneighbors(given[:5], return_distance=False)
    for one, wanted in zip(given[:5], found, strict=True):
        assert wall.nearest(one, given).tolist() == wanted.tolist()
