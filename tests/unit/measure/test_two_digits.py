"""The learned weights follow the gradient, the rules count ink, and a frozen model is an ordinary sigmoid."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure.two_digits import Digits, ink, learn, pick, rule


@pytest.fixture
def strokes() -> Digits:
    """Made-up digits: ones are a middle stroke, zeros a ring; each with a little noise."""
    rng = np.random.default_rng(0)
    one, zero = np.zeros((28, 28)), np.zeros((28, 28))
    one[5:23, 13:15] = 1
    zero[5:23, 6:22] = 1
    zero[8:20, 9:19] = 0
    x = np.stack([(one if i % 2 else zero).ravel() for i in range(60)]) + rng.uniform(0, 0.1, (60, 784))
    return Digits(np.clip(x, 0, 1).astype(np.float32), np.arange(60) % 2)


def test_rules_are_thresholds_on_ink(strokes: Digits) -> None:
    assert ink(np.ones((1, 784)), "all") == pytest.approx(1)
    assert (rule(strokes.x, "all", 0.15) == strokes.y).all()  # a ring has more ink
    assert (rule(strokes.x, "middle", 0.42) == (ink(strokes.x, "middle") > 0.42)).all()
    assert (rule(strokes.x, "all", 0) == 0).all()


def test_a_step_follows_the_gradient_of_the_cross_entropy(strokes: Digits) -> None:
    lesson, rate = learn(strokes, rate=0.01), 0.01
    w, b, x, y = lesson.weights[0].astype(float), lesson.biases[0], strokes.x[0].astype(float), strokes.y[0]

    def loss(weights: np.ndarray) -> float:
        z = x @ weights + b
        return float(np.logaddexp(0, z) - y * z)

    for pixel in (0, 400, 410):
        nudge = np.zeros(784)
        nudge[pixel] = 1e-4
        slope = (loss(w + nudge) - loss(w - nudge)) / 2e-4
        assert lesson.weights[1][pixel] - w[pixel] == pytest.approx(-rate * slope, abs=1e-6)


def test_it_learns_and_then_stays_as_it_is(strokes: Digits) -> None:
    lesson = learn(strokes)
    assert len(lesson.weights) == 61
    assert lesson.loss[-1] < lesson.loss[0] / 2
    assert lesson.right[-1] == 60
    frozen = lesson.frozen
    before = frozen.checksum
    z = strokes.x @ frozen.weights + frozen.bias
    np.testing.assert_allclose(frozen.probability(strokes.x), 1 / (1 + np.exp(-z)), rtol=1e-5)
    assert frozen.checksum == before == learn(strokes).frozen.checksum
    assert learn(strokes, seed=1).frozen.checksum != before


def test_picking_is_fair_or_refused() -> None:
    y = np.array([0, 1, 7, 0, 1, 1])
    x = np.arange(6)[:, None] * np.ones((6, 784))
    picked = pick(x, y, 2, seed=0)
    assert sorted(picked.x[:, 0]) == [0, 1, 3, 4]
    assert sorted(picked.y) == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="fewer than 3"):
        pick(x, y, 3, seed=0)
