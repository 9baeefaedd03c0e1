"""`python -m lib retrain` and `tell-pet`, as a user sees them: JSON, exit codes, one sentence for what is wrong."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from lib.__main__ import main
from lib.cli import cli_pets, life
from lib.measure.neither import knows_pets
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import cached_cats_and_dogs, each_photo, neither
from lib.settings import keras_home


@pytest.fixture(autouse=True)
def own_book(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LAYERS_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("LAYERS_DOWNLOADS", "0")


@pytest.fixture(scope="module")
def pets(tmp_path_factory) -> dict[str, Path]:
    """A cat and a dog of the test part, a temple, and what is no photo."""
    found = cached_cats_and_dogs(keras_home())
    assert found is not None, f"{keras_home()} has no archive of cats and dogs"
    folder = tmp_path_factory.mktemp("pets")
    with zipfile.ZipFile(found.archive) as archive:
        for animal in ("cat", "dog"):
            name = f"cats_and_dogs_filtered/validation/{animal}s/{animal}.2050.jpg"
            (folder / f"{animal}.jpg").write_bytes(archive.read(name))
    neither()["temple"].save(folder / "temple.jpg")
    (folder / "text.jpg").write_text("not a photo")
    return {path.stem: path for path in folder.iterdir()}


def test_retrain_then_ask_that_run(pets, capsys):
    assert main(["retrain", "--base", "pocket", "--train-size", "200", "--epochs", "4", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert list(told) == [
        "run",
        "settings",
        "source",
        "original",
        "retrained",
        "groups",
        "history",
        "seconds",
    ]
    assert set(told["retrained"]) == {"correct", "total", "accuracy", "low", "high", "by_class"}
    assert set(told["groups"]) == {"fixed", "broken", "still_wrong", "right"}
    assert set(told["seconds"]) == {"features", "train", "total"}
    assert set(told["original"]["by_class"]) == {"cats", "dogs"}
    assert told["retrained"]["correct"] > 750
    assert len(told["history"]) == 4
    assert "epoch 4" in err

    files = [str(pets[name]) for name in ("cat", "dog", "text")]
    assert main(["tell-pet", "--run", told["run"], *files, "--json"]) == 0
    cat, dog, text = json.loads(capsys.readouterr().out)
    assert set(cat) == {"file", "original", "retrained", "knows_pets"}
    assert len(cat["original"]) == 5
    assert cat["retrained"]["cat"] > 0.5 > cat["retrained"]["dog"]
    assert dog["retrained"]["dog"] > 0.5
    assert cat["retrained"]["cat"] + cat["retrained"]["dog"] == pytest.approx(1, abs=1e-5)
    assert list(text) == ["file", "error"]


def photos_of(name: str, folder: Path, each: int) -> Path:
    """A folder a class with real photos of a set."""
    found = sets.find(name, keras_home())
    assert found is not None, f"{keras_home()} has no {sets.SETS[name].file}"
    for label, title in enumerate(found.classes):
        (folder / title).mkdir(parents=True)
        rows = [int(i) for i in found.where("train") if found.labels[i] == label][:each]
        for i, photo in zip(rows, each_photo(found, rows, 160), strict=True):
            photo.save(folder / title / f"{i}.jpg")
    return folder


def test_a_folder_and_a_zip_of_own_pictures(pets, tmp_path, capsys):
    folder = photos_of("oxford_pets", tmp_path / "breeds", 12)
    (folder / "Bengal" / "notes.jpg").write_text("not a photo")
    with zipfile.ZipFile(tmp_path / "breeds.zip", "w") as archive:
        for file in folder.rglob("*.jpg"):
            archive.write(file, file.relative_to(tmp_path))
    told = []
    for path in (folder, tmp_path / "breeds.zip"):
        arguments = ["retrain", "--pictures", str(path), "--base", "pocket", "--epochs", "3", "--json"]
        assert main(arguments) == 0
        out, err = capsys.readouterr()
        told.append(json.loads(out))
        assert "notes.jpg" in err
    for one in told:
        assert set(one["retrained"]["by_class"]) == {"Abyssinian", "American Bulldog", "Bengal"}
        assert one["retrained"]["top5"] is None
        assert one["original"] is None  # ImageNet has none of the three breeds
        assert one["settings"]["pictures"] == "own"
        assert "36 pictures of 3 classes" in one["source"]
    assert main(["tell-pet", "--run", told[0]["run"], str(pets["cat"])]) == 2
    assert "cats from dogs" in capsys.readouterr().err


def test_own_pictures_that_cannot_be_used_are_one_sentence(tmp_path, capsys):
    (tmp_path / "alone").mkdir()
    neither()["temple"].save(tmp_path / "alone" / "a.jpg")
    for path in (tmp_path, "own"):
        assert main(["retrain", "--pictures", str(path), "--json"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert len(err.strip().splitlines()) == 1


def test_without_weights_pocket_answers_and_says_so(pets, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert main(["tell-pet", str(pets["dog"]), str(pets["temple"]), "--json"]) == 0
    out, err = capsys.readouterr()
    dog, temple = json.loads(out)
    assert dog["retrained"]["dog"] > 0.5
    assert dog["knows_pets"] is True
    assert temple["knows_pets"] is False
    assert "Pocket answers instead" in err


def test_nothing_readable_is_an_error(pets, tmp_path, capsys):
    assert main(["tell-pet", str(pets["text"]), str(tmp_path / "absent.jpg"), "--json"]) == 2
    out, err = capsys.readouterr()
    assert all("error" in answer for answer in json.loads(out))
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["retrain", "--epochs", "0"],
        ["retrain", "--method", "guess"],
        ["retrain", "--nonsense"],
        ["retrain", "--pictures", "no such folder"],
        ["tell-pet"],
        ["tell-pet", "--base", "none", "x.jpg"],
        ["tell-pet", "--base", "pocket", "--run", "1", "x.jpg"],
    ],
)
def test_a_wrong_flag_is_one_sentence(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_missing_photos_and_unknown_runs_are_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert main(["retrain", "--method", "scratch", "--json"]) == 2
    assert "69 MB" in capsys.readouterr().err
    assert main(["retrain", "--pictures", "oxford_pets", "--json"]) == 2
    assert "811 MB" in capsys.readouterr().err
    assert main(["tell-pet", "--run", "nothing", "x.jpg"]) == 2
    assert "no retrained run" in capsys.readouterr().err


def test_terms_are_told_before_anything_is_fetched(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("LAYERS_DOWNLOADS", "1")

    def broken(name, home, progress):
        progress(5, 10)
        raise FileUnavailable("There is no connection.")

    monkeypatch.setattr(cli_pets, "fetch", broken)
    assert main(["retrain", "--pictures", "caltech101"]) == 2
    terms, half, end = capsys.readouterr().err.strip().splitlines()
    assert "137 MB" in terms
    assert "CC BY 4.0" in terms
    assert half == "downloading: 50 %"
    assert end == "There is no connection."


def test_preparations_are_told_in_tenths(capsys):
    tell = life.Progress()
    for done in range(0, 101, 2):
        tell({"phase": "features", "done": done, "total": 100})
    tell({"phase": "training"})
    assert len(capsys.readouterr().err.splitlines()) == 11


def test_the_rule_for_neither():
    assert knows_pets("mobilenet_v2", 0.06, 0.05)
    assert not knows_pets("mobilenet_v2", 0.05, 0.01)
    assert not knows_pets("pocket", 0.3, 0.1)
