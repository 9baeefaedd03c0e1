"""The ways into a room, and a member's own page of it."""

from __future__ import annotations

import streamlit as st

from lib.lab_book.room import NAME_LIMIT, Place
from lib.screen.kit import course, host, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.room import hands, places, views
from lib.screen.room.asking import act, refusal
from lib.screen.room.strip import hear

_NOTE = "_room_note"


def ways_in(code: str) -> None:
    """For whoever is in no room: join one, or open one.

    Args:
        code: that the link brought along; "" without one.
    """
    refusal()
    with look.card("room_join", "You have a code"):
        if code:
            st.markdown(
                f"You are about to join room **{plain(code, 8)}**. A nickname is drawn for you. Nobody asks who you are."
            )
            st.button(
                "Join the room",
                key="room_join",
                type="primary",
                on_click=act,
                args=(places.join, code),
                disabled=not settled(),
            )
        else:
            with st.form("room_join_form", border=False, enter_to_submit=True):
                text = st.text_input(
                    "The code on the screen in front",
                    key="room_code",
                    max_chars=12,
                    placeholder="Four letters",
                )
                if st.form_submit_button("Join the room", type="primary", disabled=not settled()):
                    act(places.join, text)
                    st.rerun()
            st.caption("A nickname is drawn for you. Nobody asks who you are.")
    if not code:
        with look.card("room_open", "You teach a class"):
            st.markdown(
                "Open a room, and show its code. Whoever joins follows you from page to page and guesses with the class. "
                f"The room ends after {host.settings().room_hours} hours, or when you end it. Then all that it holds is deleted."
            )
            st.button(
                "Open a room", key="room_open", on_click=act, args=(places.open_one,), disabled=not settled()
            )


def show(place: Place) -> None:
    """The page of somebody who is in a room."""
    source = views.view(place.code)
    if (
        source is None
        or source.room is None
        or place.member is None
        or place.member.number not in source.members
    ):
        return
    me, said = source.members[place.member.number], source.room.said
    if said.hands >= 0:
        hands.draw(place, me, said.hands)
    with look.card("room_me"):
        st.subheader(f"You are {plain(me.name)}", anchor=False)
        st.markdown(f"You are in room **{place.code}**. The others see this name, and nothing else of you.")
        if said.page and course.lesson(said.page).exists:
            st.page_link(
                course.lesson(said.page).file, label="To where the class is", icon=":material/arrow_forward:"
            )
        else:
            st.markdown("The lecturer has not begun yet. Your page follows by itself.")
        if said.free_names:
            name = st.text_input("Another nickname", key="room_wish", max_chars=NAME_LIMIT, value=me.wanted)
            st.button(
                "Ask for it",
                key="room_wish_it",
                disabled=not name.strip(),
                on_click=_wish,
                args=(place.code, name),
            )
            if note := st.session_state.pop(_NOTE, ""):
                st.caption(plain(note))
        st.button("Leave the room", key="room_leave", on_click=act, args=(places.leave,), type="tertiary")


def _wish(code: str, name: str) -> None:
    st.session_state[_NOTE] = hear(code, learner_id(), {"name": name}).get("told", "")
