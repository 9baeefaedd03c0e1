"""Lecture view: a lesson for a hall, one step at a time. The browser does it all; this puts it into the page and takes it out.

On by `?view=lecture` or by a switch, for the session. It knows no lesson: who mounts it hands over the speaker's notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.screen.kit.web import component, read

VIEW, LECTURE = "view", "lecture"  # in the address
USUAL = 1.5  # enlargement of charts before the browser has said how wide the hall's screen is
_KEY = "lecture"
_PART = re.compile(r"(#[\w-]{0,80})?", re.ASCII)  # of a page, as shared/places.js names it
_ON = "_lecture_on"  # in the session
_TURN = "_lecture_turn"  # how often it was turned on: a view that was left while its page was still drawn hears of it again

_part = component("lecture")


def on() -> bool:
    """Whether this session is a lecture; keeps its mark in the address, which a page switch takes away."""
    asked = st.query_params.get(VIEW)
    if asked is not None:
        st.session_state[_ON] = asked == LECTURE
    elif st.session_state.get(_ON):
        st.query_params[VIEW] = LECTURE
    return bool(st.session_state.get(_ON))


def show(
    lesson: str,
    notes: Mapping[str, Any],
    led: str | None = None,
    lead: Callable[[str, str], None] | None = None,
) -> None:
    """Makes the page a lecture's: among the first things of a run, so that nothing else is seen first.

    Args:
        lesson: its key; another one begins at its first step.
        notes: see `Notes` in lecture/notes.js.
        led: the part of this page where a class that follows is; None where none does, and then no step is told.
        lead: called with the lesson and the part of it at each step of the lecturer's.
    """
    _part(
        key=_KEY,
        data={
            "css": read("lecture/lecture.css"),
            "lesson": lesson,
            "notes": dict(notes),
            "usual": USUAL,
            "led": led,
            "turn": st.session_state.get(_TURN, 0),
        },
        on_step_change=lambda: _lead(lesson, lead),
        on_leave_change=_leave,
        on_scale_change=lambda: None,
        height="content",
    )


def _lead(lesson: str, lead: Callable[[str, str], None] | None) -> None:
    """Hands on a step that the browser told; one of a page that was left by then leads nobody."""
    told = st.session_state.get(_KEY)
    step = told.get("step") if isinstance(told, Mapping) else None
    if lead is None or not isinstance(step, Mapping) or step.get("lesson") != lesson:
        return
    part = step.get("part")
    if isinstance(part, str) and _PART.fullmatch(part):
        lead(lesson, part)


def scale() -> float:
    """By how much charts are enlarged, whose letters and lines no stylesheet reaches: 1 to 3, 1 outside a lecture."""
    if not st.session_state.get(_ON):
        return 1.0
    told = st.session_state.get(_KEY)
    asked = told.get("scale") if isinstance(told, Mapping) else None
    return float(min(3, max(1, asked))) if isinstance(asked, int | float) else USUAL


def switch() -> None:
    """The way in, for the sidebar."""
    st.button(
        "Lecture view",
        key="lecture_on",
        icon=":material/co_present:",
        type="tertiary",
        on_click=_enter,
        width="stretch",
    )


def _enter() -> None:
    st.query_params[VIEW] = LECTURE
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _leave() -> None:
    st.session_state[_ON] = False
    st.query_params.pop(VIEW, None)
    st.query_params.pop("step", None)
