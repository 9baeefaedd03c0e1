"""The loss over tied weights: it is the one that "Learn" lowers, its slope and contours are right, and its words follow from it."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure.descent import Landscape, descend, in_words
from lib.measure.two_digits import Digits, learn

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 2)) * [0.5, 1.1]
Y = (X @ [1.0, -0.4] + RNG.normal(0, 0.5, 60) > 0).astype(int)
LAND = Landscape(X, Y)
START = np.array([-3.0, 3.0])


def test_it_is_the_loss_of_the_whole_model_with_its_weights_tied() -> None:
    digits = Digits(RNG.uniform(0, 1, (40, 784)).astype(np.float32), RNG.integers(0, 2, 40))
    lesson = learn(digits, rate=0, seed=1)  # it stays at its random start
    z = digits.x @ lesson.weights[0]
    assert float(Landscape(z[:, None].astype(float), digits.y).loss(np.ones(1))) == pytest.approx(
        lesson.loss[0]
    )


def test_gradient_and_bottom() -> None:
    for w in RNG.normal(size=(5, 2)):
        for i in range(2):
            nudge = np.eye(2)[i] * 1e-5
            numeric = float(LAND.loss(w + nudge) - LAND.loss(w - nudge)) / 2e-5
            assert LAND.gradient(w)[i] == pytest.approx(numeric, abs=1e-7)
    assert np.linalg.norm(LAND.gradient(LAND.bottom)) < 1e-9


def test_contours_have_one_loss() -> None:
    level = float(LAND.loss(LAND.bottom)) + 0.8
    np.testing.assert_allclose(LAND.loss(LAND.contour(level)), level)
    with pytest.raises(ValueError, match="so small"):
        LAND.contour(float(LAND.loss(LAND.bottom)) - 0.1)


def test_words_follow_from_the_path() -> None:
    def said(rate: float, steps: int) -> str:
        return in_words(LAND, descend(LAND, START, rate, steps))

    assert "Take a step" in said(1, 0)
    assert "After 1 step the" in said(0.01, 1)
    assert "% of the way down" in said(0.01, 3)
    assert "it has arrived" in said(5, 400)
    assert "went too far" in said(25, 1)
    assert "higher than at the start" in said(200, 1)
