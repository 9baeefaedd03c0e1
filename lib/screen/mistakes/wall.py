"""The wall: all pictures of a part on a canvas of the browser, where they are arranged, brushed and counted.

Python sends what never changes as files with a long life, and hears of the wall only which sheets are not made yet and
which picture is opened. What the browser says is a stranger's.
"""

from __future__ import annotations

import gzip
from typing import Any

import streamlit as st

from lib.door.files import files
from lib.measure import wall
from lib.pictures.sets import digits
from lib.screen.kit.files import Made, sent
from lib.screen.kit.web import component
from lib.screen.mistakes import wall_detail, wall_tiles, wrong_tables
from lib.screen.mistakes.wall_part import Part
from lib.screen.models.model import DIGITS
from lib.screen.pictures import device_tiles, set_photos
from lib.specs.choices import OWN

_COMPONENT = component("wall")
_made = Made(200)  # numbers of a model's part: 290 kB at 10,000 pictures
NO_PHOTOS = "The photos are not on this computer. So the wall shows squares."
WORST = 12  # of a learner's device, shown beside each other
LIKE = {True: "by its features", False: "by its answers"}


@st.fragment  # an opened picture redraws this alone
def show(part: Part) -> None:
    """The wall of a part's pictures, with the figures that follow the brush."""
    key = f"wall_{part.key}"
    state = st.session_state.get(key) or {}
    count = len(part.answers.truth)
    opened = _number(state.get("open"), count)
    wanted = [sheet for sheet in _list(state.get("want")) if _number(sheet, count) is not None]
    pictures = wall_tiles.levels(part, wanted)
    if part.model.on_device:
        st.info(device_tiles.NO_MAP, icon=":material/lock:")
    elif pictures is None and part.model.kind != DIGITS:
        gone = set_photos.OWN_GONE if part.model.spec.pictures == OWN else NO_PHOTOS
        st.info(gone, icon=":material/image:")
    _COMPONENT(
        key=key,
        data={
            "of": part.key,
            "numbers": _numbers(part, bool(state.get("missing"))),
            "classes": list(part.answers.classes),
            "things": part.model.things,
            "part": part.name,
            "sharp": part.model.kind == DIGITS,
            "like": LIKE[
                part.model.kind == DIGITS
                or part.pack is not None
                or bool(part.beside and part.beside.has_features)
            ],
            "pictures": pictures,
            "detail": None if opened is None else wall_detail.detail(part, opened),
        },
        on_open_change=lambda: None,
        on_want_change=lambda: None,
        on_missing_change=lambda: None,
        height="content",
    )
    if part.model.on_device:
        wrong_tables.gallery(part, part.answers.worst(WORST), numbered=True)


def _numbers(part: Part, missing: bool) -> dict[str, str]:
    """The answers' file by its address; with the message where nothing is served, or could not be fetched."""

    def make() -> bytes:
        features = part.features()
        return wall.pack(part.answers, part.answers.probabilities if features is None else features)

    at_hand = digits.load(download=False).data_hash if part.model.kind == DIGITS else ""
    told = st.session_state.setdefault(f"numbers_{part.key}", {})
    if not missing and files.served and at_hand in told:
        return sent(told[at_hand])  # the browser has it by now, though this process may have forgotten it
    name = told[at_hand] = _made.name((part.key, at_hand), make)
    packed = files.get(name) if missing or not files.served else None
    return sent(name if packed is None else gzip.decompress(packed))


def _list(value: Any) -> list[Any]:
    return value[:200] if isinstance(value, list) else []


def _number(value: Any, below: int) -> int | None:
    """A whole number from 0 to below `below`, if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below else None
