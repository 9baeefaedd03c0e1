"""Strangers who speak the protocol: messages that no page sends, too large ones, made-up answers and values."""

from __future__ import annotations

import json
import math
import os
import sys
import uuid

import pytest
from served import ROOT, App
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from wire import Wire, ask

from lib.screen.kit import course

EVIL = (
    "clear_cache",
    "set_run_on_save",
    "load_git_info",
    "debug_disconnect_websocket",
    "debug_shutdown_runtime",
)
TOLD = {"git_info_changed", "backend_operation_response"}  # what a stranger is after


class Listener(Wire):
    """Keeps all that the app sends."""

    def __init__(self, *args: str, **headers: str) -> None:
        self.heard: list[ForwardMsg] = []
        super().__init__(*args, **headers)

    def hear(self) -> ForwardMsg:
        self.heard.append(super().hear())
        return self.heard[-1]

    def sent(self, text: str) -> bool:
        return any(text.encode() in message.SerializeToString() for message in self.heard)


def offer(wire: Wire) -> str:
    """What the session keeps and the page shows: the id that was offered to this visitor."""
    asking = wire.find("bidi_component", lambda element: "learner" in element.component_name)
    return json.loads(asking.json or asking.mixed.json)["offer"]


@pytest.mark.parametrize("name", EVIL)
def test_a_developers_message_does_nothing(app: App, name: str) -> None:
    with Listener(app.url) as stranger, Wire(app.url) as learner:
        mine, theirs = offer(stranger.run()), offer(learner.run().meet())
        stranger.send(BackMsg(**{name: True}))
        assert offer(stranger.run()) == mine
        assert offer(learner.run()) == theirs
        assert not TOLD & {message.WhichOneof("type") for message in stranger.heard}
        assert not any(message.session_status_changed.run_on_save for message in stranger.heard)
    assert ask(app.url, "/_stcore/health")[0] == 200


@pytest.mark.parametrize("operation", ["install_skills", "dismiss_skills_nudge"])
def test_nothing_is_installed_beside_the_app(app: App, operation: str) -> None:
    with Listener(app.url) as stranger:
        stranger.run()
        back = BackMsg()
        back.backend_operation_request.request_id = "1"
        back.backend_operation_request.session_id = stranger.session
        getattr(back.backend_operation_request, operation).SetInParent()
        stranger.send(back)
        stranger.run()
        assert not TOLD & {message.WhichOneof("type") for message in stranger.heard}
    assert not (ROOT / ".agents").exists()


def many_widgets() -> bytes:
    back = BackMsg()
    for n in range(200_000):
        back.rerun_script.widget_states.widgets.add(id=str(n), bool_value=True)
    return back.SerializeToString()


def large() -> bytes:
    back = BackMsg()
    back.rerun_script.widget_states.widgets.add(id="x", string_value="x" * 7_000_000)
    return back.SerializeToString()


def no_number() -> bytes:
    back = BackMsg()
    back.rerun_script.widget_states.widgets.add(id="x").double_array_value.data.append(math.nan)
    return back.SerializeToString()


def long_address() -> bytes:
    back = BackMsg()
    back.rerun_script.query_string = "epochs=" + "9" * 1_000_000
    return back.SerializeToString()


@pytest.mark.parametrize("make", [many_widgets, large, no_number, long_address, lambda: b"\xff" * 1000])
def test_a_message_that_no_page_sends_ends_its_connection_and_no_other(app: App, make) -> None:
    with Wire(app.url) as learner:
        theirs = offer(learner.run())
        with Wire(app.url) as stranger:
            stranger.run()
            stranger.send(make())
            with pytest.raises(ConnectionClosed):
                stranger.listen()
        assert offer(learner.run()) == theirs


def test_a_flood_of_messages_waits_and_is_not_cut_off(app: App) -> None:
    with Wire(app.url) as stranger:
        stranger.run()
        for _ in range(120):
            stranger.send(BackMsg(app_heartbeat=True))
        answered = 0
        while answered < 120:  # else `hear` gives up
            answered += stranger.hear().WhichOneof("type") == "heartbeat_ack"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[",
        "null",
        "[]",
        '"x"',
        "[" * 50_000,
        '{"answer": 7}',
        '{"answer": {"offer": [], "id": {}}}',
        '{"x": NaN}',
    ],
)
def test_a_made_up_answer_of_a_component_harms_only_its_sender(app: App, answer: str) -> None:
    with Listener(app.url) as stranger, Wire(app.url) as learner:
        stranger.run()
        asking = stranger.find("bidi_component", lambda element: "learner" in element.component_name)
        stranger.widgets[asking.id] = ("json_value", answer)
        stranger.run()
        assert not stranger.sent(str(ROOT))
        assert offer(learner.run())


@pytest.mark.parametrize("value", [-1e308, 1e308])
def test_a_value_outside_a_widgets_range_spoils_one_run_of_its_sender(app: App, value: float) -> None:
    with Listener(app.url, "train_a_digit_reader") as stranger:
        stranger.run().meet()
        fields = {"slider": "double_array_value", "number_input": "double_value"}
        forged = {
            element.id: (fields[kind], [value] if kind == "slider" else value)
            for kind, element in stranger.elements.values()
            if kind in fields
        }
        assert len(forged) > 5
        stranger.widgets |= forged
        stranger.run()
        assert not stranger.sent(str(ROOT))
        for widget in forged:
            del stranger.widgets[widget]
        stranger.elements.clear()
        stranger.run()
        assert not any(kind == "exception" for kind, _ in stranger.elements.values())


def test_a_huge_parameter_and_a_foreign_page_lead_to_a_page(app: App) -> None:
    query = "&".join(f"epochs={'9' * 500}&x{n}=../../etc/passwd" for n in range(15))
    for page in ("train_a_digit_reader", "../../etc/passwd", "x" * 5_000):
        with Listener(app.url, page, query) as stranger:
            assert offer(stranger.run())
            assert not any(kind == "exception" for kind, _ in stranger.elements.values())
            assert not stranger.sent(str(ROOT))


def test_no_page_tells_where_it_lies_or_who_looks_at_it(app: App) -> None:
    me = uuid.uuid4().hex
    places = {
        str(ROOT),
        sys.prefix,
        app.environment["LAYERS_FOLDER"],
        app.environment.get("KERAS_HOME", os.devnull),
    }
    for lesson in course.shown():
        with Listener(app.url, "" if lesson.key == "home" else lesson.key) as visitor:
            visitor.run().meet(me)
            told = [place for place in places if visitor.sent(place)]
            assert not told, lesson.key
            assert not visitor.sent(me), lesson.key
    assert me not in app.log.read_text()
