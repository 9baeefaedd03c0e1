"""The lesson on hidden layers as a script: what it waits for, what it says of the learner's tries and runs, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lessons import finished, me, opened, words
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.measure.proportions import Proportion
from lib.screen.kit import host
from lib.screen.more_layers import digit_layers, plane, stored
from lib.specs.specs import DigitRun, make

LESSON = "why_more_than_one_layer"
FLAT, BENT, LINEAR = (
    {"right": right, "layers": layers, "nodes": 8} for right, layers in ((104, 0), (198, 1), (99, 2))
)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)


@pytest.fixture
def page() -> AppTest:
    """The lesson, its guess made."""
    page = opened(LESSON)
    assert "Try it on points" not in [each.value for each in page.subheader]
    page = page.pills(key="predict_xor").set_value("half").run()
    words(page)
    return page


def told(page: AppTest, **seen: Any) -> str:
    """What the page says once the browser has reported these tries."""
    page.session_state["plane"] = {"seen": seen}
    return words(page.run())


def lab(page: AppTest) -> dict[str, Any]:
    """What the browser gets."""
    (found,) = [c for c in page.get("bidi_component") if c.proto.component_name.endswith("layers_plane")]
    return json.loads(found.proto.mixed.json if found.proto.HasField("mixed") else found.proto.json)


def test_what_happened_is_made_of_the_learners_own_tries(page: AppTest) -> None:
    assert "Then you see your numbers here" in words(page)
    said = told(page, flat=FLAT)
    assert (
        f"Your guess was **About half**. Without a hidden layer your network got {Proportion(104, 200).sentence()}"
        in said
    )
    assert "made the difference" not in said
    said = told(page, flat=FLAT, bent=BENT)
    assert f"1 hidden layer of 8 nodes and ReLU got **{Proportion(198, 200).sentence()}** right" in said
    assert "The hidden layer made the difference" in said
    said = told(page, flat=FLAT, bent=BENT, linear=LINEAR)
    assert "with 2 hidden layers of 8 nodes each, got **99 of 200" in said
    assert "Then you see your numbers here" not in said
    assert ":material/check_circle: tried out" in said


def test_no_difference_is_told_where_there_is_none(page: AppTest) -> None:
    said = told(page, flat=FLAT, bent=BENT | {"right": 112, "nodes": 1})
    assert "1 hidden layer of 1 node and ReLU got" in said
    assert "not ahead by more than luck" in said
    assert "made the difference" not in said


def test_the_best_try_stays(page: AppTest) -> None:
    told(page, bent=BENT)
    assert "**198 of 200" in told(page, bent=BENT | {"right": 120})
    assert lab(page)["seen"] == {"bent": BENT}  # and goes on from there after a switch of pages


@pytest.mark.parametrize(
    "said",
    [
        "x", 3, [1], {"flat": 3}, {"flat": {"right": 201, "layers": 0, "nodes": 8}}, {"flat": {"right": -1, "layers": 0, "nodes": 8}},
        {"flat": {"right": True, "layers": 0, "nodes": 8}}, {"flat": {"right": "9", "layers": 0, "nodes": 8}}, {"flat": {"right": 9}},
        {"flat": {"right": 9, "layers": 3, "nodes": 8}}, {"other": FLAT},
    ],
)  # fmt: skip
def test_what_cannot_be_a_try_is_none(said: Any) -> None:
    assert plane.heard(said) == {}


def test_a_link_sets_what_can_be_set() -> None:
    usual = {"points": "xor", "layers": 0, "nodes": 8, "relu": True, "seed": 0}
    assert plane.start({}) == usual
    assert plane.start({"points": "<b>", "layers": "9", "nodes": "0", "seed": "1e9", "relu": "²"}) == usual
    asked = {"points": "rings", "layers": "2", "nodes": "3", "relu": "0", "seed": "9999"}
    assert plane.start(asked) == {"points": "rings", "layers": 2, "nodes": 3, "relu": False, "seed": 9999}
    page = opened(LESSON, points="spirals", layers="1")
    page.pills(key="predict_xor").set_value("all").run()
    assert lab(page)["start"] == usual | {"points": "spirals", "layers": 1}


def test_the_stored_runs_are_named_as_such_and_say_what_they_show(page: AppTest) -> None:
    said = words(page)
    flat, bent = stored.both()
    assert [make("digits", run["spec"]) for run in (flat, bent)] == list(stored.SPECS)
    assert "Two stored runs" in said
    for run in (flat, bent):
        best = max(line["val_accuracy"] for line in run["history"])
        assert Proportion(round(5000 * best), 5000).sentence() in said
        assert "test" not in run["result"]  # it was opened for none of them


@pytest.mark.parametrize("layers", [0, 1])
def test_a_run_that_is_missing_is_set_up_on_the_page_that_trains(page: AppTest, layers: int) -> None:
    page.button(key=f"layers_{layers}").click().run()
    assert page.session_state["_spec_digits"] == DigitRun(epochs=6, hidden=(128,) * layers)
    assert page.title[0].value == "Train a digit reader"
    assert "hidden_layers" not in page.session_state or page.session_state["hidden_layers"] == layers


def test_runs_of_ones_own_take_the_place_of_the_stored_ones(page: AppTest) -> None:
    finished(me(page), "digits", spec=DigitRun(hidden=(), seed=4))
    said = words(page.run())
    assert "Two stored runs" in said
    assert [each.key for each in page.button if each.key and each.key.startswith("layers_")] == ["layers_1"]
    finished(me(page), "digits", spec=DigitRun(hidden=(50,), seed=5))
    said = words(page.run())
    assert "Your two runs" in said
    assert "also differ in: seed" in said
    assert (
        "intervals" not in said.split("Your two runs")[1].split("Try XOR")[0]
        or "not yet a difference" not in said
    )
    finished(me(page), "digits", spec=DigitRun(hidden=(50,), seed=4))  # the same curve: no difference
    said = words(page.run())
    assert "also differ in" not in said
    assert "The intervals overlap: this is not yet a difference" in said


def test_a_verdict_follows_from_the_intervals() -> None:
    low, high = Proportion(4594, 5000), Proportion(4866, 5000)
    assert "is worth 5.4 points" in digit_layers.verdict(low, high)
    assert "without a hidden layer is ahead" in digit_layers.verdict(high, low)
    assert "not yet a difference" in digit_layers.verdict(low, low)


def test_done_takes_tries_and_checks(page: AppTest) -> None:
    told(page, flat=FLAT, bent=BENT, linear=LINEAR)
    page.radio(key="check_stack").set_value("bends").run()
    assert "What bends a border" in words(page)
    page.radio(key="check_stack").set_value("line").run()
    page.radio(key="check_needs").set_value("one").run()
    assert host.lab_book().progress(me(page))[LESSON] == "done"
