"""What is kept of a run's other parts: read back as it was, beside the answers to its test, and its hardest pictures."""

from __future__ import annotations

import numpy as np

from lib.measure.answers import Answers
from lib.measure.beside_test import KEPT, BesideTest, beside_test
from lib.measure.confusion import top_losses
from lib.measure.wall import nearest

G = np.random.default_rng(0)
CLASSES = 97


def said(n: int) -> np.ndarray:
    return G.dirichlet(np.ones(CLASSES), n).astype(np.float32)


def made(features: bool = True) -> BesideTest:
    truth, rows = G.integers(0, CLASSES, 300), np.sort(G.choice(4000, 300, replace=False))
    scale = np.linspace(3, 0.01, 200)
    parts = [scale * G.normal(size=(n, 200)) for n in (300, 50, 80)]
    seen = (parts[0], parts[1], parts[2]) if features else None
    return beside_test(G.integers(0, CLASSES, 50), said(50), rows, truth, said(300), seen)


def test_it_is_read_back_beside_the_answers() -> None:
    kept = made()
    answers = Answers(tuple(map(str, range(CLASSES))), G.integers(0, CLASSES, 80), said(80))
    data = answers.to_bytes(kept.arrays())
    assert len(data) < 120_000
    np.testing.assert_allclose(Answers.from_bytes(data).probabilities, answers.probabilities, atol=1e-3)
    read = BesideTest.from_bytes(data)
    assert read is not None
    for name, array in kept.arrays().items():
        assert (read.arrays()[name] == array).all()
    assert BesideTest.from_bytes(answers.to_bytes()) is None


def test_the_hardest_are_those_of_the_highest_loss() -> None:
    truth, probabilities = G.integers(0, CLASSES, 300), said(300)
    kept = beside_test(np.empty(0, int), said(0), np.arange(300), truth, probabilities)
    assert kept.hardest(24) == top_losses(probabilities, truth, 24)
    assert not kept.has_features


def test_the_directions_kept_hold_what_lies_near() -> None:
    scale = np.exp(-np.arange(200) / 10)  # as features of a base do: few directions hold most
    parts = [scale * G.normal(size=(n, 200)) for n in (300, 50, 80)]
    kept = beside_test(
        np.empty(50, int),
        said(50),
        np.arange(300),
        np.zeros(300, int),
        said(300),
        (parts[0], parts[1], parts[2]),
    )
    assert kept.seen_train.shape == (300, KEPT)
    shared = [
        len({*nearest(kept.seen("test")[i], kept.seen_train)} & {*nearest(parts[2][i], parts[0])})
        for i in range(80)
    ]
    assert np.mean(shared) > 5  # of 6


def test_a_run_without_features_of_its_own_keeps_what_it_said_of_its_validation_part() -> None:
    none = np.empty(0, int)
    kept = beside_test(np.zeros(50, int), said(50), none, none, said(0))
    assert kept.hardest(24) == []
    assert not kept.has_features
    assert kept.validation.shape == (50, CLASSES)
