"""A run on a learner's own pictures, as the worker trains it, and its model asked live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from own_pictures import jpeg, scene
from PIL import Image

from lib.export.program import of_lesson
from lib.models.bases import BASES
from lib.networks.answer import live, seen
from lib.networks.train import retrain
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.specs.choices import ALL_PHOTOS
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict

COLOURS = {"cherry": (255, 70, 70), "leaf": (70, 255, 70), "sky": (70, 70, 255)}


def tinted(seed: int, colour: tuple[int, int, int]) -> np.ndarray:
    """A scene seen through coloured glass, (96, 96, 3) uint8."""
    return (np.asarray(scene(seed, (96, 96))) * (np.array(colour) / 255)).astype(np.uint8)


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    own = OwnSet()
    for label, (name, colour) in enumerate(COLOURS.items()):
        files = [(str(i), jpeg(Image.fromarray(tinted(100 * label + i, colour)))) for i in range(12)]
        own = own.add(name, files)
    spec = RetrainRun(pictures="own", base="pocket", train_size=ALL_PHOTOS, epochs=20, batch_size=8)
    before = set(seen._kept)
    outcome = retrain.train(to_dict(spec), Hooks(), download=False, pictures=packed.to_bytes(own))
    assert set(seen._kept) == before  # nothing of the pictures outlives the run
    return outcome


def test_a_head_on_few_pictures_learns_and_counts_every_class(outcome: dict[str, Any]) -> None:
    result = outcome["result"]
    assert list(result["by_class"]) == list(COLOURS)
    assert result["test"] == [6, 6]
    assert result["examples"] == 24


def test_the_model_answers_live_with_names_and_a_map(outcome: dict[str, Any]) -> None:
    live.ready("pocket")
    size = BASES["pocket"].size
    for label, colour in enumerate(COLOURS.values()):
        picture = np.asarray(Image.fromarray(tinted(999, colour)).resize((size, size)))
        told = live.answer(outcome["weights"], picture[None])
        assert told["classes"] == tuple(COLOURS)
        assert told["probabilities"].shape == (1, 3)
        assert told["probabilities"].sum() == pytest.approx(1, abs=1e-5)
        assert told["probabilities"].argmax() == label
        assert told["maps"].max() == pytest.approx(1)


def test_the_program_in_keras_runs_on_a_folder_a_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for label, (name, colour) in enumerate(COLOURS.items()):
        (tmp_path / "my_pictures" / name).mkdir(parents=True)
        for i in range(8):
            Image.fromarray(tinted(100 * label + i, colour)).save(
                tmp_path / "my_pictures" / name / f"{i}.jpg"
            )
    whole = keras.applications.MobileNetV2
    monkeypatch.setattr(  # random kernels instead of a download
        keras.applications, "MobileNetV2", lambda **given: whole(**(given | {"weights": None, "alpha": 0.35}))
    )
    monkeypatch.chdir(tmp_path)
    exec(of_lesson("your_own_pictures"), {})
    printed = capsys.readouterr().out
    assert all(f"{name}: " in printed for name in COLOURS)
    assert sum(int(line.split(" of ")[1].split()[0]) for line in printed.splitlines() if " of " in line) == 7
