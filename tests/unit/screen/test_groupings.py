"""Into which groups pictures fall: as many numbers as answers, and names that are measured or written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lib.measure.answers import Answers
from lib.pictures.sets import brightness, digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS, PhotoSet
from lib.screen.models import readers, retrained
from lib.screen.models.model import Model
from lib.screen.who_made import groupings


def on(pictures: str) -> Model:
    stored = retrained.stored()
    return replace(stored, id="a run", settings=replace(stored.spec, pictures=pictures))


def said(classes: tuple[str, ...], count: int) -> Answers:
    return Answers(
        classes, np.arange(count) % len(classes), np.eye(len(classes))[np.arange(count) % len(classes)]
    )


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> digits.DigitSet:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return digits.load(download=False)


def test_digits(small: digits.DigitSet, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, count = readers.shipped(), len(small.test)
    answers = said(tuple("0123456789"), count)
    strokes, label = groupings.of(reader, "test", answers)
    assert (strokes.title, label.title) == ("by how thick the strokes are", "by its label")
    assert len(strokes.of) == len(label.of) == count
    assert min(np.bincount(strokes.of)) > count / 4
    ink = small.pictures[small.test].astype(float).mean(axis=(1, 2))
    assert ink[strokes.of == 2].mean() > ink[strokes.of == 0].mean()
    monkeypatch.setattr(groupings, "halves", lambda data: (np.arange(len(data.test)) >= 100).astype(int))
    titles = [each.title for each in groupings.of(reader, "test", answers)]
    assert titles == ["by how thick the strokes are", "by who wrote it", "by its label"]
    validated = groupings.of(reader, "validation", said(tuple("0123456789"), len(small.validation)))
    assert [each.title for each in validated] == ["by how thick the strokes are", "by its label"]


@pytest.mark.parametrize("part", ["validation", "test"])
def test_cats_and_dogs(part: str) -> None:
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    rows = np.flatnonzero(pack.part == PARTS.index(part))
    light, size, label = groupings.of(on("cats_and_dogs"), part, said(("cat", "dog"), len(rows)))
    assert [each.title for each in (light, size, label)] == [
        "by brightness",
        "by size of the photo",
        "by its label",
    ]
    assert len(light.of) == len(size.of) == len(rows)
    levels = brightness.load()[rows]
    assert levels[light.of == 0].max() < levels[light.of == 2].min()
    (alone,) = groupings.of(on("cats_and_dogs"), part, said(("cat", "dog"), 7))  # of another copy of the set
    assert alone.title == "by its label"


def test_breeds_by_the_files_names(monkeypatch: pytest.MonkeyPatch) -> None:
    names = tuple(f"images/{breed}_{i}.jpg" for i in range(3) for breed in ("Abyssinian", "great_pyrenees"))
    part = np.array([2, 2, 2, 2, 0, 1])
    photos = PhotoSet("oxford_cats_and_dogs", b"", names, np.arange(6) % 2, ("cat", "dog"), part)
    monkeypatch.setattr(groupings.answered, "photos", lambda model: photos)
    breeds, label = groupings.of(on("oxford_cats_and_dogs"), "test", said(("cat", "dog"), 4))
    assert breeds.title == "by breed"
    assert breeds.names == ("Abyssinian", "Great Pyrenees")
    assert breeds.of.tolist() == [0, 1, 0, 1]
    assert label.names == ("cat", "dog")
    monkeypatch.setattr(groupings.answered, "photos", lambda model: None)
    assert [
        each.title for each in groupings.of(on("oxford_cats_and_dogs"), "test", said(("cat", "dog"), 4))
    ] == ["by its label"]
    (breeds,) = groupings.of(on("oxford_pets"), "test", said(("Beagle", "Pug"), 4))
    assert breeds.title == "by breed"
