"""The front door and the home page, run without a browser."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.screen.kit import course, host

OPENED = {"what_is_a_model": "here"}
FRONT_DOOR = Path(__file__).resolve().parents[2] / "streamlit_app.py"


def front_door() -> AppTest:
    return AppTest.from_file(str(FRONT_DOOR), default_timeout=30).run()


def met(app: AppTest) -> str:
    """Answers as the browser does, with the id of a learner that it knows."""
    learner = uuid.uuid4().hex
    app.session_state["learner"] = {
        "answer": {"offer": app.session_state["_learner"]["offer"], "id": learner}
    }
    app.run()
    return learner


def test_home_has_the_pad_and_a_door_to_every_part_that_exists() -> None:
    app = front_door()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "This network reads handwritten digits."
    assert "home_pad" in str(app.main)
    parts = set(course.chapters()) - {course.CHAPTERS["start"]}
    assert parts == set(course.ABOUT)
    assert len(app.get("page_link")) == len(parts) == 5


def test_home_writes_nothing_before_the_browser_has_said_who_is_here(own_folder: Path) -> None:
    offered = front_door().session_state["_learner"]["offer"]
    assert host.lab_book().progress(offered) == {}


def test_opening_a_lesson_half_fills_its_dot_and_a_place_to_come_back_to_has_none() -> None:
    app = front_door()
    learner = met(app)
    for place in ("lab_book", "glossary"):
        app.switch_page(f"pages/{place}.py").run()
    assert host.lab_book().progress(learner) == {}
    app.switch_page("pages/what_is_a_model.py").run()
    assert host.lab_book().progress(learner) == OPENED


@pytest.mark.parametrize("said", ["x' OR 1=1", "", None, "0" * 32, uuid.uuid1().hex, ["a"]])
def test_a_made_up_id_is_not_believed(said: object) -> None:
    app = front_door()
    offer = app.session_state["_learner"]["offer"]
    app.session_state["learner"] = {"answer": {"offer": offer, "id": said}}
    app.run()
    assert not app.error
    assert host.lab_book().progress(offer) == {}


def test_a_session_is_the_learners_who_answered_first() -> None:
    app = front_door()
    learner = met(app)
    other = met(app)
    app.switch_page("pages/what_is_a_model.py").run()
    assert host.lab_book().progress(learner) == OPENED
    assert host.lab_book().progress(other) == {}


def test_a_page_that_fails_says_so_without_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("lib.screen.models.readers.shipped", broken)
    app = front_door()
    assert not app.exception
    assert "could not go on" in app.error[0].value
    assert "secret detail" not in app.error[0].value


def test_forgetting_asks_first_and_then_deletes() -> None:
    app = front_door()
    learner = met(app)
    app.switch_page("pages/what_is_a_model.py").run()
    app.button(key="forget_me").click().run()
    app.button(key="forget_me_no").click().run()
    assert host.lab_book().progress(learner)
    app.button(key="forget_me").click().run()
    app.button(key="forget_me_yes").click().run()
    assert host.lab_book().progress(learner) == {}
    assert app.session_state["_learner"]["leave"]


def test_not_you_leaves_the_work_and_the_browser_forgets_the_id() -> None:
    app = front_door()
    learner = met(app)
    app.switch_page("pages/what_is_a_model.py").run()
    app.button(key="not_you").click().run()
    assert app.session_state["_learner"]["leave"]
    assert host.lab_book().progress(learner) == OPENED
