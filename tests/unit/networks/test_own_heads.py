"""What Keras makes of heads now is what the browser's module is tested with."""

from __future__ import annotations

import base64
import json

import numpy as np
import own_heads
import pytest

import lib.networks  # noqa: F401  # `own_heads` trains with it

RECORDED = json.loads(own_heads.PLACE.read_text(encoding="utf-8"))


def numbers(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


@pytest.mark.parametrize("which", [0, 1])  # a sigmoid and a softmax; the others take as long, and say no more
def test_a_head_on_made_up_features(which: int) -> None:
    recorded, now = RECORDED["made_up"][which], own_heads.made_up(own_heads.SETTINGS[which])
    for name in ("features", "start", "kernel", "bias"):
        np.testing.assert_allclose(numbers(now.pop(name)), numbers(recorded.pop(name)), atol=2e-4)
    for name in ("history", "probabilities"):
        rows = [[list(row.values()) if isinstance(row, dict) else row for row in told.pop(name)] for told in (now, recorded)]  # fmt: skip
        np.testing.assert_allclose(*rows, atol=2e-4)
    assert now == recorded


def test_a_head_on_real_photos() -> None:
    recorded, now = RECORDED["real"][0], own_heads.real(own_heads.REAL[0], own_heads.SEEDS[0])
    assert (
        abs(now.pop("test")[0] - recorded.pop("test")[0]) <= 3
    )  # of 1,000: another processor adds in another order
    assert now == recorded


def test_a_picture_that_is_moved() -> None:
    assert own_heads.moved() == RECORDED["moved"]
