"""A room as two learners see it, one of them its lecturer: joined, led, asked, ended; and what a stranger may not do."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from lessons import me, met, words
from pet_engine import PetEngine
from rooms import SECOND, lecturer, member, open_page, room, sent, serve, title
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.lab_book import room_questions
from lib.lab_book.book import LabBookError
from lib.screen.kit import host
from lib.screen.room import places, strip, tries, views

HOSTILE = "[a](//evil.example) <b>"


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch)


def test_a_class_joins_and_follows_and_looks_around_by_itself() -> None:
    lead, code = lecturer()
    assert code in words(lead)
    assert "data:image/svg+xml" in words(lead)
    early = member(code.lower())
    assert "You are " in early.subheader[0].value
    assert sent(early)["name"] in early.subheader[0].value
    assert sent(lead.run(), "names")["view"]["members"] == [[1, sent(early)["name"], 1]]

    open_page(lead, "what_is_a_model")
    assert room(code).said.page == "what_is_a_model"
    assert title(early.run()) == "What is a model?"  # the one run that the step asked for
    late = member(code, SECOND)  # lands where the class is
    assert title(late) == "What is a model?"
    assert sent(late)["name"] != sent(early)["name"]

    open_page(early, "draw_a_digit")  # by a click of their own
    assert title(early) == "Draw a digit"
    assert sent(early)["alone"]
    open_page(lead, "layers_and_nodes")
    assert title(early.run()) == "Draw a digit"
    assert title(late.run()) == "Layers and nodes"
    early.session_state["_room_alone"] = False  # back
    assert title(early.run()) == "Layers and nodes"

    open_page(late, "layers_and_nodes")  # AppTest itself remembers no switch of the page
    lead.button(key="room_leads").click().run()
    open_page(lead, "what_is_a_model")
    assert title(late.run()) == "Layers and nodes"
    assert room(code).said.page == "layers_and_nodes"


def test_a_new_session_of_the_same_browser_is_where_the_old_one_was() -> None:
    lead, code = lecturer()
    open_page(lead, "what_is_a_model")
    member(code, SECOND)
    again = open_page(met(SECOND), "home")
    assert title(again) == "What is a model?"
    assert open_page(met(me(lead)), "home").session_state["_room"].leads


def test_a_question_of_the_page_is_asked_answered_and_asked_again() -> None:
    lead, code = lecturer()
    open_page(lead, "what_is_a_model")
    first, second = member(code), member(code, SECOND)
    lead.run().button(key="room_ask_it").click().run()
    asked = sent(first.run())["view"]["question"]
    assert asked["counts"] == []
    assert [views.watched(code, lecturer)[1].first for lecturer in (False, True)] == [
        False,
        True,
    ]  # a class waits for one
    options = [key for key, _ in asked["options"]]
    for app, option in ((first, options[0]), (second, options[1])):
        assert strip.hear(code, me(app), {"question": asked["number"], "option": option}) == {"kept": option}
    seen = sent(lead.run())["view"]
    assert (seen["answered"], seen["question"]["counts"]) == (2, [])  # hidden from the projector too
    assert sent(first.run())["mine"] == {"1.1": options[0]}
    lead.button(key="room_again").click().run()
    for app in (first, second):
        strip.hear(code, me(app), {"question": asked["number"], "option": options[1]})
    lead.button(key="room_show").click().run()
    shown = sent(second.run())["view"]["question"]
    assert [each[:2] for each in shown["counts"]] == [[1, 1], [0, 2]]
    assert shown["correct"] == ""
    assert not host.lab_book().answers(me(second), shown["lesson"])
    open_page(second, shown["lesson"])
    own = host.lab_book().answers(me(second), shown["lesson"])
    assert options[1] in own.values()  # nobody is asked the same twice
    assert sent(second)["given"] == asked["number"]  # no script runs for it once more
    assert "no more guesses" in strip.hear(code, me(first), {"question": 1, "option": options[0]})["told"]
    lead.selectbox[0].set_value(options[1]).run()
    assert sent(first.run())["view"]["question"]["correct"] == options[1]
    lead.button(key="room_off").click().run()
    assert sent(first.run())["view"]["question"] is None


def test_a_question_with_numbers_is_asked_as_the_page_has_them() -> None:
    lead, code = lecturer()
    open_page(lead, "layers_and_nodes")
    lead.run()  # what the page asks is known from its second run on: its strip asks for that
    assert not sent(lead)["again"]
    lead.button(key="room_ask_it").click().run()
    asked = room(code).question
    assert asked is not None
    assert asked.text in words(lead)
    assert "{" not in asked.text + "".join(asked.options.values())


def test_only_what_the_lecturer_leaves_open_may_be_changed(engine: PetEngine) -> None:
    lead, code = lecturer()
    pupil = member(code)
    open_page(pupil, "train_a_digit_reader", epochs="3", batch_size="64")
    lead.run().multiselect(key="room_limits").set_value(["batch_size"]).run()
    pupil.run().run()
    assert "Set by your lecturer: Epochs 10" in words(pupil)
    assert pupil.session_state["_spec_digits"].batch_size == 64
    assert "epochs" not in [each.key for each in pupil.slider]
    lead.multiselect(key="room_limits").set_value([]).run()
    pupil.run().run()
    assert "Set by your lecturer" not in words(pupil)


@pytest.mark.parametrize(
    "said",
    [
        {"option": 7, "question": 1},
        {"option": "x", "question": "1"},
        {"option": "x", "question": True},
        {"option": "x", "question": 1, "round": "1"},
        {"name": []},
    ],
)
def test_what_no_page_says_is_answered_with_a_sentence(said: dict[str, Any]) -> None:
    _, code = lecturer()
    member(code, SECOND)
    assert strip.hear(code, SECOND, said) == {"told": strip.NOT_UNDERSTOOD}
    assert strip.hear(code, "somebody else", {"here": True}) == {"gone": True}
    assert strip.hear("BDFG", SECOND, {"question": 1, "option": "x"}) == {"gone": True}


def test_a_guess_is_said_again_where_the_lab_book_is_busy_and_not_where_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, code = lecturer()
    member(code, SECOND)
    guess = {"question": 1, "option": "x"}
    assert strip.hear(code, SECOND, guess) == {"told": room_questions.CLOSED}

    def busy(*_: Any) -> None:
        raise LabBookError("Try again in a moment.")

    monkeypatch.setattr(host.lab_book(), "guess_in_room", busy)
    assert strip.hear(code, SECOND, guess) == {"told": "Try again in a moment.", "later": True}


def test_a_name_of_ones_own_is_shown_to_nobody_before_the_lecturer_allows_it() -> None:
    lead, code = lecturer()
    pupil = member(code)
    assert not pupil.text_input
    lead.toggle(key="room_free_False").set_value(True).run()
    pupil.run().text_input(key="room_wish").set_value(HOSTILE).run()
    pupil.button(key="room_wish_it").click().run()
    assert "sees this name first" in words(pupil)
    assert sent(lead.run(), "names")["view"]["wishes"] == 1
    assert "evil" not in json.dumps([sent(lead), sent(pupil), sent(lead, "names")])
    assert any("\\[a\\]\\(" in line.value for line in lead.markdown)  # letter by letter
    lead.button(key="room_yes_1").click().run()
    assert sent(pupil.run())["name"] == HOSTILE
    lead.button(key="room_hide").click().run()
    assert sent(lead, "names")["view"]["members"] == [[1, "", 1]]


def test_who_is_removed_reads_it_and_may_join_again() -> None:
    lead, code = lecturer()
    pupil = member(code)
    lead.run().button(key="room_remove_1").click().run()
    assert "You are no longer in the room" in words(pupil.run())
    assert not pupil.get("bidi_component") or all(
        not each.proto.component_name.endswith("layers_room") for each in pupil.get("bidi_component")
    )


def test_an_ended_room_is_over_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, code = lecturer()
    pupil = member(code)
    lead.button(key="room_end").click().run()
    lead.button(key="room_end_yes").click().run()
    for page in (lead, pupil.run()):
        assert "This room is over" in words(page)
        assert "This room is over" in words(page.run())  # the script that overtakes the first says it too
    assert "This room is over" in words(open_page(lead, "draw_a_digit"))
    later = time.monotonic() + places.STANDS_S
    monkeypatch.setattr(places, "time", SimpleNamespace(monotonic=lambda: later))
    assert "This room is over" not in words(lead.run())
    assert host.lab_book().open_rooms() == []


def test_a_learner_who_tries_the_lecturers_link_gets_a_sentence_and_no_room() -> None:
    lead, code = lecturer()
    pupil = member(code, SECOND)
    for wrong in (code, f"{code}.", f"{code}.guessed", "x" * 500, f"{code.lower()}.{'A' * 32}"):
        open_page(pupil, lecturer=wrong)
        assert "This is not the secret link" in words(pupil)
        assert not pupil.session_state["_room"].leads
        assert "lecturer" not in pupil.query_params
    secret = lead.session_state["_room_secret"]
    assert secret not in json.dumps([sent(lead), sent(pupil)])
    other = open_page(met(), lecturer=f"{code}.{secret}")
    assert other.session_state["_room"].leads
    assert "lecturer" not in other.query_params


def test_wrong_codes_and_wrong_secrets_are_counted_together() -> None:
    _, code = lecturer()
    stranger = open_page(met())
    for n in range(tries.PER_NETWORK):
        if n % 2:
            open_page(stranger, lecturer=f"{code}.wrong")
        else:
            places_join(stranger, "ZZZZ")
    assert "four letters" in words(stranger) or "secret link" in words(stranger)
    places_join(stranger, code)  # the right one, too late
    assert "Too many wrong codes were tried from your network" in words(stranger)
    assert stranger.session_state["_room"] is None


def places_join(app: AppTest, code: str) -> None:
    app.text_input(key="room_code").set_value(code)
    next(each for each in app.button if each.label == "Join the room").click().run()
    assert not app.exception


def test_a_second_room_of_one_lecturer_is_refused_in_a_sentence() -> None:
    lead, _ = lecturer()
    del lead.session_state["_room"]
    lead.session_state["_room"] = None
    open_page(lead).button(key="room_open").click().run()
    assert "You have a room open already" in words(lead)


def test_where_nothing_is_served_messages_bring_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "served", False)
    lead, code = lecturer()
    open_page(lead, "what_is_a_model")
    pupil = member(code)
    assert title(pupil) == "What is a model?"
    assert (sent(pupil)["address"], sent(pupil)["say"]) == ("", "")


def test_a_page_of_somebody_in_a_room_asks_the_database_no_more_often() -> None:
    lead, code = lecturer()
    open_page(lead, "what_is_a_model")
    pupil = member(code)
    pupil.run()
    with counted() as said:
        pupil.run()
    assert not [each for each in said if "room" in each], said
    assert len(said) <= 4
