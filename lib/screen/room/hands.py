"""Thirty hands: everybody in a room draws one digit, and the projector shows what the lecturer's network reads, wrong ones first.

A drawing is shown, without a name, only if its member says so, and so it is with the room's picture set: the lecturer's network
is tested on that, and it can be taken to "Your own pictures" to train on. All of it is in this process' memory, gone with the room.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from lib.lab_book.room import Member, Place
from lib.measure.proportions import Proportion
from lib.models.dense import Dense
from lib.pictures.own.own import OwnSet
from lib.pictures.prepare.data_urls import png_bytes, png_url
from lib.screen.kit import host, look, tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.sketchpad import reported, sketchpad
from lib.screen.kit.weights import digest
from lib.screen.models import readers
from lib.screen.pictures import own_state
from lib.screen.room import places
from lib.screen.room.asking import act
from lib.screen.room.drawings import DIGITS, Hand, drawings

PART = "room_hand"  # the member's card, by digit: where the class is led to
SEEN = 60  # drawings on the projector at once, wrong ones first
LARGE = ".st-key-card_room_hands .tiles img { width: 4rem; height: 4rem; } .st-key-card_room_hands .tiles figcaption { font-size: 1rem; }"
EVERY = 2.0  # seconds between two looks at what came
FULL = "There is no room for more drawings just now. Try again in a moment."
_TOLD = "_room_hand_told"


# A member


def draw(place: Place, member: Member, digit: int) -> None:
    """The card on which a member draws the digit that the lecturer asks for."""
    with look.card(f"{PART}_{digit}", f"Draw a {digit}"):
        drawing = sketchpad(readers.shipped().network, key=f"room_pad_{digit}", show="pad", report=True)
        shown = st.checkbox(
            "My drawing may be shown in front, without my name", key=f"room_hand_shown_{digit}"
        )
        given = st.checkbox(
            "It may go into the room’s picture set. That is deleted with the room",
            key=f"room_hand_given_{digit}",
        )
        st.button(
            "Hand it in", key=f"room_hand_in_{digit}", type="primary", disabled=drawing is None or not (shown or given),
            on_click=_hand_in, args=(place.code, member.number, digit),
        )  # fmt: skip
        if told := st.session_state.pop(_TOLD, ""):
            st.markdown(told)
        elif drawing is not None and not (shown or given):
            st.caption("Choose what may happen with it, or keep it to yourself.")


def _hand_in(code: str, member: int, digit: int) -> None:
    """As drawing and permissions stand at the press: one taken back a moment before holds."""
    drawing = reported(f"room_pad_{digit}")
    shown, given = (bool(st.session_state.get(f"room_hand_{what}_{digit}")) for what in ("shown", "given"))
    if drawing is None or not (shown or given):
        return
    pixels = np.rint(255 * drawing.centred_ink).astype(np.uint8)
    kept = drawings.keep(code, Hand(member, digit, pixels, shown, given))
    st.session_state[_TOLD] = (
        ":material/check: Handed in. You can draw another one: it takes the place of this one."
        if kept
        else FULL
    )


# The lecturer


def lead(place: Place, asked: int) -> None:
    """The lecturer's card: what everybody draws, and what came.

    Args:
        asked: the digit that everybody is asked for; -1: none.
    """
    with look.card("room_hands", "Everybody draws"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            digit = st.pills(
                "Which digit?", range(DIGITS), default=max(asked, 0), key="room_digit", required=True
            )
            st.button(
                f"Everybody draws a {digit}",
                key="room_draw",
                type="primary",
                on_click=act,
                args=(_ask, place.code, digit),
            )
            if asked >= 0:
                st.button("Stop", key="room_draw_stop", on_click=act, args=(_ask, place.code, -1))
        if asked >= 0 or drawings.of(place.code):
            offered = readers.choices(learner_id())
            reader = st.selectbox(
                "Which network reads?", offered, format_func=offered.__getitem__, key="room_reader"
            )
            st.fragment(_came, run_every=EVERY)(place.code, reader)


def _ask(code: str, digit: int) -> None:
    me, book = learner_id(), host.lab_book()
    book.set_room(code, me, hands=digit)
    if digit >= 0:
        book.lead_to(code, me, places.PAGE, f"card_{PART}_{digit}")


@dataclass(frozen=True)
class Reading:
    """What a network makes of drawings: the wrong ones first, and the surest of these before the others."""

    hands: list[Hand]
    read: np.ndarray  # (n,) int

    @property
    def wrong(self) -> int:
        return sum(int(read) != hand.digit for hand, read in zip(self.hands, self.read, strict=True))


def read(network: Dense, hands: list[Hand]) -> Reading:
    """Reads drawings in the order in which they are shown."""
    if not hands:
        return Reading([], np.zeros(0, int))
    ink = np.stack([hand.ink for hand in hands]).reshape(len(hands), -1) / np.float32(255)
    probabilities = network.probabilities(ink)
    said = probabilities.argmax(axis=1)
    wrong = said != np.array([hand.digit for hand in hands])
    order = np.lexsort((-probabilities.max(axis=1), ~wrong))
    return Reading([hands[i] for i in order], said[order])


def _came(code: str, reader: str) -> None:
    """What has come so far, read anew only where something new came."""
    network = readers.find(reader, learner_id()).network
    now = code, drawings.version(code), digest(network)
    if st.session_state.get("_room_hands_of") != now:
        hands = drawings.of(code)
        shown = read(network, [hand for hand in hands if hand.shown])
        given = read(network, [hand for hand in hands if hand.given])
        st.session_state["_room_hands_of"] = now
        st.session_state["_room_hands"] = len(hands), _wall(shown), len(shown.hands), given
    came, wall, on_wall, given = st.session_state["_room_hands"]
    st.markdown(f"**{came}** handed in, **{on_wall}** of them to be shown. Wrong ones come first.")
    st.html(f"<style>{tiles.TILES}{LARGE}</style>{wall}")
    if on_wall > SEEN:
        st.caption(f"The first {SEEN} are shown.")
    if given.hands:
        right = Proportion(len(given.hands) - given.wrong, len(given.hands))
        st.markdown(f"On the room’s own picture set this network reads **{right.sentence()}** right.")
        st.button(
            "Take the set to “Your own pictures”", key="room_hands_take", on_click=_take, args=(code,),
            help="It joins your own pictures in this session, with a class for each digit, and goes when the room ends.",
        )  # fmt: skip
        if st.session_state.get("_room_hands_taken"):
            st.page_link(
                "pages/your_own_pictures.py", label="Train on it", icon=":material/arrow_forward:",
                query_params={"way": "server"},
            )  # fmt: skip


def _wall(shown: Reading) -> str:
    hands, said = shown.hands[:SEEN], shown.read[:SEEN]
    # Not `tiles.digit_url`, which keeps what it made: a drawing is to be gone with its room
    urls = [html.escape(png_url(255 - hand.ink)) for hand in hands]
    return tiles.digit_tiles(urls, [hand.digit for hand in hands], [int(each) for each in said])


def _take(code: str) -> None:
    """The room's picture set joins the lecturer's own pictures, as scans of dark ink on paper."""
    given = [hand for hand in drawings.of(code) if hand.given]
    for digit in sorted({hand.digit for hand in given}):
        files = [
            (
                f"room {code} {digit} {hand.member}.png",
                png_bytes(np.kron(255 - hand.ink, np.ones((4, 4), np.uint8))),
            )
            for hand in given
            if hand.digit == digit
        ]
        own_state.change(partial(_joined, f"digit {digit}", files))
    st.session_state["_room_hands_taken"] = code


def _joined(name: str, files: list[tuple[str, bytes]], own: OwnSet) -> OwnSet:
    return own.add(name, files)


def gone(code: str) -> None:
    """The room is over: nothing of its drawings stays in this session or in this process."""
    drawings.drop(code)
    for key in ("_room_hands", "_room_hands_of"):
        st.session_state.pop(key, None)
    if st.session_state.pop("_room_hands_taken", None) == code:
        mark = f"room {code} "
        own_state.change(
            lambda own: own.without(i for i, one in enumerate(own.pictures) if one.name.startswith(mark))
        )
