"""What the page made of what the studio told it, for the studio to read at its next redraw. It is kept in the session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

_HEARD = "own_heard"


@dataclass(frozen=True)
class Heard:
    """The browser tells a thing again until its number stands here: it may have been offline."""

    taken: int = 0  # the last training that is in the lab book, or is refused for good
    told: str = ""  # why it is refused, or can only be taken later; "" where it is in the lab book
    later: int = 0  # the last one that can be taken later
    sent: int = 0  # the last sending of pictures of which a part came
    part: int = 0  # its last part that came; the last of all where it is refused
    refused: str = ""  # why it goes no further


def heard() -> Heard:
    return st.session_state.get(_HEARD, Heard())


def note(**values: Any) -> None:
    st.session_state[_HEARD] = replace(heard(), **values)
