"""The board of a room: settings dealt out reach each member, their runs stand on it, and the test is opened together, once."""

from __future__ import annotations

import pytest
from lessons import me, words
from pet_engine import PetEngine
from rooms import SECOND, lecturer, member, open_page, room, serve, title
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.lab_book.guess import Guess
from lib.lab_book.outcome import write
from lib.screen.kit import host
from lib.screen.room.dealing import Deal
from lib.specs.experiments import RACES
from lib.specs.specs import Spec

THIRD = "decade" * 2 + "4" + "abc" + "9" + "0" * 15


@pytest.fixture(autouse=True)
def rooms(engine: PetEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch)


def deal(lead: AppTest, varied: str) -> None:
    open_page(lead)
    lead.button_group(key="room_shown").set_value("board").run()
    lead.selectbox(key="room_deal_digits").set_value(varied).run()
    lead.button(key="room_deal").click().run()
    assert not lead.exception


def trained(learner: str, spec: Spec, right: int, guess: float | None = None) -> str:
    """A finished run of this learner's, made without training."""
    book = host.lab_book()
    run_id = book.add(learner, spec, f"{learner}{right}", shareable=False)
    line = {"epoch": 1, "loss": 0.3, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": right / 1000}
    result = {
        "test": [right, 1000],
        "validation": 1000,
        "best_epoch": 1,
        "updates": 1,
        "updates_per_epoch": 1,
    }
    run = book.run(run_id)
    assert run
    write(book, run, {"state": "done", "history": [line], "weights": None, "result": result})
    if guess is not None:
        book.keep_guess(run_id, learner, Guess("any", accuracy=guess))
    return run_id


def test_a_deal_sets_every_members_controls_once_and_leads_there() -> None:
    lead, code = lecturer()
    pupils = [member(code), member(code, SECOND), member(code, THIRD)]
    deal(lead, "batch_size")
    for n, pupil in enumerate(pupils):
        pupil.run()
        assert title(pupil) == "Train a digit reader"
        value = RACES["digits"]["batch_size"][n]
        assert f"Dealt out to you: **Batch size: {value}**" in words(pupil)
        assert pupil.session_state["_spec_digits"].batch_size == value
    late = member(code, "facade" * 2 + "4" + "abc" + "a" + "0" * 15)
    assert late.session_state["_spec_digits"].batch_size == RACES["digits"]["batch_size"][3]


def test_thirty_seeds_are_the_rooms_own_band_of_luck() -> None:
    lead, code = lecturer()
    pupils = [member(code), member(code, SECOND), member(code, THIRD)]
    deal(lead, "seed")
    dealt = Deal.of(room(code).said)
    assert dealt
    assert [dealt.spec(n).seed for n in (1, 2, 3)] == [1, 2, 3]
    for n, (pupil, right) in enumerate(zip(pupils, (900, 910, 925), strict=True), 1):
        trained(me(pupil), dealt.spec(n), right)
    trained(me(pupils[0]), dealt.spec(1).__class__(seed=9), 100)  # other settings are no part of it
    page = words(lead.run())
    assert "**3** have a result, **0** are training, 3 are in the room" in page
    assert "between 90.0 % and 92.5 % with 3 seeds: 2.5 points of pure luck" in page


def test_the_test_is_opened_together_once_and_names_are_shown_only_if_wanted() -> None:
    lead, code = lecturer()
    pupils = [member(code), member(code, SECOND)]
    deal(lead, "batch_size")
    dealt = Deal.of(room(code).said)
    assert dealt
    for n, (pupil, right, guess) in enumerate(zip(pupils, (900, 950), (0.5, 0.9), strict=True), 1):
        trained(me(pupil), dealt.spec(n), right, guess)
    page = words(lead.run())
    assert "On average Batch size: 100 gets 95.0 %, and Batch size: 20 gets 90.0 %" in page
    assert "nearest guess" not in page
    names = [each.name for each in host.lab_book().members_of(code)]
    assert not any(name in page for name in names)
    lead.button(key="room_test").click().run()
    page = words(lead)
    assert "**The nearest guess:** 90 %. The run then got 950 of 1,000" in page
    assert not [each for each in lead.button if each.key == "room_test"]
    lead.toggle(key="room_board_names").set_value(True).run()
    assert f"**The nearest guess ({names[1]}):**" in words(lead)
    with counted() as said:
        lead.run()
    assert len([each for each in said if "room_members" in each]) <= 2  # whatever the size of the class


def test_runs_of_a_room_are_its_own_and_pruned_only_after_it() -> None:
    lead, code = lecturer()
    pupil = member(code)
    deal(lead, "seed")
    dealt = Deal.of(room(code).said)
    assert dealt
    mine = trained(me(pupil), dealt.spec(1), 900)
    trained(SECOND, dealt.spec(2), 910)  # in no room
    assert [run.id for _, run in host.lab_book().runs_of_room(code)] == [mine]
    host.lab_book().end_room(code, me(lead))
    assert host.lab_book().runs_of_room(code) == []
    assert host.lab_book().run(mine)


@pytest.mark.parametrize(
    "kept", [{}, {"kind": "digits"}, {"kind": "x", "base": {}, "values": [], "varied": "y", "number": 1}]
)
def test_a_deal_that_cannot_be_read_is_none(kept: dict[str, object]) -> None:
    lead, code = lecturer()
    host.lab_book().set_room(code, me(lead), dealt=kept)
    pupil = member(code)
    assert not pupil.exception
    assert Deal.of(room(code).said) is None


def test_a_room_keeps_its_runs_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERS_RUNS_PER_LEARNER", "1")
    host.settings.clear()
    host.lab_book.clear()
    lead, code = lecturer()
    pupil = member(code)
    deal(lead, "seed")
    dealt = Deal.of(room(code).said)
    assert dealt
    book, old = host.lab_book(), [trained(me(pupil), dealt.spec(n), 900 + n) for n in (1, 2, 3)]
    monkeypatch.setattr("lib.lab_book.pruning.HOUR", -1e9)  # none is young
    book.prune(me(pupil))
    assert all(map(book.run, old))
    book.end_room(code, me(lead))
    book.prune(me(pupil))
    assert [run.id for run in book.runs(me(pupil))] == old[-1:]
