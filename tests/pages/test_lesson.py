"""The bones of a lesson: what is asked, what is kept, and what a wrong answer gets."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lib.lab_book.book import LabBookError
from lib.screen.kit import host


def bones() -> None:
    import streamlit as st

    from lib.screen.kit import lesson

    guess = lesson.predict("home", "bet", "What will it read?", ["7", "9"])
    lesson.explain("home", "own", "What is a model?")
    lesson.check(
        "home", "q", "What changes?", ["pictures", "weights", "labels"], "weights",
        {"pictures": "Who would change them?"}, "Training moves the weights.",
    )  # fmt: skip
    if guess is None:
        st.stop()
    lesson.recall_prediction("home", "bet", "It read a 9.")


def run() -> AppTest:
    return AppTest.from_function(bones, default_timeout=20).run()


def words(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def test_the_doing_part_waits_for_the_guess_and_shows_it_again() -> None:
    app = run()
    assert "Your guess was" not in words(app)
    app.button_group(key="predict_bet").set_value("7").run()
    assert "Your guess was **7**. It read a 9." in words(app)
    learner = app.session_state["_learner"]["offer"]
    assert host.lab_book().answers(learner, "home") == {
        "asked.predict.bet": "What will it read?",
        "predict.bet": "7",
    }


def test_a_wrong_answer_gets_a_hint_then_the_reason() -> None:
    app = run()
    app.radio(key="check_q").set_value("pictures").run()
    assert "Who would change them?" in words(app)
    assert "Training moves the weights." not in words(app)
    app.radio(key="check_q").set_value("labels").run()
    assert "**weights.** Training moves the weights." in words(app)
    learner = app.session_state["_learner"]["offer"]
    kept = host.lab_book().answers(learner, "home")
    assert (kept["check.q.first"], kept["check.q"]) == ("pictures", "labels")


def test_a_right_answer_gets_its_reason_at_once() -> None:
    app = run()
    app.radio(key="check_q").set_value("weights").run()
    assert "Training moves the weights." in words(app)


def test_own_words_are_kept_without_blanks_around_them() -> None:
    app = run()
    app.text_input(key="explain_own").set_value("  a sum of weighted pixels ").run()
    learner = app.session_state["_learner"]["offer"]
    assert host.lab_book().answers(learner, "home")["explain.own"] == "a sum of weighted pixels"


def test_a_lab_book_that_refuses_loses_nothing_of_this_session(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def answers(self, *_: str) -> dict[str, str]:
            raise LabBookError("full")

        def answer(self, *_: str) -> None:
            raise LabBookError("full")

    monkeypatch.setattr("lib.screen.kit.lesson.host", SimpleNamespace(lab_book=Refusing))
    app = run()
    app.button_group(key="predict_bet").set_value("9").run()
    assert not app.exception
    assert "Your guess was **9**" in words(app)
