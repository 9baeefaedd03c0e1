"""Who made the sets: every set has every answer with its source; and what is measured of their pictures."""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest
from PIL import Image
from real import real_photos

from lib import records
from lib.pictures.sets import digits, photo_sizes
from lib.pictures.sets.handwriting_groups import halves, thickness
from lib.pictures.sets.makers import ASKED, MAKERS, SOURCES, Maker
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.sets import SETS

LICENCE = re.compile(r"CC BY[-A-Z]* [\d.]+\d")
OTHERS = {"imagenet", "own"}  # behind the bases, and the learner's: no set that a run is trained on by name


def test_every_set_of_the_course_is_told_and_none_twice() -> None:
    covered = [name for maker in MAKERS.values() for name in maker.covers]
    assert sorted(covered) == sorted(SETS)
    assert {name for name, maker in MAKERS.items() if not maker.covers} == OTHERS


@pytest.mark.parametrize("name", MAKERS)
def test_every_question_is_answered_with_a_source(name: str) -> None:
    facts = MAKERS[name].facts
    assert list(facts) == list(ASKED.values())
    for fact in facts.values():
        assert fact.said.endswith(".")
        assert fact.sources
        assert set(fact.sources) <= set(SOURCES)
        # Where nobody knows, it is said; what has an answer is no shrug
        assert fact.known != (fact.said.startswith("Not known") or "not known to us" in fact.said)


def test_every_source_is_used_and_licences_are_those_of_the_sets() -> None:
    used = {key for maker in MAKERS.values() for fact in maker.facts.values() for key in fact.sources}
    assert used == set(SOURCES)
    for maker in MAKERS.values():
        for name in maker.covers:
            # The same licence by name, or none that is open in both
            said, known = (LICENCE.findall(words) for words in (maker.licence.said, SETS[name].licence))
            assert said == known
            assert said or "for research and teaching" in SETS[name].licence


def test_a_fact_without_a_source_is_refused() -> None:
    fact = {"said": "In a town.", "sources": ["lecun"]}
    whole = {"title": "A set", "covers": []} | dict.fromkeys(ASKED, fact)
    assert records.records(Maker, {"one": whole}, "a file")["one"].place.known
    with pytest.raises(ValueError, match="sources is missing"):
        records.records(Maker, {"one": whole | {"place": {"said": "In a town."}}}, "a file")
    del whole["missing"]
    with pytest.raises(ValueError, match="missing is missing"):
        records.records(Maker, {"one": whole}, "a file")


@pytest.mark.parametrize("wide", [1, 2, 4])
def test_a_stroke_is_as_thick_as_it_was_drawn(wide: int) -> None:
    stroke = np.zeros((2, 28, 28), np.uint8)
    stroke[0, 3:25, 10 : 10 + wide] = 255
    assert thickness(stroke)[0] == pytest.approx(wide, rel=0.2)
    assert thickness(stroke)[1] == 0


def test_the_halves_are_those_of_the_official_test_part_alone() -> None:
    assert halves(digits.shipped()) is None
    full = digits.load(download=False)
    found = halves(full)
    if len(full.test) != 10_000:
        assert found is None
    else:
        assert found is not None
        assert np.bincount(found).tolist() == [5000, 5000]
        assert found[4999] == 0


def test_sizes_are_those_of_the_photos() -> None:
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    sizes = photo_sizes.load()
    assert sizes.shape == (len(pack.names),)
    photos = real_photos()
    assert photos.names == pack.names
    with zipfile.ZipFile(photos.archive) as archive:  # type: ignore[arg-type]
        for i in range(0, len(sizes), 199):
            width, height = Image.open(io.BytesIO(archive.read(photos.names[i]))).size
            assert sizes[i] == width * height
