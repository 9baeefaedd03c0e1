"""Pages of one room as two learners see them, for tests of what goes on in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.door import live as door
from lib.door.files import files
from lib.door.heard import Heard
from lib.engine.visitor import Visitor
from lib.lab_book.room import Room
from lib.screen.kit import host
from lib.screen.kit.kept import Kept
from lib.screen.kit.learner import learner_id
from lib.screen.room import places, strip, tries, views
from lib.screen.room.ending import Ending

SECOND = "c0ffee" * 2 + "4" + "abc" + "8" + "0" * 15


def serve(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that serves its addresses, has none yet, and counts no wrong code."""
    store, speakers = door.Live(), Heard()
    monkeypatch.setattr(door, "live", store)
    monkeypatch.setattr(views, "live", store)
    monkeypatch.setattr(strip, "heard", speakers)
    monkeypatch.setattr(files, "served", True)
    monkeypatch.setattr(places, "tries", tries.Tries())
    address = "10.0.0.1"  # AppTest has another one each time
    monkeypatch.setattr(places, "visitor", lambda: Visitor(learner_id(), "a tab", address))
    monkeypatch.setattr(Ending, "watch", lambda self: None)
    Kept.clear_all()


def open_page(app: AppTest, page: str = "room", **query: str) -> AppTest:
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def title(app: AppTest) -> str:
    return app.title[0].value


def lecturer() -> tuple[AppTest, str]:
    """A lecturer's page of a room, and its code."""
    app = open_page(met())
    app.button(key="room_open").click().run()
    assert not app.exception
    place = app.session_state["_room"]
    assert place.leads
    return app, place.code


def member(code: str, learner: str = "") -> AppTest:
    app = open_page(met(learner), room=code)
    app.button(key="room_join").click().run()
    assert not app.exception
    return app


def room(code: str) -> Room:
    found = host.lab_book().room(code)
    assert found is not None
    return found


def sent(app: AppTest, part: str = "strip") -> dict[str, Any]:
    """What the browser gets of the room's part."""
    said = [
        json.loads(each.proto.mixed.json if each.proto.HasField("mixed") else each.proto.json)
        for each in app.get("bidi_component")
        if each.proto.component_name.endswith("layers_room")
    ]
    return next(each for each in said if each["part"] == part)
