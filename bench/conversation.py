"""A page's side of Streamlit's protocol, without a socket: what it says, and what it makes of what it hears.

Who connects and waits is `bench.crowd`, many at once, and `tests/support/wire.py`, one after another.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

EARLY = 2  # a script run that ended early because another one follows


class Conversation:
    """One session. `elements` holds what its page shows, by place: (kind, message)."""

    def __init__(self, page: str, query: str) -> None:
        self.page, self.query = page, query
        self.elements: dict[tuple[int, ...], tuple[str, Any]] = {}
        self.widgets: dict[str, tuple[str, Any]] = {}  # id -> (field of WidgetState, value)
        self.fragments: dict[str, float] = {}  # id -> seconds between its redraws
        self.session = ""
        self._hash = ""
        self._cached: dict[str, ForwardMsg] = {}

    def turn_page(self, page: str) -> None:
        """The next run is another page's, in the same session, as the navigation leads there."""
        self.page, self._hash = page, ""
        for found in (self.elements, self.widgets, self.fragments):
            found.clear()

    def rerun(self, pressed: str = "", fragment: str = "") -> BackMsg:
        """Asks for a run of the script, or of one of its fragments, with the widgets as they stand; `pressed` is a button's id."""
        back = BackMsg()
        rerun = back.rerun_script
        rerun.query_string = self.query
        rerun.cached_message_hashes.extend(self._cached)
        rerun.page_script_hash = self._hash
        if not self._hash:
            rerun.page_name = self.page
        if fragment:
            rerun.fragment_id, rerun.is_auto_rerun = fragment, True
        for widget, (field, value) in self.widgets.items():
            state = rerun.widget_states.widgets.add(id=widget)
            if field.endswith("array_value"):
                getattr(state, field).data.extend(value)
            elif isinstance(value, FileUploaderState):
                getattr(state, field).CopyFrom(value)
            else:
                setattr(state, field, value)
        if pressed:
            rerun.widget_states.widgets.add(id=pressed, trigger_value=True)
        return back

    def take(self, message: ForwardMsg) -> bool:
        """Takes up one message; whether it was the last of a run."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._cached[message.ref_hash]
        elif message.metadata.cacheable and message.hash:
            self._cached[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.fragments.pop(fragment, None)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            name = element.WhichOneof("type")
            self.elements[tuple(message.metadata.delta_path)] = (name, getattr(element, name))
        return kind == "script_finished" and message.script_finished != EARLY

    def introduce(self, learner: str = "") -> str:
        """Answers who is here at the next run: `learner`, or the id that was offered. Returns it; "" where nobody asks."""
        asking = self.find("bidi_component", lambda element: "learner" in element.component_name)
        if asking is None:
            return ""
        offer = json.loads(asking.json or asking.mixed.json)["offer"]
        answer = {"answer": {"offer": offer, "id": learner or offer, "hello": 0}}
        self.widgets[asking.id] = ("json_value", json.dumps(answer))
        return learner or offer

    def find(self, kind: str, test: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first element of a kind that passes `test`, or None."""
        return next((e for name, e in self.elements.values() if name == kind and test(e)), None)
