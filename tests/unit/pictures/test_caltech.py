"""Caltech-101: what is left out, the fixed parts, and the official archive made small."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
from PIL import Image

from lib.pictures.sets import caltech
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PARTS, each_photo


def jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 80, 30)).save(out, "JPEG")
    return out.getvalue()


def official(path, pictures: dict[str, bytes]):
    """An archive laid out as the official one: a zip that holds a tar."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as file:
        for name, data in pictures.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            file.addfile(member, io.BytesIO(data))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("caltech-101/101_ObjectCategories.tar.gz", tar.getvalue())
        file.writestr("caltech-101/Annotations.tar", b"")
    return path


def test_five_folders_are_left_out_and_the_rest_is_split(tmp_path):
    with zipfile.ZipFile(tmp_path / "small.zip", "w") as file:
        for folder in ("ant", "Faces", "yin_yang"):
            for i in range(20):
                file.writestr(f"101_ObjectCategories/{folder}/image_{i:04}.jpg", b"")
    classes = caltech.caltech101(tmp_path / "small.zip")
    left_out = caltech.caltech101(tmp_path / "small.zip", "left_out")
    assert classes.classes == ("ant", "yin yang")
    assert [len(classes.where(part)) for part in PARTS] == [28, 6, 6]
    assert left_out.classes == ("Faces",)
    assert len(left_out.where("train")) == 20


def test_the_official_archive_becomes_a_small_one(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    pictures = {
        "101_ObjectCategories/ant/image_0001.jpg": jpeg(300, 200),
        "101_ObjectCategories/ant/._image_0001.jpg": b"not a picture",
        "../../101_ObjectCategories/bass/image_0001.jpg": jpeg(150, 300),
        "101_ObjectCategories/tmp": b"",
    }
    path = official(tmp_path / "datasets" / "caltech-101.zip", pictures)
    monkeypatch.setattr(caltech, "fetch", lambda *args: path)
    small = caltech.fetch_caltech101(tmp_path)
    assert caltech.cached_caltech101(tmp_path) == small
    assert [p.name for p in small.parent.iterdir()] == ["caltech101_112px.zip"]
    photos = caltech.caltech101(small)
    assert photos.names == (
        "101_ObjectCategories/ant/image_0001.jpg",
        "101_ObjectCategories/bass/image_0001.jpg",
    )
    assert [photo.size for photo in each_photo(photos, [0, 1], 112)] == [(168, 112), (112, 224)]


def test_an_archive_of_something_else_is_refused_and_removed(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    path = tmp_path / "datasets" / "caltech-101.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", b"nothing here")
    monkeypatch.setattr(caltech, "fetch", lambda *args: path)
    with pytest.raises(FileUnavailable, match="try again"):
        caltech.fetch_caltech101(tmp_path)
    assert not path.exists()
