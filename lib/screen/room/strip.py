"""The strip of a room on every page: where the class is, what it is asked; for the lecturer how many are here.

The browser asks the door what is new, and says a guess there: a script runs only where a step leads to another page. Where this
process does not serve these addresses, a slow timer brings the same with messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib.door.files import files
from lib.door.heard import heard
from lib.lab_book.book import LabBookError
from lib.lab_book.room import Member, NoRoom, Place, RoomRefused, Said
from lib.screen.kit import course, host, lesson
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.kit.web import component
from lib.screen.kit.widgets import LIMITS
from lib.screen.room import asking, ending, places, views

FED = 3.0  # seconds between messages where there is no route
NOT_UNDERSTOOD = "This was not understood. Reload the page and try again."
KEY = "room_strip"
_MISSING = "_room_missing"  # in the session: its browser cannot reach the route
_part = component("room")


def show(here: course.Lesson) -> None:
    """The strip above a page; leads to another page where the class is there. Nothing for whoever is in no room."""
    ending.take_up()
    try:
        if places.here() is None:
            if here.key != places.PAGE:  # that page says it in a place of its own
                _tell()
            return
        if served():
            _show(here)
        else:
            st.fragment(_show, run_every=FED)(here, in_fragment=True)
    except LabBookError as error:
        st.warning(plain(str(error)), icon=":material/cloud_off:")


def led(here: course.Lesson) -> str | None:
    """The part of this page where the lecturer's class is, "" for its top; None where this session leads no class here."""
    try:
        place = places.here()
        if place is None or not place.leads or here.key == places.PAGE:
            return None
        source = views.view(place.code, lecturer=True)
    except LabBookError:  # `show` says so
        return None
    if source is None or source.room is None or not source.room.said.leads:
        return None
    said = source.room.said
    return said.part if said.page == here.key else ""


def lead(page: str, part: str) -> None:
    """Leads the lecturer's class to a part of a page, which their pages find by themselves; a refusal stays on the page."""
    place = places.here()
    if place is not None and place.leads:
        asking.act(host.lab_book().lead_to, place.code, learner_id(), page, part)


def served() -> bool:
    return files.served and not st.session_state.get(_MISSING)


def _show(here: course.Lesson, in_fragment: bool = False) -> None:
    place = places.here()
    if place is None:
        return
    source = views.view(place.code, place.leads)
    gone = source is None or (place.member is not None and place.member.number not in source.members)
    if gone or source is None or source.room is None:
        if source is None:
            from lib.screen.room import hands  # brings readers along, see `_limit`

            hands.gone(place.code)
        places.out(places.OVER if source is None else places.OUT)
        if in_fragment or here.key == places.PAGE:
            st.rerun()
        _tell()
        return
    said = source.room.said
    _limit(() if place.leads else said.limits)
    dealt = _dealt(here, said, source.members[place.member.number]) if place.member and said.dealt else ""
    if place.leads and said.leads and here.key not in {places.PAGE, said.page}:
        host.lab_book().lead_to(place.code, learner_id(), here.key)
    elif (
        not place.leads
        and places.SECRET not in st.query_params
        and (page := places.next_page(said, here.key))
    ):
        st.switch_page(course.lesson(page).file)
    with st.container(key="room"):
        _draw(here, place, source)
        if dealt:
            st.markdown(
                f":material/playing_cards: Dealt out to you: **{plain(dealt)}**. Guess, then press Train."
            )
        if place.leads:
            asking.controls(place.code, here, source.room)
        else:
            asking.refusal()


def _tell() -> None:
    if note := places.told():
        st.info(note, icon=":material/meeting_room:")


def _limit(names: tuple[str, ...]) -> None:
    if st.session_state.get(LIMITS, ()) != names:
        from lib.screen.kit import controls  # brings the engine along, which the home page need not wait for

        controls.limit(names)


def _dealt(here: course.Lesson, said: Said, member: Member) -> str:
    """Sets a member's controls to what was dealt out; what that was, on the page that trains it."""
    from lib.screen.room import dealing  # see `_limit`

    words = dealing.take(said, member)
    return words if here.key in dealing.PAGES.values() else ""


def _draw(here: course.Lesson, place: Place, source: views.RoomView) -> None:
    token, found = views.watched(place.code, place.leads)
    code, learner, member = place.code, learner_id(), place.member
    data: dict[str, Any] = {"part": "strip", "leads": place.leads, "token": token, "address": "", "say": ""}
    if served():
        data["address"] = f"live/{token}"
        if member is not None:
            data["say"] = f"heard/{heard.token(f'{code}.{learner}', lambda said: hear(code, learner, said))}"
    data |= {
        "view": found.told(),
        "page": here.key,
        "alone": places.alone(),
        "name": "",
        "mine": {},
        "given": 0,
        # What the page asks is known once it is drawn
        "again": place.leads and lesson.asked(here.key) is None,
    }
    if member is not None:
        data["name"] = source.members[member.number].name
        asked = source.room.question if source.room is not None else None
        if asked is not None:
            mine = data["mine"] = host.lab_book().guesses_of_member(code, member.number)
            if asked.shown and (option := mine.get(f"{asked.number}.{asked.round}")):
                lesson.give(asked.lesson, asked.key, asked.text, option)  # nobody is asked the same twice
                data["given"] = asked.number
    state = _part(
        key=KEY,
        data=data,
        on_alone_change=_walk,
        on_said_change=_hear,
        on_moved_change=lambda: None,
        on_over_change=lambda: None,
        on_missing_change=lambda: None,
        height="content",
    )
    if state and state.get("missing") == token and served():
        st.session_state[_MISSING] = True
        st.rerun()


def names(code: str) -> None:
    """Everybody in the room, as chips, for the projector."""
    token, found = views.watched(code, lecturer=True)
    data = {"part": "names", "leads": True, "token": token, "address": "", "view": found.told()}
    _part(key="room_names", data=data, height="content")


def hear(code: str, learner: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Takes up what a member's page says: a guess, a name that is wished for, or that it is there. It runs in any thread.

    Its answer has `later` where the page is to say the same again: the lab book was busy for a moment.
    """
    book = host.lab_book()
    try:
        if "option" in said:
            question, in_round, option = said.get("question"), said.get("round", 0), said["option"]
            if type(question) is not int or type(in_round) is not int or not isinstance(option, str):
                return {"told": NOT_UNDERSTOOD}
            book.guess_in_room(code, learner, question, option, in_round)
            return {"kept": option}
        if "name" in said:
            if not isinstance(said["name"], str):
                return {"told": NOT_UNDERSTOOD}
            book.wish_name(code, learner, said["name"])
            return {"told": "The lecturer sees this name first."}
        member = book.seen_in_room(code, learner)
        return {"gone": True} if member is None else {"name": member.name}
    except NoRoom:
        return {"gone": True}
    except RoomRefused as error:
        return {"told": str(error)}
    except LabBookError as error:
        return {"told": str(error), "later": True}


def _said(name: str) -> Any:
    state = st.session_state.get(KEY)
    return state.get(name) if isinstance(state, Mapping) else None


def _walk() -> None:
    if (alone := _said("alone")) is not None:
        places.walk_alone(alone == "yes")


def _hear() -> None:
    place, said = places.here(), _said("said")
    if place is not None and not place.leads and isinstance(said, Mapping):
        hear(place.code, learner_id(), said)
