"""The lecturer's page of a room: how to get in, who is there, what members may do, and its end."""

from __future__ import annotations

import html
import time

import streamlit as st

from lib.export.link import qr_code
from lib.lab_book.room import NAME_LIMIT, Member, Place
from lib.screen.kit import host, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.kit.words import lasting
from lib.screen.room import board, hands, places, strip, views
from lib.screen.room.address import Reached, reached
from lib.screen.room.asking import act
from lib.specs.specs import FIELDS

SHOWN = {"in": "The way in", "board": "The board", "hands": "Drawings"}
WISHES = 8  # names of their own that are offered at once


def show(place: Place) -> None:
    """The page for whoever leads `place`."""
    source = views.view(place.code, lecturer=True)
    if source is None or source.room is None:
        return
    where = reached(st.context.url or "http://localhost:8501/", st.get_option("server.address") or "")
    shown = st.segmented_control(
        "Show", list(SHOWN), default="in", key="room_shown", required=True, format_func=SHOWN.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    if shown == "board":
        board.lead(place, source.room.said)
    elif shown == "hands":
        hands.lead(place, source.room.said.hands)
    else:
        _way_in(place.code, where)
        with look.card("room_names", "Who is here"):
            strip.names(place.code)
    left, right = st.columns(2)
    with left:
        _names(place.code, list(source.members.values()))
    with right, st.popover("Settings and end", icon=":material/tune:", width="stretch", key="room_settings"):
        _settings(place.code, source, where)


def _way_in(code: str, where: Reached) -> None:
    link = where.link(places.PAGE, room=code)
    with look.card("room_code"):
        words, picture = st.columns([3, 2], vertical_alignment="center")
        words.html(
            '<p class="room-say">Open this address, or read the picture with your phone’s camera:</p>'
            f'<p class="room-link">{html.escape(where.link(places.PAGE).split("://")[-1])}</p>'
            f'<p class="room-say">The code of this room:</p><p class="room-letters" translate="no">{code}</p>'
        )
        alt = f"The way into room {code} as a QR code"
        picture.html(f'<img class="room-qr" src="{qr_code(link, look.theme())}" alt="{alt}">')
        if where.why_not:
            st.warning(where.why_not, icon=":material/wifi_off:")
    if link.startswith("http://"):
        st.caption(
            "A camera for pictures works only over HTTPS: the README says how. All else works as it is."
        )


def _names(code: str, members: list[Member]) -> None:
    me, book = learner_id(), host.lab_book()
    wishes = [each for each in members if each.wanted]
    label = f"Names ({len(wishes)} to look at)" if wishes else "Names"
    with st.popover(label, icon=":material/badge:", width="stretch", key="room_names_edit"):
        st.caption("The projector shows this list too. Open it on your phone instead, by the secret link.")
        for each in wishes[:WISHES]:
            st.markdown(f"{plain(each.name)} would like to be **{plain(each.wanted)}**.")
            with st.container(horizontal=True):
                st.button(
                    "Allow",
                    key=f"room_yes_{each.number}",
                    on_click=act,
                    args=(book.name_member, code, me, each.number, each.wanted),
                )
                st.button(
                    "No",
                    key=f"room_no_{each.number}",
                    on_click=act,
                    args=(book.name_member, code, me, each.number, ""),
                )
        if not members:
            st.markdown("Nobody is here yet.")
            return
        names = {each.number: each for each in members}
        number = st.selectbox(
            "Somebody in the room", list(names), format_func=lambda n: names[n].name, key="room_who"
        )
        name = st.text_input("Another name", key=f"room_name_{number}", max_chars=NAME_LIMIT)
        hidden = names[number].hidden
        with st.container(horizontal=True):
            st.button(
                "Rename",
                key="room_rename",
                disabled=not name.strip(),
                on_click=act,
                args=(book.name_member, code, me, number, name),
            )
            st.button(
                "Show the name" if hidden else "Hide the name", key="room_hide", on_click=act,
                args=(book.hide_name, code, me, number, not hidden),
            )  # fmt: skip
            # A second press must not take whoever is next
            st.button(
                "Remove", key=f"room_remove_{number}", on_click=act, args=(book.put_out, code, me, number)
            )


def _settings(code: str, source: views.RoomView, where: Reached) -> None:
    assert source.room is not None
    book, me, said = host.lab_book(), learner_id(), source.room.said
    st.markdown(
        f"This room ends in {lasting(max(0.0, source.room.ends - time.time()))}, or on a click. Then all that it holds is deleted."
    )
    st.toggle(
        "Let nobody else in", said.shut, key=f"room_shut_{said.shut}", on_change=act,
        args=(book.set_room, code, me), kwargs={"shut": not said.shut},
    )  # fmt: skip
    st.toggle(
        "They may ask for a name of their own", said.free_names, key=f"room_free_{said.free_names}", on_change=act,
        args=(book.set_room, code, me), kwargs={"free_names": not said.free_names},
    )  # fmt: skip
    labels = {
        field.name: field.label
        for kind in ("digits", "retrain")
        for field in FIELDS[kind]
        if field.kind != "indices"
    }
    st.multiselect(
        "They may change only", list(labels), list(said.limits), format_func=labels.__getitem__, key="room_limits",
        placeholder="every setting", on_change=_limit, args=(code,),
    )  # fmt: skip
    with st.expander("Come back after a crash", icon=":material/key:"):
        st.markdown("This link makes any browser the lecturer’s. Keep it to yourself, and off the projector.")
        shown = st.button("Show the secret link", key="room_secret")
        renewed = st.button(
            "Make a new one: the old one then opens nothing", key="room_renew", type="tertiary"
        )
        if shown or renewed:
            st.code(where.link(places.PAGE, lecturer=places.secret(renewed)), language=None, wrap_lines=True)
    if not st.session_state.get("_room_end"):
        st.button("End this room", key="room_end", on_click=_sure, args=(True,))
        return
    st.markdown("**The room ends for all, and everything in it is deleted.**")
    st.button("End it", key="room_end_yes", type="primary", on_click=_end, args=(code,))
    st.button("Go on", key="room_end_no", on_click=_sure, args=(False,))


def _limit(code: str) -> None:
    act(host.lab_book().set_room, code, learner_id(), limits=tuple(st.session_state["room_limits"]))


def _sure(yes: bool) -> None:
    st.session_state["_room_end"] = yes


def _end(code: str) -> None:
    _sure(False)

    def end() -> None:
        host.lab_book().end_room(code, learner_id())
        hands.gone(code)
        board.gone()
        places.out(places.OVER)

    act(end)
