"""What Keras makes of points in a plane now is what the browser's module is tested with; and the lesson's program runs."""

from __future__ import annotations

import base64
import json
import re

import keras
import numpy as np
import plane
import pytest

import lib.networks  # noqa: F401  # sets TensorFlow up
from lib.export.program import of_lesson

RECORDED = json.loads(plane.PLACE.read_text(encoding="utf-8"))


def numbers(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


@pytest.mark.parametrize("which", [3, 4])  # two hidden layers with ReLU and without; the others say no more
def test_gradients_and_a_training(which: int) -> None:
    recorded, now = RECORDED[which], plane.case(plane.SHAPES[which])
    for name in ("places", "start", "end"):
        np.testing.assert_allclose(numbers(now.pop(name)), numbers(recorded.pop(name)), atol=2e-4)
    for one, other in zip(now.pop("gradients"), recorded.pop("gradients"), strict=True):
        np.testing.assert_allclose(numbers(one["gradient"]), numbers(other["gradient"]), atol=1e-5)
        assert one["loss"] == pytest.approx(other["loss"], abs=1e-5)
    for one, other in zip(now.pop("lines"), recorded.pop("lines"), strict=True):
        assert one == pytest.approx(other, abs=1e-4)
    assert now == recorded


def test_the_lessons_program_folds_its_layers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fit = keras.Sequential.fit
    fewer = {"epochs": 20}  # of 100, which take 17 seconds
    monkeypatch.setattr(keras.Sequential, "fit", lambda self, *given, **how: fit(self, *given, **how | fewer))
    exec(of_lesson("why_more_than_one_layer"), {})
    printed = capsys.readouterr().out
    flat, bent, linear = (float(found) for found in re.findall(r": (\S+) of the new points right", printed))
    assert flat < 0.75
    assert linear < 0.75
    assert bent > 0.9
    assert float(printed.rsplit(": ", 1)[1]) < 1e-5
