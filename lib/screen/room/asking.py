"""How a lecturer asks the room a question of the page that is open, shows what was guessed, and asks it again.

Peer instruction: ask, show nothing, let them talk, ask the same again, show both. Which option is right is named by the lecturer,
once the outcome is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.engine.places import Refused
from lib.lab_book.book import LabBookError
from lib.lab_book.room import Asked, Room
from lib.measure.question import Question
from lib.screen.kit import course, host, lesson
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain

ASK, NONE = "Ask the room", "none yet"
VOTE = ":material/how_to_vote:"
_REFUSED = "_room_refused"


def questions(page: str) -> dict[str, Question]:
    """What can be asked: what the page asked when it was drawn, with the numbers that it has there."""
    return {key: each for key, each in (lesson.asked(page) or {}).items() if each.options}


def controls(code: str, here: course.Lesson, room: Room) -> None:
    """The lecturer's buttons under the strip."""
    with st.container(horizontal=True, vertical_alignment="center", key="room_controls"):
        if room.question is not None:
            _of_question(code, room.question)
        elif found := questions(here.key):
            _to_ask(code, here.key, found)
        label, change = ("Let them go", False) if room.said.leads else ("Lead the class", True)
        st.button(
            label, key="room_leads", on_click=act, args=(_set, code), kwargs={"leads": change}, icon=":material/route:"
        )  # fmt: skip
    refusal()


def _to_ask(code: str, page: str, found: dict[str, Question]) -> None:
    """The page's only question with one click, for a hall sees what opens here; of several the lecturer chooses one."""
    first, *others = found.values()
    if not others:
        st.button(ASK, key="room_ask_it", on_click=act, args=(_ask, code, page, first), icon=VOTE)
        return
    with st.popover(ASK, key="room_ask", icon=VOTE):
        st.radio(
            "A question of this page", list(found), format_func=lambda each: found[each].text, key=f"room_asks_{page}"
        )  # fmt: skip
        st.button(
            "Ask it on every screen", key="room_ask_it", type="primary", on_click=act, args=(_ask_chosen, code, page, found),
        )  # fmt: skip


def _of_question(code: str, asked: Asked) -> None:
    book, me = host.lab_book(), learner_id()

    def again() -> None:
        st.button("Ask again", key="room_again", on_click=act, args=(book.ask_again, code, me, asked.round))

    if not asked.shown:
        st.button(
            "Show the guesses",
            key="room_show",
            type="primary",
            on_click=act,
            args=(book.show_guesses, code, me),
        )
    else:
        again()
        choices = {"": NONE} | asked.options
        st.selectbox(
            "The right answer", list(choices), index=list(choices).index(asked.correct), format_func=lambda each: choices[each],
            key=f"room_right_{asked.number}_{asked.round}", on_change=act, args=(_right, code, asked), width=280,
        )  # fmt: skip
    if not asked.shown:
        again()
    st.button("Take it off", key="room_off", on_click=act, args=(book.stop_asking, code, me))


def _ask(code: str, page: str, question: Question) -> None:
    host.lab_book().ask_room(code, learner_id(), question.text, question.shown, page, question.key)


def _ask_chosen(code: str, page: str, found: dict[str, Question]) -> None:
    """The one that is chosen at the press, also where the page has not been drawn with it yet."""
    _ask(code, page, found[st.session_state[f"room_asks_{page}"]])


def _right(code: str, asked: Asked) -> None:
    correct = st.session_state[f"room_right_{asked.number}_{asked.round}"]
    host.lab_book().show_guesses(code, learner_id(), correct)


def _set(code: str, **changes: Any) -> None:
    host.lab_book().set_room(code, learner_id(), **changes)


def act(what: Callable[..., Any], *args: Any, **named: Any) -> None:
    """Does something to the room; a refusal stays on the page as a sentence."""
    try:
        what(*args, **named)
    except (Refused, LabBookError) as error:
        st.session_state[_REFUSED] = str(error)


def refusal() -> None:
    """Why something was not done; once."""
    if said := st.session_state.pop(_REFUSED, ""):
        st.warning(plain(said), icon=":material/block:")
