"""Where this session is: in which room, as lecturer or as a member, and whether it walks with the class.

The lab book knows it by the learner, so that a reload, a lost connection or another server finds the same place again; it is
asked once a session. It draws nothing.
"""

from __future__ import annotations

import time

import streamlit as st

from lib.lab_book.room import Member, NoRoom, Place, Said, as_code
from lib.screen.kit import course, host
from lib.screen.kit.kept import Kept
from lib.screen.kit.learner import learner_id, settled, visitor
from lib.screen.kit.widgets import LIMITS
from lib.screen.room import nicknames
from lib.screen.room.drawings import drawings
from lib.screen.room.ending import ending
from lib.screen.room.tries import openers, tries

PAGE = "room"  # where rooms are opened and joined; it is no step of a class
SECRET = "lecturer"  # in the address of the room's page: the secret link
WRONG = "No room that is open has this code. Look at it again: it has four letters."
OVER = "This room is over. All that it held is deleted."
OUT = "You are no longer in the room."
STANDS_S = (
    30.0  # that it is over: one script often follows another before anybody has read what the first one said
)
_PLACE, _STEP, _ALONE, _SECRET, _TOLD = "_room", "_room_step", "_room_alone", "_room_secret", "_room_told"
_ANY: Kept[bool] = Kept(1, seconds=1.0)  # whether any room is open; most of the time none is


def here() -> Place | None:
    """The room that this session is in; None outside of one, and before the browser has said who is here."""
    if _PLACE not in st.session_state:
        if not settled():
            return None
        there = _ANY.get("any", lambda: bool(host.lab_book().open_rooms()))
        st.session_state[_PLACE] = host.lab_book().place_of(learner_id()) if there else None
    return st.session_state[_PLACE]


def open_one() -> None:
    """Opens a room, and makes this session its lecturer's.

    Raises:
        Refused, LabBookError: with what to do instead.
    """
    who, book = visitor(), host.lab_book()
    openers.check(who.network, book.open_rooms(), host.settings())
    code, secret = book.open_room(who.learner)
    openers.give(code, who.network)
    _enter(Place(code))
    st.session_state[_SECRET] = secret
    ending.watch()


def join(text: str) -> Member:
    """Makes this session a member of the room with the code that was typed.

    Raises:
        Refused, LabBookError: as `open_one`.
    """
    who = visitor()
    tries.check(who.network)
    try:
        if not (code := as_code(text)):
            raise NoRoom(WRONG)
        member = host.lab_book().join_room(code, who.learner, nicknames.draw)
    except NoRoom:
        tries.wrong(who.network)
        raise
    _enter(Place(code, member))
    return member


def come_back(secret: str) -> None:
    """Makes this session the lecturer's again, by the secret link's `CODE.secret`. A wrong one counts as a wrong code.

    Raises:
        Refused, LabBookError: as `open_one`.
    """
    who, (code, _, rest) = visitor(), secret.partition(".")
    tries.check(who.network)
    try:
        host.lab_book().come_back(as_code(code), rest, who.learner)
    except NoRoom:
        tries.wrong(who.network)
        raise
    _enter(Place(as_code(code)))
    st.session_state[_SECRET] = rest


def secret(new: bool = False) -> str:
    """What the secret link has; a new one where this session does not know it: the one before then opens nothing."""
    place = here()
    assert place is not None
    if new or not st.session_state.get(_SECRET):
        st.session_state[_SECRET] = host.lab_book().new_secret(place.code, learner_id())
    return f"{place.code}.{st.session_state[_SECRET]}"


def out(told: str = "") -> None:
    """This session is in no room any more, and `told` says why."""
    _enter(None)
    st.session_state[_TOLD] = told, time.monotonic() + STANDS_S


def told() -> str:
    """Why this session is in no room any more; "" after a while."""
    words, until = st.session_state.get(_TOLD, ("", 0.0))
    return words if time.monotonic() < until else ""


def leave() -> None:
    place = here()
    if place is not None and not place.leads:
        host.lab_book().leave_room(place.code, learner_id())
        if place.member is not None:
            drawings.drop(place.code, place.member.number)
    out("You have left the room.")


def _enter(place: Place | None) -> None:
    st.session_state[_PLACE] = place
    for key in (_STEP, _ALONE, _SECRET, _TOLD, LIMITS):
        st.session_state.pop(key, None)
    _ANY.clear()


# Walking with the class


def alone() -> bool:
    return bool(st.session_state.get(_ALONE))


def walk_alone(yes: bool) -> None:
    """To look around by oneself, or to go back to where the class is."""
    st.session_state[_ALONE] = yes
    st.session_state.pop(_STEP, None)


def next_page(said: Said, page: str) -> str:
    """The page to go to from `page`; "" to stay. Whoever leaves the class's page by a click looks around alone from then on."""
    if not said.leads or not said.page or alone():
        return ""
    if st.session_state.get(_STEP) != said.step:
        st.session_state[_STEP] = said.step
        return said.page if said.page != page and course.lesson(said.page).exists else ""
    if page not in {said.page, PAGE}:
        st.session_state[_ALONE] = True
    return ""
