"""The live view of a run: what is read for it and how often, that nothing is lost, and how it works where no route is served."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pet_engine import open_lesson
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.door import live as door
from lib.door.files import files
from lib.lab_book.runs import Run
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.runs import example, live
from lib.screen.runs.standing import PHASES
from lib.specs.experiments import UNFREEZING
from lib.specs.specs import DigitRun

TRAINING = {"phase": "training", "epoch": 2, "epochs": 6, "update": 55, "updates": 550, "seconds_left": 7.4}
"""What a worker tells of a run in its second epoch."""


pytestmark = pytest.mark.usefixtures("fresh_view")


def going(learner: str = "ann", epochs: int = 2) -> str:
    """A run under way with the first epochs of the stored one."""
    stored, book = example.stored(), host.lab_book()
    run_id = book.add(learner, DigitRun(epochs=6), digits.load(download=False).data_hash, shareable=True)
    tell(run_id, 0, epochs)
    book.change(run_id, state="running", history=stored["history"][:epochs], status=TRAINING)
    return run_id


def tell(run_id: str, after: float, to: float) -> None:
    host.lab_book().add_rows(run_id, [row for row in example.stored()["rows"] if after < row["epoch"] <= to])


def the(run_id: str) -> Run:
    run = host.lab_book().run(run_id)
    assert run is not None
    return run


def watched(run: Run) -> door.Watched:
    found = live.watched(run, "digits")
    assert found is not None
    return found


def seen(run_id: str) -> door.Watched:
    return watched(the(run_id))


def test_a_change_is_one_query_for_all_and_no_change_is_none() -> None:
    run_id = going()
    run, at = the(run_id), seen(run_id).at
    with counted() as said:
        for _ in range(50):
            assert watched(run).at == at
    assert said == []
    tell(run_id, 2, 3)
    with counted() as said:
        tokens = {live.live.watched(run_id, lambda: pytest.fail("made twice"))[0] for _ in range(50)}
        told = [watched(run).told(at) for _ in range(50)]
    assert len(said) == len(tokens) == 1
    assert len(told[0]["rows"]) < len(example.stored()["rows"]) / 4  # the third of six epochs alone
    assert len(json.dumps(told[0])) < 3_000


def test_a_page_sees_what_the_lab_book_has() -> None:
    run_id = going()
    told = seen(run_id).told()
    rows = [live.short(row) for row in host.lab_book().rows(run_id)]
    assert told["rows"] == rows
    assert told["words"] == ["Epoch 2 of 6", " · update 55 of 550 · about 7 s left"]
    assert told["share"] == pytest.approx(1.1 / 6, abs=1e-3)
    assert "Epoch 2 of 6 is over: " in told["said"]
    assert "at epoch 2" in told["alts"][0]
    missed = told["at"]
    for epoch in (3, 4, 5):
        tell(run_id, epoch - 1, epoch)
        seen(run_id)
    new = seen(run_id).told(missed)
    assert told["rows"][: new["from"]] + new["rows"] == [
        live.short(row) for row in host.lab_book().rows(run_id)
    ]
    book = host.lab_book()
    first = book.rows(run_id)[0]
    book.cut_rows(run_id, first["step"])  # a run that begins again from its checkpoint
    book.change(run_id, message="The training process was lost. The run goes on in a new one.")
    again = seen(run_id).told(new["at"])
    assert again["from"] == 0
    assert again["rows"] == [live.short(row) for row in book.rows(run_id)]
    assert again["note"].startswith("The training process was lost")


def test_a_loss_that_is_no_number_travels_as_none() -> None:
    run_id = host.lab_book().add("ann", DigitRun(), "x", shareable=True)
    row = {"step": 1, "split": "train", "epoch": 0.1, "loss": float("nan"), "accuracy": 0.1}
    host.lab_book().add_rows(run_id, [row])
    assert json.loads(json.dumps(seen(run_id).told(), allow_nan=False))["rows"] == [[0.1, 0, 0.1, None]]


@pytest.mark.parametrize("end", ["done", "forgotten"])
def test_nothing_is_told_of_a_run_that_is_over(end: str) -> None:
    run_id = going()
    run = the(run_id)
    watched(run)
    token, found = live.live.watched(run_id, lambda: pytest.fail("made twice"))
    if end == "done":
        host.lab_book().change(run_id, state="done", ended=1.0)
    else:
        host.lab_book().forget("ann")
    assert asyncio.run(door._refreshed(found))
    assert found.view is None
    assert live.watched(run, "digits") is None
    assert live.live.get(token) is None


def test_an_experiment_says_where_it_is() -> None:
    run_id = host.lab_book().add("ann", UNFREEZING, "x", shareable=True)
    found = live.watched(the(run_id))
    assert found is not None
    assert found.told()["words"] == ["Starting", ": the training process takes your run"]
    host.lab_book().change(run_id, state="running", status={"phase": "racing"})
    found = live.watched(the(run_id))
    assert found is not None
    assert found.told()["words"][0].startswith("Epoch 1 of")
    assert found.told()["lines"] == 0


def parts(page: AppTest) -> list[dict[str, Any]]:
    """What the parts of the live view were given."""
    views = [
        element.proto
        for element in page.get("bidi_component")
        if element.proto.component_name.rpartition(".")[2].removeprefix("layers_") in {"live", "training"}
    ]
    return [json.loads(view.json or view.mixed.json) for view in views]


@pytest.mark.parametrize("served", [True, False])
def test_the_page_is_whole_at_once_and_is_fed_where_no_route_is_served(
    monkeypatch: pytest.MonkeyPatch, served: bool
) -> None:
    monkeypatch.setattr(files, "served", served)
    page = open_lesson("train_a_digit_reader")
    run_id = going(page.session_state["_learner"]["offer"])
    with counted() as said:
        page.run()
    assert not page.exception
    assert sum("row_step" in statement for statement in said) <= 1
    progress, stage = parts(page)
    assert progress["view"]["rows"] == [live.short(row) for row in host.lab_book().rows(run_id)]
    assert bool(progress["address"]) == served
    assert (live.every() is None) == served
    assert [curve["metric"] for curve in stage["looks"]] == ["accuracy", "loss"]
    assert len(stage["urls"]) == len(stage["start"][2]) == 20
    assert progress["token"] == stage["token"]
    page.button(key="stop").click().run()
    assert page.button(key="stop").disabled
    assert page.button(key="stop").label == "Stopping"


def test_another_learner_gets_no_address_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "served", True)
    page = open_lesson("train_a_digit_reader")
    going("somebody else")
    page.run()
    assert not parts(page)


def test_the_words_that_wait() -> None:
    def run(**values: Any) -> Run:
        run_id = host.lab_book().add("ann", DigitRun(), "x", shareable=True)
        host.lab_book().change(run_id, **values)
        found = host.lab_book().run(run_id)
        assert found is not None
        return found

    assert live.standing(run(state="running", status={"phase": "testing"}))[:2] == (
        1.0,
        PHASES["testing"],
    )
    assert live.standing(run(state="running", status={"phase": "features", "done": 1240, "total": 2480})) == (
        0.5, "Computing what the base sees in each photo", ": 1,240 of 2,480"
    )  # fmt: skip
    long = run(state="running", status=TRAINING | {"seconds_left": 240.0})
    assert live.standing(long)[2].endswith("about 4 minutes left")
    assert live.standing(run(state="running"))[:2] == (0.0, "Starting")
