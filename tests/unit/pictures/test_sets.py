"""Picture sets: Oxford's own lists, its official archives made small, the digits that ship, zips in memory, and terms."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.pictures.own.own_entry import OwnError
from lib.pictures.sets import oxford, photos, sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PARTS, each_photo, squares
from lib.pictures.sets.retrain_data import data_hash, photo_set
from lib.settings import keras_home
from lib.specs.choices import SET_SIZES
from lib.specs.specs import RetrainRun

LISTED = (("Abyssinian", "1"), ("Bengal", "1"), ("american_bulldog", "2"))


def jpeg(width: int = 300, height: int = 240, colour: int = 120) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 80, 30)).save(out, "JPEG")
    return out.getvalue()


def a_list(first: int, last: int) -> str:
    lines = [f"{breed}_{i} 1 {species} 1" for breed, species in LISTED for i in range(first, last)]
    return "#a heading, as in the official list\n" + "\n".join(lines) + "\n"


def tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as file:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            file.addfile(member, io.BytesIO(data))
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A Keras cache into which both official archives have just come."""
    datasets = tmp_path / "datasets"
    datasets.mkdir()
    lists = {"annotations/trainval.txt": a_list(0, 10), "annotations/test.txt": a_list(10, 16)}
    tar(datasets / "annotations.tar.gz", {name: text.encode() for name, text in lists.items()})
    pictures = {f"images/{breed}_{i}.jpg": jpeg() for breed, _ in LISTED for i in range(17)}
    pictures |= {
        "images/Bengal_3.jpg": b"no picture",
        "images/Abyssinian_1.mat": b"",
        "../images/x.jpg": jpeg(),
    }
    tar(datasets / "images.tar.gz", pictures)
    return tmp_path


def test_official_pets_become_one_small_archive_in_their_own_parts(home, monkeypatch):
    monkeypatch.setattr(oxford, "fetch", lambda file, home, *_: file.path(home))
    breeds = sets.fetch("oxford_pets", home)
    assert [path.name for path in (home / "datasets").iterdir()] == [oxford.SMALL]
    assert breeds.classes == ("Abyssinian", "American Bulldog", "Bengal")
    assert [len(breeds.where(part)) for part in PARTS] == [23, 6, 18]  # one of 30 was no picture
    assert all(int(breeds.names[i].split("_")[-1][:-4]) >= 10 for i in breeds.where("test"))
    assert not any(name.endswith("_16.jpg") for name in breeds.names)  # no list names it
    animals = sets.find("oxford_cats_and_dogs", home)
    assert animals is not None
    assert (animals.names, animals.part.tolist()) == (breeds.names, breeds.part.tolist())
    assert animals.key == breeds.key  # what a base sees in them serves both
    assert [animals.classes[k] for k in animals.labels[[0, -1]]] == ["cat", "dog"]
    assert {photo.size for photo in each_photo(breeds, range(4), 224)} == {(280, 224)}


def test_other_archives_are_refused_and_removed(home, monkeypatch):
    monkeypatch.setattr(oxford, "fetch", lambda file, home, *_: file.path(home))
    (home / "datasets" / "images.tar.gz").write_bytes(b"a page that asks you to log in")
    with pytest.raises(FileUnavailable, match="try again"):
        sets.fetch("oxford_pets", home)
    assert sets.find("oxford_pets", home) is None
    (home / "datasets" / oxford.SMALL).write_bytes(b"nothing")
    with pytest.raises(FileUnavailable, match="cannot be read"):
        sets.find("oxford_pets", home)


def test_every_set_names_its_size_its_licence_and_its_source():
    assert set(sets.SETS) == set(SET_SIZES)
    for known in sets.SETS.values():
        assert known.licence in known.terms
        assert known.source in known.terms
        assert f"{known.count:,} pictures" in known.terms
        assert ("MB" in known.terms) == (known.fetch is not None)
    assert sets.SETS["oxford_pets"].count == 7349
    assert sets.SETS["caltech101"].count == 6209


def test_the_digits_that_ship_are_a_picture_set_like_any_other(tmp_path):
    found = sets.find("digits", tmp_path)
    assert found is not None
    assert tuple(len(found.where(part)) for part in PARTS) == SET_SIZES["digits"]
    assert np.bincount(found.labels).tolist() == [500] * 10
    assert squares(found, [7, 4000], 28).shape == (2, 28, 28, 3)
    assert sets.find("digits", tmp_path) is found


def real(name: str) -> photos.PhotoSet:
    found = sets.find(name, keras_home())
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{keras_home()} has no {sets.SETS[name].file}: set KERAS_HOME")
        pytest.skip(f"no {sets.SETS[name].file} in Keras' cache")
    return found


def test_the_real_sets_are_split_as_stated():
    caltech, pets = real("caltech101"), real("oxford_pets")
    assert len(caltech.classes) == 97
    assert tuple(len(caltech.where(part)) for part in PARTS) == SET_SIZES["caltech101"]
    assert (np.bincount(caltech.labels[caltech.where("test")]) >= 4).all()
    assert len(pets.where("test")) >= 300
    assert (np.bincount(pets.labels[pets.where("validation")]) == 20).all()


def own_set(**counts: int) -> OwnSet:
    """Pictures of noise, so that no two are twins."""
    random, made = np.random.default_rng(0), OwnSet()
    for name, count in counts.items():
        files = []
        for i in range(count):
            out = io.BytesIO()
            Image.fromarray(random.integers(0, 256, (40, 60, 3), np.uint8)).save(out, "PNG")
            files.append((f"{i}.png", out.getvalue()))
        made = made.add(name, files)
    return made


def test_pictures_in_memory_are_read_like_any_others():
    data = packed.to_bytes(own_set(hot=4, cold=20))
    own = photo_set(RetrainRun(pictures="own"), data)
    assert own is not None
    assert own.archive == data
    for part in PARTS:
        assert set(own.labels[own.where(part)]) == {0, 1}
    assert squares(own, [0, 22], 16).shape == (2, 16, 16, 3)
    assert photo_set(RetrainRun(pictures="own")) is None
    with pytest.raises(OwnError, match="two classes"):
        photo_set(RetrainRun(pictures="own"), packed.to_bytes(own_set(alone=9)))


def test_copies_of_a_set_are_told_apart(monkeypatch, home: Path, tmp_path: Path):
    monkeypatch.setattr(oxford, "fetch", lambda file, home, *_: file.path(home))
    sets.fetch("oxford_pets", home)
    monkeypatch.setenv("KERAS_HOME", str(home))
    here = data_hash(RetrainRun(pictures="oxford_pets"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "elsewhere"))
    assert data_hash(RetrainRun(pictures="oxford_pets")) != here
    own = RetrainRun(pictures="own")
    a, b = (data_hash(own, pictures=packed.to_bytes(own_set(a=5, b=count))) for count in (5, 6))
    assert a != b
