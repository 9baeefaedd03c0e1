"""The model taken home: unpacked into an empty folder, its own script says what the app says."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import brought
import keras
import numpy as np
import pytest
from elsewhere import Elsewhere, elsewhere

from lib.export import kit as kits
from lib.lab_book.runs import Run
from lib.models.bases import BASES
from lib.models.dense import Dense
from lib.networks.answer.retrained import load_retrained
from lib.networks.build import dense, finetune, heads, scratch, whole
from lib.networks.build.bases import Network, build, scale
from lib.pictures.prepare.decode import decode
from lib.pictures.prepare.handwriting import read_ink
from lib.pictures.prepare.prepare import prepare
from lib.pictures.sets.archives import FileUnavailable, find_weights
from lib.pictures.sets.photos import cached_cats_and_dogs, square
from lib.settings import keras_home
from lib.specs.specs import DigitRun, RetrainRun, Spec, kind_of, to_dict

RANDOM = np.random.default_rng(5)


def run_of(spec: Spec) -> Run:
    result = {"test": [812, 1000]}
    return Run(
        "0" * 32, "me", kind_of(spec), "my secret name", "done", "", None, to_dict(spec), {}, [], result, "", 0.0, 0.0, 1.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """Without Keras' cache: a kit needs nothing but itself."""
    with elsewhere(tmp_path_factory.mktemp("bare")) as process:
        yield process


def printed_by(kit: bytes, script: str, pictures: list[Path], folder: Path, bare: Elsewhere) -> str:
    """What the kit's script prints, in a process that knows nothing of this project."""
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        archive.extractall(folder)
    return bare.run(folder, script, *map(str, pictures))


def probabilities(printed: str, pictures: int) -> np.ndarray:
    """The probabilities among it: (pictures, classes)."""
    said = re.findall(r"^  \S+  ([\d.]+)$", printed, re.MULTILINE)
    return np.array(said, float).reshape(pictures, -1)


def test_the_digit_script_reads_as_the_app_does(tmp_path: Path, bare: Elsewhere) -> None:
    network = Dense(
        tuple(RANDOM.normal(0, 0.1, shape).astype(np.float32) for shape in ((784, 30), (30, 10))),
        tuple(RANDOM.normal(0, 0.1, shape).astype(np.float32) for shape in (30, 10)),
    )
    pictures, expected = [], []
    for name, data in brought.files(5).items():
        pictures.append(tmp_path / name.replace(" ", "_"))
        pictures[-1].write_bytes(data)
        expected.append(network.probabilities(prepare(read_ink(data, name)).reshape(1, 784))[0])
    for name in ("Thumbs.db", "empty.png"):  # these get a sentence
        (tmp_path / name).write_bytes(b"no picture"[: 20 * (name == "Thumbs.db")])
    kit = kits.kit(run_of(DigitRun(hidden=(30,))), dense.keras_file(network.to_bytes()))
    stray = [tmp_path / "Thumbs.db", tmp_path / "empty.png", tmp_path / "missing.png"]
    printed = printed_by(kit, "read_digit.py", [*stray, *pictures], tmp_path / "kit", bare)
    assert np.abs(probabilities(printed, len(pictures)) - expected).max() < 1e-4
    assert "Thumbs.db is not a picture that can be read." in printed
    assert "empty.png is empty." in printed


def test_the_photo_script_says_what_the_app_says(tmp_path: Path, bare: Elsewhere) -> None:
    photos = cached_cats_and_dogs(keras_home())
    if photos is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "The photos are not in Keras' cache."
        )
    kernel = RANDOM.normal(0, 0.1, (1280, 1)).astype(np.float32)
    weights = heads.pack(
        [kernel, np.array([0.2], np.float32)],
        method="new_head", base="mobilenet_v2_035", unfrozen_blocks=4, classes=("cat", "dog"),
    )  # fmt: skip
    pictures, given = [], list(brought.files(7).items())
    with zipfile.ZipFile(photos.archive) as archive:
        given += [
            (Path(photos.names[i]).name, archive.read(photos.names[i]))
            for i in photos.where("test")[[3, 700]]
        ]
    for name, data in given:
        pictures.append(tmp_path / name.replace(" ", "_"))
        pictures[-1].write_bytes(data)
    size = BASES["mobilenet_v2_035"].size
    seen = np.stack([square(decode(data, name), size) for name, data in given])  # as the app does
    app = load_retrained(weights).predict(seen).probabilities
    kit = kits.kit(run_of(RetrainRun(base="mobilenet_v2_035")), whole.keras_file(weights))
    (tmp_path / ".DS_Store").write_bytes(b"no picture")
    printed = printed_by(kit, "tell_photo.py", [tmp_path / ".DS_Store", *pictures], tmp_path / "kit", bare)
    assert np.abs(probabilities(printed, len(pictures)) - app).max() < 1e-4


@pytest.mark.parametrize("base", list(BASES))
def test_the_scaling_layer_is_the_app_s_scaling(base: str) -> None:
    pixels = RANDOM.integers(0, 256, (2, 5, 5, 3)).astype(np.float32)
    told, expected = np.asarray(whole._scaling(BASES[base])(pixels)), scale(BASES[base], pixels)
    assert np.allclose(told, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("method", ["fine_tune", "scratch"])
def test_opened_layers_and_small_networks_go_into_the_file(method: str, tmp_path: Path) -> None:
    if method == "scratch":
        model, base = scratch.build(2, seed=4), BASES["mobilenet_v2"]
    else:
        base = BASES["mobilenet_v2_035"]
        network: Network = build(base, find_weights(base, keras_home(), downloads=False))
        model = finetune.with_head(finetune.cut(network, 2).upper, 2, seed=4)
        model.set_weights([w + RANDOM.normal(0, 0.02, w.shape) ** 2 for w in model.get_weights()])
    weights = heads.pack(model, method=method, base=base.name, unfrozen_blocks=2, classes=("cat", "dog"))
    (tmp_path / "model.keras").write_bytes(whole.keras_file(weights))
    opened = keras.models.load_model(tmp_path / "model.keras")
    app = load_retrained(weights)
    pixels = RANDOM.integers(0, 256, (2, app.size, app.size, 3)).astype(np.float32)
    assert (
        np.abs(opened.predict(pixels, verbose=0)[:, 0] - app.predict(pixels).probabilities[:, 1]).max() < 1e-4
    )


def test_a_missing_base_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    head = [np.zeros((512, 1), np.float32), np.zeros(1, np.float32)]
    weights = heads.pack(head, method="new_head", base="vgg16", unfrozen_blocks=4, classes=("cat", "dog"))
    with pytest.raises(FileUnavailable, match="VGG16"):
        whole.keras_file(weights)


def test_the_kit_says_what_it_is_and_not_whose() -> None:
    kit = kits.kit(run_of(RetrainRun(method="scratch")), b"model")
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        about = json.loads(archive.read("labels.json"))
        whole_text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert about["classes"] == ["cat", "dog"]
    assert about["size"] == scratch.SIZE
    assert about["test"]["correct"] == 812
    assert "secret" not in whole_text
    assert tuple(kits.CLASSES) == ("cat", "dog")
