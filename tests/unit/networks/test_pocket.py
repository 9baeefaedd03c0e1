"""Pocket's file: small, exact, never unpickled; and the pieces of its training that choose photos."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lib.models.bases import BASES
from lib.networks.build import pocket
from lib.pictures.sets.packs import PACKS
from lib.pictures.sets.photos import cats_and_dogs
from lib.settings import ASSETS, ROOT

PIXELS = np.random.default_rng(0).uniform(-1, 1, (2, 64, 64, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def script():
    """The training script as a module."""
    path = ROOT / "scripts" / "pretrain_pocket.py"
    spec = importlib.util.spec_from_file_location("pretrain_pocket", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_weights_survive_their_file():
    model = pocket.build()
    data = pocket.to_bytes(model)
    back = pocket.from_bytes(data)
    assert pocket.to_bytes(back) == data
    ours, theirs = (np.asarray(m(PIXELS, training=False)) for m in (back, model))
    np.testing.assert_allclose(ours, theirs, atol=0.02)  # float16


def test_the_shipped_file_is_small_and_fits():
    data = (ASSETS / "pocket.npz").read_bytes()
    assert len(data) <= 6_000_000
    model = pocket.from_bytes(data)
    assert model.count_params() == BASES["pocket"].original_parameters
    logits = np.asarray(model(PIXELS, training=False))
    assert logits.shape == (2, 1000)
    assert np.isfinite(logits).all()


def test_pickled_content_is_refused():
    out = io.BytesIO()
    np.savez(out, w000=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        pocket.from_bytes(out.getvalue())


def test_training_photos_are_training_photos_alone(script, tmp_path, monkeypatch):
    """The script asks for no photo of the validation and test parts."""
    asked: list[tuple[str, np.ndarray]] = []

    def spy(photos, indices, side):
        asked.append((photos.name, photos.part[indices]))
        return iter(())

    names = [f"101_ObjectCategories/{f}/image_{i:04}.jpg" for f in ("ant", "Faces") for i in range(20)]
    monkeypatch.setattr(script, "each_photo", spy)
    script.source_photos(cats_and_dogs(tmp_path), fake_zip(tmp_path, names))
    assert {name for name, _ in asked} == {"cats_and_dogs", "caltech101_classes", "caltech101_left_out"}
    assert all((part == 0).all() for _, part in asked)
    assert {name: len(part) for name, part in asked}["cats_and_dogs"] == 1600


def fake_zip(folder: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(folder / "caltech.zip", "w") as file:
        for name in names:
            file.writestr(name, b"")
    return folder / "caltech.zip"


def test_a_crop_is_the_same_again_and_another_is_not(script):
    noise = np.random.default_rng(1).integers(0, 256, (150, 200, 3)).astype(np.uint8)
    photos = [Image.fromarray(noise)]
    first, again, other = (
        np.asarray(script.make_crop(seed, photos, photos)) for seed in ((0, 1), (0, 1), (0, 2))
    )
    assert first.shape == (160, 160, 3)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("base", ["mobilenet_v2", "pocket"])
def test_the_readme_tells_the_measured_figures(base):
    """assets/README.md quotes what the pack script measured."""
    figures = json.loads((PACKS / f"{base}.json").read_text(encoding="utf-8"))
    text = (ASSETS / "README.md").read_text(encoding="utf-8")
    for correct, total in figures.values():
        assert f"{correct:,} of {total:,}" in text
    row = next(line for line in text.splitlines() if line.startswith(f"| `{base}.npz`"))
    for correct, total in figures.values():
        assert f"{correct:,} of {total:,}" in row
