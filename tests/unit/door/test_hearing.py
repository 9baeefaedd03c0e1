"""What a browser said is heard to its end, in the order in which it came, although its next message is here already."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from lib.door.hearing import Heard


class Session:
    """In place of a session's state: each callback says one word, and looks into the session as callbacks do."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.began, self.meanwhile = threading.Event(), threading.Event()
        self.meanwhile.set()

    def script(self, overtaken: bool = False) -> Heard:
        def look() -> None:
            if overtaken:
                raise StopException

        self.safe = Heard(self, look)
        return self.safe

    def on_script_will_rerun(self, said: str, **_: Any) -> None:
        safe = self.safe
        for word in said.split():
            assert safe["anything"]
            self.heard.append(word)
            self.began.set()
            assert self.meanwhile.wait(20)

    def __getitem__(self, key: str) -> str:
        return key


def test_callbacks_run_to_their_end_and_then_the_script_stops() -> None:
    session = Session()
    script = session.script(overtaken=True)
    script.on_script_will_rerun("one two three")
    assert session.heard == ["one", "two", "three"]
    with pytest.raises(StopException):
        script["anything"]


def test_the_next_message_waits_for_them() -> None:
    session = Session()
    first = session.script()
    session.meanwhile.clear()
    one = threading.Thread(target=first.on_script_will_rerun, args=("a b",))
    one.start()
    assert session.began.wait(20)
    other = threading.Thread(target=Heard(session, lambda: None).on_script_will_rerun, args=("c",))
    other.start()
    session.meanwhile.set()
    for thread in (one, other):
        thread.join(20)
    assert session.heard == ["a", "b", "c"]


def test_a_message_whose_follower_was_quicker_takes_nothing_back() -> None:
    session = Session()
    late = session.script(overtaken=True)
    session.script().on_script_will_rerun("new")
    with pytest.raises(StopException):
        late.on_script_will_rerun("old")
    assert session.heard == ["new"]


def test_sessions_do_not_wait_for_each_other() -> None:
    session, other = Session(), Session()
    script, further = session.script(), other.script()
    further.on_script_will_rerun("later")
    script.on_script_will_rerun("earlier")
    assert (session.heard, other.heard) == (["earlier"], ["later"])
