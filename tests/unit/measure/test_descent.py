"""The bowl's loss, gradient, contours and largest rate against plain NumPy on the same digits."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure.descent import OUT, bowl, descend, in_words

RNG = np.random.default_rng(3)
FEATURES = RNG.normal(size=(50, 2)) * [0.5, 1.1]
TARGET = np.sign(FEATURES @ [1.0, -0.4] + RNG.normal(0, 0.3, 50))
BOWL = bowl(FEATURES, TARGET)
START = np.array([2.0, 2.0])


def plain_loss(w: np.ndarray) -> float:
    return float(((FEATURES @ w - TARGET) ** 2).mean())


def test_loss_and_gradient() -> None:
    for w in RNG.normal(size=(5, 2)):
        assert float(BOWL.loss(w)) == pytest.approx(plain_loss(w))
        for i in range(2):
            nudge = np.eye(2)[i] * 1e-5
            assert BOWL.gradient(w)[i] == pytest.approx(
                (plain_loss(w + nudge) - plain_loss(w - nudge)) / 2e-5
            )
    assert np.linalg.norm(BOWL.gradient(BOWL.bottom)) < 1e-9


def test_contours_have_one_loss() -> None:
    level = float(BOWL.loss(BOWL.bottom)) + 1.5
    np.testing.assert_allclose(BOWL.loss(BOWL.contour(level)), level)
    with pytest.raises(ValueError, match="so small"):
        BOWL.contour(float(BOWL.loss(BOWL.bottom)) - 0.1)


def test_rates_just_below_and_above_the_largest() -> None:
    below = descend(BOWL, START, 0.98 * BOWL.largest_rate, 400)
    above = descend(BOWL, START, 1.05 * BOWL.largest_rate, 400)
    assert float(BOWL.loss(below[-1])) < float(BOWL.loss(START))
    assert len(below) == 401
    assert float(BOWL.loss(above[-1])) > OUT
    assert len(above) < 401
    assert "jumps out" in in_words(BOWL, above, 1.05 * BOWL.largest_rate)


def test_words_of_an_arrival_and_of_a_slow_way() -> None:
    assert "It has arrived" in in_words(BOWL, descend(BOWL, START, 0.3, 60), 0.3)
    assert "% of the way" in in_words(BOWL, descend(BOWL, START, 0.002, 3), 0.002)
    assert "Take a step" in in_words(BOWL, descend(BOWL, START, 0.1, 0), 0.1)
