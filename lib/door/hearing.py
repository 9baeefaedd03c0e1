"""Each message of a browser is heard to its end, although the next one is here already.

Streamlit stops a script that another message overtakes, wherever it touches the session next. Callbacks come before the
script; they keep answers and start runs. Stopped among them, an answer stood on the page and nowhere else, and a run began
without its guess: slow networks bring messages in bunches. Here the callbacks of a message run to their end, those of one
session one after the other, and the script stops after them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.safe_session_state import SafeSessionState

_numbers = count()  # of scripts, in the order in which their messages came
_placing = threading.Lock()


class Turn:
    """One message of a session at a time; `heard` is the number of the last."""

    def __init__(self) -> None:
        self.lock, self.heard = threading.Lock(), -1


# By the state's id, as long as a script has it: a state can be no key
_turns: WeakValueDictionary[int, Turn] = WeakValueDictionary()


class Heard(SafeSessionState):
    """A session's state as one script has it."""

    _number: int
    _turn: Turn

    def __init__(self, state: Any, yield_callback: Callable[[], None]) -> None:
        super().__init__(state, yield_callback)
        with _placing:
            turn = _turns.setdefault(id(state), Turn())
            object.__setattr__(self, "_turn", turn)  # any other way would set something in the session
            object.__setattr__(self, "_number", next(_numbers))

    def on_script_will_rerun(self, *said: Any, **how: Any) -> None:
        """Takes up what the widgets say, and calls the callbacks of those that changed."""
        stop_if_overtaken = self._yield_callback
        with self._turn.lock:
            if self._number < self._turn.heard:
                stop_if_overtaken()  # the later message knows all that this one says
            self._turn.heard = max(self._turn.heard, self._number)
            object.__setattr__(self, "_yield_callback", lambda: None)
            try:
                super().on_script_will_rerun(*said, **how)
            finally:
                object.__setattr__(self, "_yield_callback", stop_if_overtaken)


def place() -> None:
    """Has every script from now on hear its message out."""
    script_runner.SafeSessionState = Heard  # type: ignore[misc]
