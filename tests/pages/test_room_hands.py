"""Thirty hands: drawn, handed in with what may happen to them, read by the lecturer's network, and gone with the room."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from lessons import words
from pet_engine import PetEngine
from rooms import SECOND, lecturer, member, room, serve
from streamlit.testing.v1 import AppTest

from lib.lab_book.book import LabBookError
from lib.pictures.sets.digits import shipped
from lib.screen.kit import host
from lib.screen.models import readers
from lib.screen.room import hands
from lib.screen.room.drawings import Drawings, Hand, drawings

THIRD = "decade" * 2 + "4" + "abc" + "9" + "0" * 15


@pytest.fixture(autouse=True)
def none_yet(engine: PetEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch)
    drawings.keep_only({})


def digit(label: int, nth: int = 0) -> np.ndarray:
    """A real digit as the browser prepares one: (28, 28) float32 in 0-1."""
    data = shipped()
    rows = data.test[data.labels[data.test] == label]
    return data.pictures[rows[nth]].reshape(28, 28).astype(np.float32) / 255


def hand_in(app: AppTest, asked: int, ink: np.ndarray, shown: bool, given: bool) -> None:
    text = base64.b64encode(ink.astype("<f4").tobytes()).decode()
    app.session_state[f"room_pad_{asked}"] = {
        "drawing": {"id": "a", "centred": True, "cut": text, "plain": text}
    }
    app.run()
    app.checkbox(key=f"room_hand_shown_{asked}").set_value(shown).run()
    app.checkbox(key=f"room_hand_given_{asked}").set_value(given).run()
    app.button(key=f"room_hand_in_{asked}").click().run()
    assert not app.exception


def ask(lead: AppTest, asked: int) -> None:
    lead.button_group(key="room_shown").set_value("hands").run()
    lead.button_group(key="room_digit").set_value(asked).run()
    lead.button(key="room_draw").click().run()
    assert not lead.exception


def test_everybody_draws_and_the_projector_shows_the_wrong_ones_first() -> None:
    lead, code = lecturer()
    pupils = [member(code), member(code, SECOND), member(code, THIRD)]
    ask(lead, 4)
    assert room(code).said.part == "card_room_hand_4"
    for pupil, (label, shown, given) in zip(
        pupils, [(4, True, True), (9, True, True), (4, False, True)], strict=True
    ):
        hand_in(pupil.run(), 4, digit(label), shown, given)
        assert "Handed in" in words(pupil)
    page = words(lead.run())
    assert "**3** handed in, **2** of them to be shown" in page
    assert page.index("a 4, read as 9") < page.index("a 4, read as 4")
    assert "this network reads **2 of 3" in page
    names = [each.name for each in host.lab_book().members_of(code)]
    assert not any(name in page.split("handed in")[1] for name in names)  # shown without a name


def test_nothing_is_handed_in_without_a_word_of_what_may_happen_to_it() -> None:
    lead, code = lecturer()
    pupil = member(code)
    ask(lead, 7)
    pupil.run()
    assert pupil.button(key="room_hand_in_7").disabled  # nothing drawn
    text = base64.b64encode(digit(7).astype("<f4").tobytes()).decode()
    pupil.session_state["room_pad_7"] = {"drawing": {"id": "a", "centred": True, "cut": text, "plain": text}}
    assert pupil.run().button(key="room_hand_in_7").disabled
    assert drawings.of(code) == []


def test_a_permission_taken_back_as_the_drawing_is_handed_in_holds() -> None:
    lead, code = lecturer()
    pupil = member(code)
    ask(lead, 4)
    hand_in(pupil.run(), 4, digit(4), shown=True, given=True)
    pupil.checkbox(key="room_hand_shown_4").set_value(False)
    pupil.button(key="room_hand_in_4").click().run()
    assert [(hand.shown, hand.given) for hand in drawings.of(code)] == [(False, True)]
    pupil.checkbox(key="room_hand_given_4").set_value(False)
    drawings.keep_only({})
    pupil.button(key="room_hand_in_4").click().run()
    assert drawings.of(code) == []


def test_drawings_are_in_no_database_and_go_with_the_room(own_folder: Path) -> None:
    lead, code = lecturer()
    pupil, other = member(code), member(code, SECOND)
    ask(lead, 4)
    ink = digit(4)
    hand_in(pupil.run(), 4, ink, True, True)
    hand_in(other.run(), 4, digit(4, 1), True, True)
    lead.run().button(key="room_hands_take").click().run()
    assert len(lead.session_state["own_set"].pictures) == 2
    pixels = np.rint(255 * ink).astype(np.uint8).tobytes()
    for file in own_folder.rglob("*"):
        if file.is_file():
            assert pixels[200:400] not in file.read_bytes(), file
    pupil.button(key="room_leave").click().run()
    assert [hand.member for hand in drawings.of(code)] == [2]
    lead.button(key="room_end").click().run()
    lead.button(key="room_end_yes").click().run()
    assert drawings.of(code) == []
    assert lead.session_state["own_set"].pictures == ()


def test_whoever_is_gone_takes_their_drawing_along() -> None:
    _, code = lecturer()
    member(code, SECOND)
    drawings.keep(code, Hand(1, 4, np.zeros((28, 28), np.uint8), True, True))
    drawings.keep("GONE", Hand(1, 4, np.zeros((28, 28), np.uint8), True, True))
    host.lab_book().forget(SECOND)
    book = host.lab_book()
    drawings.keep_only({each: {one.number for one in book.members_of(each)} for each in book.open_rooms()})
    assert drawings.of(code) == drawings.of("GONE") == []


def test_drawings_are_bounded_and_one_takes_the_place_of_the_last() -> None:
    store, paper = Drawings(most=2), np.zeros((28, 28), np.uint8)
    assert store.keep("A", Hand(1, 4, paper, True, False))
    assert store.keep("B", Hand(1, 4, paper, True, False))
    assert not store.keep("A", Hand(2, 4, paper, True, False))
    assert store.keep("A", Hand(1, 4, paper + 1, False, True))
    assert [hand.given for hand in store.of("A")] == [True]
    assert [hand.given for hand in store.of("B")] == [False]  # rooms never mix
    store.drop("A")
    assert store.of("A") == []


def test_the_surest_mistakes_come_first() -> None:
    network = readers.shipped().network
    inks = [np.rint(255 * digit(label)).astype(np.uint8) for label in (4, 9, 7, 4)]
    shown = hands.read(network, [Hand(i, 4, ink, True, True) for i, ink in enumerate(inks)])
    assert {hand.member for hand in shown.hands[:2]} == {1, 2}
    sure = network.probabilities(
        np.stack([hand.ink for hand in shown.hands]).reshape(4, -1) / np.float32(255)
    ).max(axis=1)
    assert sure[0] >= sure[1]
    assert shown.wrong == 2
    assert hands.read(network, []).wrong == 0


def test_a_room_of_another_lecturer_cannot_be_asked_to_draw() -> None:
    _, code = lecturer()
    with pytest.raises(LabBookError):
        host.lab_book().set_room(code, SECOND, hands=4)
