"""The lecture view as pages know it: on by the address or the switch, off by its Leave, with charts that are read from afar."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from lessons import me, opened
from pet_engine import PetEngine
from rooms import lecturer, member, open_page, serve
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.screen import front
from lib.screen.kit import course, host, lecture
from lib.screen.kit.charts import enlarged


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the browser is given of each run that is a lecture's."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(lecture, "_part", lambda **given: found.append(given["data"]))
    return found


def turn(page: AppTest) -> None:
    page.button(key="lecture_on").click().run()


def test_the_address_makes_a_lecture_and_a_page_switch_keeps_it(
    shown: list[dict[str, Any]], engine: PetEngine
) -> None:
    page = opened("layers_and_nodes", view="lecture")
    assert shown[-1]["lesson"] == "layers_and_nodes"
    assert shown[-1]["notes"]["ask"]
    del page.query_params["view"]
    page.switch_page("pages/draw_a_digit.py").run()
    assert shown[-1]["lesson"] == "draw_a_digit"
    assert page.query_params["view"] == "lecture"


def test_a_switch_turns_it_on_and_any_other_view_is_none(
    shown: list[dict[str, Any]], engine: PetEngine
) -> None:
    page = opened("glossary", view="cinema")
    assert not shown
    turn(page)
    assert shown[-1]["notes"]["title"] == "Glossary"


@pytest.mark.parametrize(
    "lesson", [each for each in course.COURSE if each.minutes], ids=lambda each: each.key
)
def test_every_lesson_has_notes_for_who_speaks(lesson: course.Lesson) -> None:
    notes = front.speaker_notes(lesson)
    assert notes["ask"].endswith("?")
    assert notes["after"]
    assert set(notes["kinds"]) == {"guess", "do", "see", "reason", "check", "next"}


def test_a_chart_grows_in_letters_lines_and_height_and_keeps_its_numbers() -> None:
    rows = {"rows": b"as they are"}
    drawn = {
        "height": 200, "width": "container", "datasets": rows, "title": {"fontSize": 15, "text": "13"},
        "layer": [{"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"y": {"scale": {"domain": [0, 1]}}}}],
    }  # fmt: skip
    assert enlarged(drawn, 1) is drawn
    grown = enlarged(drawn, 2)
    assert (grown["height"], grown["width"], grown["title"]["fontSize"]) == (400, "container", 30)
    assert grown["layer"][0]["mark"]["strokeWidth"] == 4
    assert grown["layer"][0]["encoding"] == drawn["layer"][0]["encoding"]
    assert grown["datasets"] is rows


@pytest.fixture
def as_served(monkeypatch: pytest.MonkeyPatch, engine: PetEngine) -> None:
    serve(monkeypatch)


def test_a_page_says_where_a_class_is_only_to_the_lecturer_who_leads_it(
    shown: list[dict[str, Any]], as_served: None
) -> None:
    lead, code = lecturer()
    open_page(lead, "layers_and_nodes", view="lecture")
    assert shown[-1]["led"] == ""  # at its top
    host.lab_book().lead_to(code, me(lead), "layers_and_nodes", "#card_source")
    lead.run()
    assert shown[-1]["led"] == "#card_source"
    with counted() as said:
        lead.run()
    assert len(said) <= 4
    pupil = member(code)
    assert shown[-1]["led"] == "#card_source"  # a member's page is no lecture by the lecturer's
    open_page(pupil, "layers_and_nodes", view="lecture")
    assert shown[-1]["led"] is None
    lead.button(key="room_leads").click().run()
    lead.run()
    assert shown[-1]["led"] is None
    lead.button(key="room_leads").click().run()
    open_page(lead)
    assert shown[-1]["led"] is None  # the room's own page is no step of a class


@pytest.mark.parametrize(
    ("step", "led"),
    [
        ({"lesson": "retrain_it", "part": "#card_source"}, ["#card_source"]),
        ({"lesson": "retrain_it", "part": "#"}, ["#"]),
        ({"lesson": "draw_a_digit", "part": "#card_source"}, []),  # a page that was left by then
        ({"lesson": "retrain_it", "part": "card_source"}, []),
        ({"lesson": "retrain_it", "part": "#" + "x" * 81}, []),
        ({"lesson": "retrain_it", "part": "#<b>"}, []),
        ({"lesson": "retrain_it", "part": 7}, []),
        ({}, []),
        ("retrain_it", []),
    ],
)
def test_a_step_is_looked_at_before_it_leads(
    step: Any, led: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {"lecture": {"step": step}})
    found: list[tuple[str, str]] = []
    lecture._lead("retrain_it", lambda *each: found.append(each))
    lecture._lead("retrain_it", None)  # no class follows
    assert [part for _, part in found] == led
