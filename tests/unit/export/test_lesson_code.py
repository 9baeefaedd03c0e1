"""The Keras programs that the lessons on models show, run as they stand; only the data and weights are kept small."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lib.export.program import of_lesson
from lib.measure.proportions import Proportion
from lib.measure.threshold import counts
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
    before, after = (
        float(re.search(rf"{what}: +(\S+)", printed)[1])  # type: ignore[index]
        for what in ("probability of the right answer", "after one update")
    )
    assert after > before
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


def test_who_made_this_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import keras

    random = np.random.default_rng(0)
    for animal, level in (("cats", 90), ("dogs", 160)):
        (tmp_path / "validation" / animal).mkdir(parents=True)
        for i in range(8):
            pixels = np.full((20, 20, 3), level + random.integers(-60, 60), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "validation" / animal / f"{i}.png")
    layers = [
        keras.Input((160, 160, 3)),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    keras.Sequential(layers).save(tmp_path / "model.keras")
    monkeypatch.chdir(tmp_path)
    names = run(of_lesson("who_made_this_set"))
    dog, truth, printed = names["dog"], names["truth"], capsys.readouterr().out
    found, told = counts(dog, truth), re.findall(r"(\d+) of (\d+) wrong, (\S+) to (\S+) %", printed)
    assert len(told) == 2
    for wrong, of, low, high in told:
        share = Proportion(int(wrong), int(of))
        assert [float(low), float(high)] == pytest.approx([100 * share.low, 100 * share.high], abs=0.06)
    assert names["cost"] == {t / 100: found.cost(t, 5, 1) for t in range(1, 100)}
