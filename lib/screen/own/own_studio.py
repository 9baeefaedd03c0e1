"""The studio: a component that collects, sees, trains and answers in the browser, also without a network.

Here is what it is given, and what is heard of it. No picture comes this way unless the learner sent it by name; what comes is a
stranger's word, which `lib.measure.device_run` and `own_sent` check. It knows nothing of how the browser computes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache, partial
from typing import Any

import streamlit as st

from lib.door.files import files
from lib.engine.engine import Refused
from lib.lab_book.book import LabBookError
from lib.lab_book.guess import Guess
from lib.measure import device_run
from lib.measure.device_run import DeviceRun
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.own.own_entry import SESSION
from lib.screen.kit import host, way, web
from lib.screen.kit.host import once
from lib.screen.kit.learner import learner_id, settled, visitor
from lib.screen.models import browser_bases
from lib.screen.models.browser_bases import BrowserBase
from lib.screen.own import own_sent, own_server, own_train, own_ways
from lib.screen.own.own_heard import heard, note
from lib.specs.choices import DEVICE_FIELDS
from lib.specs.field import Field
from lib.specs.specs import identity

LESSON = "your_own_pictures"
PROGRAM = "own_studio/program.js"  # what the component imports: it stands in a file that a browser keeps
KEY = "own_studio"
_example_name = ""

_COMPONENT = web.component("own_studio")


def mount(bases: Sequence[BrowserBase], why_not_send: str) -> None:
    """Shows the component.

    Args:
        bases: that the browser can run, the best first.
        why_not_send: why no pictures can be sent for a training now; "" where they can.
    """
    _COMPONENT(
        key=KEY, data=_lasting(bases) | asdict(heard()) | {"whose": whose(), "why_not_send": why_not_send}, height="content",
        on_trained_change=partial(_heard, "trained", _trained), on_send_change=partial(_heard, "send", own_sent.take),
        on_forget_change=own_sent.forget, on_unusable_change=partial(own_server.use, way.CANNOT),
    )  # fmt: skip


def _heard(what: str, act: Callable[[Any], None]) -> None:
    act(st.session_state[KEY].get(what))


def _trained(told: Any) -> None:
    """Takes a training into the lab book, once; what it is refused for is told."""
    number = device_run.number_of(told)
    if not number or number == heard().taken:
        return
    asked = table(LESSON)["accuracy"]
    try:
        run = device_run.read(told, asked.shown)
        if not settled():
            raise Refused("The page is not ready yet. Try again in a moment.")
        host.engine().bring(visitor(), run, _guess(run, asked))
    except device_run.Unfit as unfit:
        note(taken=number, told=str(unfit))
    except (Refused, LabBookError) as refusal:
        note(later=number, told=str(refusal))
    else:
        note(taken=number, told="")


def _guess(run: DeviceRun, asked: Question) -> Guess | None:
    if not run.guess:
        return None
    return Guess(
        identity(run.spec, run.data),
        LESSON,
        asked.key,
        run.guess,
        asked.accuracy(run.guess),
    )


def whose() -> str:
    """Tells this learner from another on the same computer; "" before the browser has said who is here.

    A digest: whoever has the id is that learner, so it stands nowhere.
    """
    return hashlib.sha256(f"pictures of {learner_id()}".encode()).hexdigest()[:32] if settled() else ""


def _lasting(bases: Sequence[BrowserBase]) -> dict[str, Any]:
    """What is the same for all who come; the addresses are of files that a browser fetches once."""
    return {
        "program": _program(),
        "example": _example(),
        "bases": [base.as_data() for base in bases],
        "usual": {"base": bases[0].name},
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


def limits() -> dict[str, int]:
    """The bounds of a learner's pictures, as on the server, and below how many pictures a batch is how small."""
    bounds = {name: value for name, value in asdict(SESSION).items() if isinstance(value, int)}
    return bounds | {"few": own_train.MANY, "few_batch": own_train.BATCH}


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


@once
def _program() -> str:
    return browser_bases.lend_script(PROGRAM)


def _example() -> str:
    """Address of a zip of the set that is ready made, a folder for each class; made anew only where the door has forgotten it."""
    global _example_name
    if not files.has(_example_name):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, pictures in own_ways.example_files():
                for file, data in pictures:
                    archive.writestr(f"{name}/{file}.png", data)
        _example_name = files.keep(out.getvalue())
    return f"files/{_example_name}"
