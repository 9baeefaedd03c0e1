"""The programs for other picture sets, really executed: the same pictures in the same parts as the run's, and its accuracy."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import brought
import numpy as np
import pytest
from own_pictures import scene
from PIL import Image

from lib.export.keras_code import retrain_code
from lib.export.photo_code import photo_steps
from lib.models.bases import SCRATCH_SIZE
from lib.networks.train import retrain
from lib.pictures.own import own, packed
from lib.pictures.sets import sets
from lib.pictures.sets.photos import PhotoSet, parts, squares
from lib.pictures.sets.retrain_data import split
from lib.settings import keras_home
from lib.specs.choices import ALL_PHOTOS
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, field, to_dict

SIZE = SCRATCH_SIZE  # so many pixels that few photos are decoded at a part of their size


def read(spec: RetrainRun, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the program's reading step leaves, run in `folder`, at the size of a network from scratch."""
    monkeypatch.chdir(folder)
    names: dict = {"np": np, "Image": Image, "Path": Path}
    exec(photo_steps(replace(spec, method="scratch"))[1].code, names)
    return names


def expect_same(names: dict, found: PhotoSet, spec: RetrainRun) -> None:
    rows = split(found.labels, found.part, found.classes, spec.train_size, spec.seed, spec.excluded_rows)
    for part, of in (("train", rows.train), ("val", rows.validation), ("test", rows.test)):
        np.testing.assert_array_equal(names[f"y_{part}"], found.labels[of])
        some = slice(None, None, max(1, len(of) // 40))
        apart = names[f"x_{part}"][some].astype(int) - squares(found, of[some], SIZE)
        assert np.abs(apart).mean() < 1  # of 255: a large photo is decoded at half its size


@pytest.fixture
def breeds(tmp_path: Path) -> PhotoSet:
    found = sets.find("oxford_pets", keras_home())
    assert found is not None, f"{keras_home()} has no Oxford pets"
    with zipfile.ZipFile(found.archive) as archive:
        archive.extractall(tmp_path)
    return found


def test_digits_are_read_as_the_run_reads_them(tmp_path, monkeypatch):
    spec = RetrainRun(pictures="digits", train_size=300, seed=4, excluded_rows=(3, 40, 1000))
    found = sets.find("digits", keras_home())
    assert found is not None
    expect_same(read(spec, tmp_path, monkeypatch), found, spec)


def test_breeds_and_animals_are_read_as_the_run_reads_them(breeds, tmp_path, monkeypatch):
    for name in ("oxford_pets", "oxford_cats_and_dogs"):
        spec, found = RetrainRun(pictures=name, train_size=100, seed=1), sets.find(name, keras_home())
        assert found is not None
        expect_same(read(spec, tmp_path, monkeypatch), found, spec)


def test_a_folder_a_class_is_read_in_the_parts_of_the_set(tmp_path, monkeypatch):
    classes = ("ant", "bee", "wasp")
    for folder in (*classes, "Faces"):
        (tmp_path / "101_ObjectCategories" / folder).mkdir(parents=True)
        for i in range(20):
            picture = Image.new("RGB", (8, 8), (10 * i, 80 * (*classes, "Faces").index(folder), 0))
            picture.save(tmp_path / "101_ObjectCategories" / folder / f"image_{i:04d}.png")
    names = read(RetrainRun(pictures="caltech101", train_size=30), tmp_path, monkeypatch)
    assert names["classes"] == list(classes)
    labels = np.repeat(range(3), 20)
    np.testing.assert_array_equal(names["part"], parts(labels, (0.7, 0.15, 0.15)))
    test = np.flatnonzero(names["part"] == 2)
    np.testing.assert_array_equal(names["x_test"][:, 0, 0, 0], 10 * (test % 20))
    assert np.bincount(names["y_train"]).tolist() == [10, 10, 10]


def test_own_pictures_are_opened_as_the_app_opens_them(tmp_path, monkeypatch):
    """Turned, transparent, in a palette, of 16 bits, large, with any ending; what is no picture stands beside them."""
    folder = tmp_path / "my_pictures"
    files = {name: list(brought.files(digit).items()) for name, digit in (("C#", 3), ("eight", 8))}
    files["eight"].append(("large.jpg", brought.saved(scene(4, (1700, 1300)), "JPEG", quality=92)))
    for name, given in files.items():
        (folder / name).mkdir(parents=True)
        for file, data in given:
            (folder / name / file).write_bytes(data)
        for stray in (".DS_Store", "Thumbs.db", "._turned.jpg", "list.txt"):
            (folder / name / stray).write_bytes(b"no picture")
    (folder / ".DS_Store").write_bytes(b"no picture")
    found = packed.to_photo_set(own.from_path(folder))
    assert found.classes == ("C#", "eight")
    names = read(RetrainRun(pictures="own", train_size=1000), tmp_path, monkeypatch)
    assert names["classes"] == list(found.classes)
    np.testing.assert_array_equal(names["labels"], found.labels)
    seen = squares(found, range(len(found.labels)), SIZE).astype(int)
    np.testing.assert_array_equal(names["pixels"](range(len(found.labels))), seen)


def test_a_program_of_many_classes_reaches_the_runs_accuracy(breeds, tmp_path, at_home):
    spec = RetrainRun(pictures="oxford_pets", base="mobilenet_v2_035", train_size=ALL_PHOTOS)
    right, total = retrain.train(to_dict(spec), Hooks(), download=False)["result"]["test"]
    (tmp_path / "program.py").write_text(retrain_code(spec), encoding="utf-8")
    said = re.search(r"test accuracy: ([\d.]+)", at_home.run(tmp_path, "program.py"))
    assert said is not None
    assert abs(float(said[1]) - right / total) <= 0.02  # 300 photos, and batches in another order


@pytest.mark.parametrize("method", ["new_head", "fine_tune", "scratch"])
@pytest.mark.parametrize("pictures", [name for name, _ in field("retrain", "pictures").choices])
def test_every_method_makes_a_program_that_compiles(method, pictures):
    compile(retrain_code(RetrainRun(method=method, pictures=pictures), classes=5), "program.py", "exec")


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        ("caltech101", "10.22002/D1.20086"),
        ("oxford_pets", "annotations.tar.gz"),
        ("oxford_cats_and_dogs", "images.tar.gz"),
        ("own", "a folder for each class"),
    ],
)
def test_a_program_without_its_pictures_says_how_to_get_them_before_it_starts(
    pictures, told, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code = retrain_code(RetrainRun(pictures=pictures), classes=5)
    assert "pip install tensorflow pillow" in code
    before = code[: code.index("import keras")]
    with pytest.raises(SystemExit, match=re.escape(told)):
        exec(before, {})
    folder = re.search(r'Path\("(\w+)"\)', before)
    assert folder is not None
    (tmp_path / folder[1]).mkdir()
    exec(before, {})  # and starts once they are there
