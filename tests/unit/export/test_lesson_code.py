"""The Keras programs that the lessons on models show, run as they stand; only the data and weights are kept small."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from lib.export.program import of_lesson
from lib.pictures.sets import digits


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """`keras.datasets.mnist.load_data` gives a few thousand real digits at once."""
    import keras

    data = digits.load(download=False)
    train, test = data.train[:3000], data.test[:500]
    parts = ((data.pictures[train], data.labels[train]), (data.pictures[test], data.labels[test]))
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: parts)


def run(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(source, names)
    return names


def test_layers_and_nodes(small_mnist: None, capsys: pytest.CaptureFixture[str]) -> None:
    run(of_lesson("layers_and_nodes"))
    printed = capsys.readouterr().out
    assert "545,810 weights and biases" in printed
    by_hand, by_keras = (float(re.search(rf"by {who}: +(\S+)", printed)[1]) for who in ("hand", "Keras"))  # type: ignore[index]
    assert by_hand == pytest.approx(by_keras, rel=1e-4, abs=1e-5)
    assert "read as" in printed


def test_what_is_a_model(small_mnist: None, capsys: pytest.CaptureFixture[str]) -> None:
    run(of_lesson("what_is_a_model"))
    printed = capsys.readouterr().out
    rule, learned = (float(re.search(rf"{who}: +(\S+) right", printed)[1]) for who in ("rule", "learned"))  # type: ignore[index]
    assert 0.7 < rule < 1
    assert learned > rule


def test_how_a_picture_network_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import keras

    whole = keras.applications.MobileNetV2
    monkeypatch.setattr(  # random kernels instead of a download
        keras.applications, "MobileNetV2", lambda **given: whole(**(given | {"weights": None}))
    )
    names = run(of_lesson("how_a_picture_network_looks"))
    printed = capsys.readouterr().out
    assert "(1, 158, 158, 1)" in printed
    assert "(1, 79, 79, 1)" in printed
    assert [maps.shape[1] for maps in names["eyes"](names["pixels"])] == [80, 40, 20, 5]
    assert np.abs(np.array(names["pixels"])).max() <= 1
