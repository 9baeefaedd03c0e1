"""The studio: a component that collects, sees, trains and answers in the browser, also without a network.

Here is what it is given, and what is heard of it. No picture comes this way unless the learner sent it by name; what comes is a
stranger's word, and `own_device` and `own_sent` check it. It knows nothing of how the browser computes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import streamlit as st

from lib.door.files import files
from lib.lab_book.runs import Run
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.own import intake
from lib.pictures.own.own import LEAST_CLASSES, LEAST_PICTURES
from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare.decode import DRAWN_PIXELS
from lib.screen.kit import web
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import browser_bases
from lib.screen.own import own_server, own_train, own_ways
from lib.specs.choices import DEVICE_FIELDS
from lib.specs.field import Field

LESSON = "your_own_pictures"
PROGRAM = "own_studio/program.js"  # what the component imports: it stands in a file that a browser keeps
KEY = "own_studio"
_HEARD = "own_studio_heard"

_COMPONENT = web.component("own_studio")


@dataclass(frozen=True)
class Heard:
    """What the page has made of what the component told: the component tells it again until it stands here."""

    taken: int = 0  # number of the last training that was taken, or refused for good
    told: str = ""  # why that one was refused; "" where it is in the lab book
    later: int = 0  # number of the last one that can be taken later
    sent: int = 0  # number of the last sending of pictures that was heard
    part: int = 0  # how many of its parts have come
    refused: str = ""  # why that one goes no further


def heard() -> Heard:
    return st.session_state.get(_HEARD, Heard())


def note(**values: Any) -> None:
    """Answers the component; it reads that at its next redraw."""
    st.session_state[_HEARD] = replace(heard(), **values)


def show() -> Run | None:
    """Mounts the component; the last run that came from it."""
    _COMPONENT(
        key=KEY, data={**_lasting(), **_changing()}, height="content", on_trained_change=lambda: None,
        on_send_change=lambda: None, on_unusable_change=lambda: own_server.unusable(),
    )  # fmt: skip
    return None


def _changing() -> dict[str, Any]:
    """What may be another at the next redraw."""
    return {"whose": whose(), **asdict(heard())}


def whose() -> str:
    """Tells this learner's pictures in the browser from another's on the same computer; "" before the browser has said who is here.

    A digest: whoever has the id is that learner, so it stands nowhere.
    """
    return hashlib.sha256(f"pictures of {learner_id()}".encode()).hexdigest()[:32] if settled() else ""


def _lasting() -> dict[str, Any]:
    """What is the same for all who come; the addresses are of files that a browser fetches once."""
    return {
        "program": browser_bases.lend_script(PROGRAM),
        "example": _address(_example),
        "bases": (found := bases()),
        "usual": {"base": found[0]["name"]} if found else {},
        **_table(),
    }


@cache
def _table() -> dict[str, Any]:
    return {
        "fields": [_field(field) for field in DEVICE_FIELDS],
        "limits": limits(),
        "question": question(table(LESSON)["accuracy"]),
        "words": {
            "hot_dog": list(own_ways.HOT_DOG),
            "titles": {name: base.title for name, base in BASES.items()},
        },
    }


def bases() -> list[dict[str, Any]]:
    """What the browser can see with, the best first."""
    return [base.as_data() for base in browser_bases.usable()]


def limits() -> dict[str, int]:
    """The bounds of a session's pictures, as on the server, by the names that they have there."""
    return {
        **{name: value for name, value in asdict(SESSION).items() if isinstance(value, int)},
        "drawn_pixels": DRAWN_PIXELS,
        "least_classes": LEAST_CLASSES,
        "least_pictures": LEAST_PICTURES,
        "short_side": intake.SHORT_SIDE,
        "least_side": intake.LEAST_SIDE,
        "longest": intake.LONGEST,
        "name_letters": intake.NAME_LENGTH,
        "few": own_train.MANY,
        "few_batch": own_train.BATCH,
    }


def question(asked: Question) -> dict[str, Any]:
    """The guess: its words have the places {base}, {epochs}, {train}, {classes}, {test}, which the browser fills."""
    return {
        "key": asked.key,
        "text": asked.words,
        "options": [
            {"key": each.key, "text": each.words, "accuracy": each.accuracy} for each in asked.options
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    """A setting as JSON."""
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind,
        "default": field.default,
        "help": field.help,
        "low": field.low,
        "high": field.high,
        "step": field.step,
        "log": field.log,
        "front": field.front,
        "choices": [list(choice) for choice in field.choices],
    }


def _example() -> bytes:
    """A zip of the set that is ready made, a folder for each class."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, pictures in own_ways.example_files():
            for file, data in pictures:
                archive.writestr(f"{name}/{file}.png", data)
    return out.getvalue()


_names: dict[Callable[[], bytes], str] = {}  # of the files, by what makes them


def _address(make: Callable[[], bytes]) -> str:
    """The address of a file that is the same for all; it is made anew only where the door has forgotten it."""
    if not files.has(_names.get(make, "")):
        _names[make] = files.keep(make())
    return f"files/{_names[make]}"
