"""Hostile archives and pictures: a sentence each, the rest kept, no file written, no memory beyond the bounds."""

from __future__ import annotations

import base64
import os
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hostile
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.pictures.own import intake, own, packed
from lib.pictures.own.own_entry import SESSION
from lib.screen.pictures import own_camera

WRITES = {"os.mkdir", "os.rename", "os.remove", "os.symlink", "os.link", "os.rmdir", "shutil.unpack_archive"}
MEMORY = (
    120e6  # bytes beside the archive itself; pixels of the one picture in hand come on top, at most 100 MB
)

PHOTO = hostile.photo(99)
FRAME = own_camera.HEAD + base64.b64encode(PHOTO).decode()

_written: list[Any] | None = None


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _written is None:
        return
    if event in WRITES or (
        event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    ):
        _written.append((event, args))


sys.addaudithook(_watch)


@contextmanager
def nothing_written() -> Iterator[None]:
    global _written
    _written = []
    yield
    found, _written = _written, None
    assert not found


def read(data: bytes) -> tuple[own.OwnSet | None, list[str]]:
    """What comes of an archive: the set, and every sentence."""
    try:
        made = own.from_archive(data, "mine.zip")
    except own.OwnError as error:
        return None, [str(error)]
    return made, list(made.notes)


def check_sentence(sentence: str) -> None:
    assert sentence.endswith("."), sentence
    assert sentence.isprintable()
    assert " " in sentence
    assert len(sentence) < 400
    assert "Error" not in sentence
    assert "Traceback" not in sentence


def check_set(made: own.OwnSet) -> None:
    limits = SESSION
    assert len(made.pictures) <= limits.pictures
    assert len(made.classes) <= limits.classes
    assert made.kept_bytes <= limits.kept_bytes + 1_000_000
    assert len(made.notes) <= own.NOTES
    for name in made.classes:
        assert intake.class_name(name) == name
    names = packed.names(made)
    assert len(set(names)) == len(names)
    assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
    assert packed.to_bytes(packed.from_bytes(packed.to_bytes(made))) == packed.to_bytes(made)


def test_five_hundred_hostile_archives_and_pictures() -> None:
    read(hostile.zipped(hostile.good()))  # what is imported at the first picture may be compiled to disk
    count = 0
    for why, data in hostile.corpus():
        count += 1
        if (
            measured := "broken" not in why
        ):  # an honest archive with some bytes changed has no room for a bomb
            tracemalloc.start()
        with nothing_written():
            made, sentences = read(data)
        if measured:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < MEMORY, (why, peak)
        for sentence in sentences:
            check_sentence(sentence)
        if made is not None:
            check_set(made)
    assert count >= hostile.LEAST


@pytest.mark.parametrize("name", hostile.NAMES.values(), ids=hostile.NAMES)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_bad_name_is_told_and_the_rest_is_kept(kind: str, name: str) -> None:
    bad = hostile.photo(99)
    made, sentences = read(
        hostile.zipped(hostile.good() | {name: bad})
        if kind == "zip"
        else hostile.tarred_good([(hostile.entry(name), bad)])
    )
    assert made is not None
    assert made.counts() == [3, 3]
    assert len(sentences) == 1


@settings(max_examples=60, deadline=None)
@example("set/../cup/x.jpg")
@example("\x00")
@given(st.text(min_size=1, max_size=60).filter(lambda name: not name.endswith(("/", "\\"))))
def test_any_name_in_a_zip_makes_a_class_a_sentence_or_nothing(name: str) -> None:
    made, sentences = read(hostile.zipped(hostile.good() | {name.encode("utf-8", "replace").decode(): PHOTO}))
    assert made is not None
    check_set(made)
    assert sum(made.counts()) + len(sentences) >= 6
    for sentence in sentences:
        check_sentence(sentence)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"]),
)
def test_any_bytes_are_a_set_or_a_sentence(data: bytes, start: bytes) -> None:
    for sentence in read(start + data)[1]:
        check_sentence(sentence)
    for note in own.OwnSet().add("cup", [("x.jpg", start + data)]).notes:
        check_sentence(note)


@pytest.mark.parametrize(
    "value",
    [None, "x", 7, [], {}, {"frames": None}, {"label": 9, "number": 1, "frames": [FRAME]}, {"label": 0, "number": "1", "frames": [FRAME]},
     {"label": -1, "number": 1, "frames": [FRAME]}, {"label": 0, "number": 1, "frames": ["data:text/html;base64,AAAA", 5, None, {}]},
     {"label": 0, "number": 1, "frames": [own_camera.HEAD + "not base64"]},
     {"label": 0, "number": 1, "frames": [own_camera.HEAD + "A" * own_camera.FRAME_LETTERS]}],
)  # fmt: skip
def test_a_browser_that_says_nonsense_of_its_camera_says_nothing(value: Any) -> None:
    assert own_camera.read_frames(value, 2) is None
    assert own_camera.read_frame({"frame": value, "number": 1}) is None
    assert own_camera.read_frame(value) is None


def test_frames_of_one_hold_are_bounded() -> None:
    said = {"label": 1, "number": 5, "frames": [FRAME] * 500}
    assert own_camera.read_frames(said, 2) == own_camera.Frames(5, 1, (PHOTO,) * own_camera.MOST)
    assert own_camera.read_frame({"frame": FRAME, "number": 3}) == (3, PHOTO)
