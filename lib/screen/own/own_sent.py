"""Fine-tuning on the server: the pictures are sent for this one training, by name, and are nowhere once it has ended.

They come in parts, as a message has a bound. Each is decoded here with care, whatever the browser made of it. It keeps no set:
when the last part has come the pictures go with the run, into the memory of the process that trains, and no further.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lib.engine.engine import Refused
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import Run
from lib.measure.device_run import HIGHEST_NUMBER, whole
from lib.pictures.own import packed
from lib.pictures.own.own import OwnError, OwnSet
from lib.pictures.own.own_entry import SESSION
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import host, lesson, look
from lib.screen.kit.learner import learner_id, settled, visitor
from lib.screen.own.own_heard import heard, note
from lib.screen.pictures import visitors_pictures
from lib.screen.runs import run_panel
from lib.specs.choices import ALL_PHOTOS, OWN
from lib.specs.field import SpecError
from lib.specs.specs import RetrainRun
from lib.specs.specs import field as setting

EPOCHS = 5  # each runs through the open blocks: seconds, and few pictures are soon learned by heart
BATCH = 8
PARTS = 20  # of one sending: 30 MB in messages of at most 6 MB, as text, with room
LETTERS = 2_000_000  # of one picture as text; a JPEG of 256 pixels has some 30,000
ODD = "These were not pictures of this page, so nothing was sent. Reload the page, and send them again."
_COMING = "own_coming"  # in the session, and on its shelf


@dataclass
class _Coming:
    """Pictures of which not all have come."""

    number: int
    own: OwnSet = field(default_factory=OwnSet)


def why_not(run: Run | None, spec: RetrainRun) -> str:
    """Why no pictures can be sent now; "" where they can."""
    if run and run.live:
        return "Your last training still runs on the server."
    return host.engine().hindrance(spec)


def latest(runs: list[Run]) -> Run | None:
    """The newest fine-tuning on own pictures."""
    return next(
        (run for run in runs if (run.spec["pictures"], run.spec["method"]) == (OWN, "fine_tune")), None
    )


def settings(base: str) -> RetrainRun:
    """The training that pictures are sent for."""
    return RetrainRun(
        pictures=OWN, train_size=ALL_PHOTOS, method="fine_tune", base=base, epochs=EPOCHS, batch_size=BATCH
    )


def card(run: Run | None) -> None:
    """What sending is for, and the training that the pictures were sent for last."""
    with look.card("sent", "Fine-tune it on the server"):
        lesson.prose(
            "To [[fine-tuning|fine-tune]] the [[base]] is too much work for a browser. This server can do it, but then your pictures must "
            "travel. So it happens only when you press the button for it, each time again. The server keeps your pictures in memory "
            "while it trains, and then deletes them."
        )
    if run:
        classes = len(run.result.get("by_class", {})) or 2
        run_panel.show(run, run_panel.Panel(things="pictures", role="fine_tune", classes=classes))


def take(told: Any) -> None:
    """Takes one part of a sending: `number`, `part` of `parts`, `base`, `classes`, and `pictures` with label, name, take, jpeg.

    A part that came already counts as nothing; one that cannot be, or finds no room, ends the sending with a sentence.
    """
    number, part, parts = (
        told.get(name) if isinstance(told, Mapping) else None for name in ("number", "part", "parts")
    )
    if not (whole(number, 1, HIGHEST_NUMBER) and whole(parts, 1, PARTS) and whole(part, 1, parts)):
        return
    known = heard()
    if known.sent == number and part <= known.part:
        return
    coming: _Coming | None = st.session_state.get(_COMING)
    if part == 1 or coming is None or coming.number != number:
        coming = _Coming(number)
    try:
        if part != (known.part if known.sent == number else 0) + 1:
            raise OwnError(ODD)
        coming.own = _more(coming.own, told)
        if not visitors_pictures.shelf().hold(_COMING, coming.own.kept_bytes):
            raise OwnError(visitors_pictures.NO_ROOM)
        if part == parts:
            _start(coming.own, told.get("base"))
    except (OwnError, Refused, LabBookError) as refusal:
        note(sent=number, part=PARTS, refused=str(refusal))
        _drop()
        return
    note(sent=number, part=part, refused="")
    st.session_state[_COMING] = coming
    if part == parts:
        _drop()


def forget() -> None:
    """The learner forgets the pictures: what has come of them, and a training that still has them, goes at once."""
    _drop()
    for run in host.lab_book().runs(learner_id(), "retrain"):
        if run.live and run.spec["pictures"] == OWN:
            host.engine().stop(run.id, learner_id())


def _drop() -> None:
    st.session_state.pop(_COMING, None)
    visitors_pictures.shelf().hold(_COMING, 0)


def _more(own: OwnSet, told: Mapping[str, Any]) -> OwnSet:
    """The set with what one part brings; its frames stay frames of their recording.

    Raises:
        OwnError: it is none.
    """
    classes, pictures = told.get("classes"), told.get("pictures")
    if not isinstance(classes, list) or not isinstance(pictures, list) or len(pictures) > SESSION.pictures:
        raise OwnError(ODD)
    if not own.classes:
        for name in classes[: SESSION.classes + 1]:
            own = own.with_class(name if isinstance(name, str) else "")
    if list(own.classes) != classes:
        raise OwnError(ODD)
    for each in pictures:
        name, take, jpeg = _picture(each, len(classes))
        own = own.add(own.classes[each["label"]], [(name, jpeg)], take=take, purse=visitors_pictures.purse())
    return own


def _picture(told: Any, classes: int) -> tuple[str, int, bytes]:
    label, take, name, jpeg = (
        told.get(key) if isinstance(told, Mapping) else None for key in ("label", "take", "name", "jpeg")
    )
    if not whole(label, 0, classes - 1) or not whole(take, 0, HIGHEST_NUMBER):
        raise OwnError(ODD)
    if not isinstance(name, str) or not isinstance(jpeg, str) or len(jpeg) > LETTERS:
        raise OwnError(ODD)
    try:
        return name[: SESSION.name_length], take, base64.b64decode(jpeg, validate=True)
    except binascii.Error:
        raise OwnError(ODD) from None


def _start(own: OwnSet, base: Any) -> None:
    """Hands the run and its pictures to the engine.

    Raises:
        OwnError, Refused, LabBookError: with a sentence for the learner.
    """
    try:
        spec = settings(setting(OWN, "base").check(base))
    except (SpecError, TypeError):
        raise OwnError(ODD) from None
    if why := own.why_not():
        raise OwnError(why)
    if not settled():
        raise Refused("The page is not ready yet. Send them again in a moment.")
    pictures = packed.to_bytes(own)
    host.engine().submit(
        visitor(), spec, data_hash(spec, pictures=pictures), shareable=False, pictures=pictures
    )
