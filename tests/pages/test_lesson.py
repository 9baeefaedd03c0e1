"""The bones of a lesson: what is asked, what is kept, and what a wrong answer gets."""

from __future__ import annotations

import re
import uuid
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lib.lab_book.book import LabBookError
from lib.screen.kit import host


def bones() -> None:
    import streamlit as st

    from lib.measure.question import Option, Question
    from lib.screen.kit import lesson

    bet = Question("bet", "What will it read?", (Option("seven", "7"), Option("nine", "9")))
    changes = Question(
        "q", "What changes in {n} updates?",
        (
            Option("pictures", "pictures", "Who would change them?"), Option("weights", "weights"),
            Option("labels", "{n} labels", "Who would change those?"),
        ),
        "weights", "Training moves the weights.",
    )  # fmt: skip
    guess = lesson.predict("home", bet)
    lesson.explain("home", Question("own", "What is a model?"))
    lesson.check("home", changes.given(n=st.session_state.get("n", 5)))
    if guess is None:
        st.stop()
    lesson.recall_prediction("home", bet, "It read a 9.")


def run() -> AppTest:
    return AppTest.from_function(bones, default_timeout=20).run()


def named(app: AppTest, learner: str) -> AppTest:
    """The lesson once the browser has said who is here."""
    offer = app.session_state["_learner"]["offer"]
    app.session_state["learner"] = {"answer": {"offer": offer, "id": learner}}
    return app


def words(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def test_the_doing_part_waits_for_the_guess_and_shows_it_again() -> None:
    app = run()
    assert "Your guess was" not in words(app)
    app.button_group(key="predict_bet").set_value("seven").run()
    assert "Your guess was **7**. It read a 9." in words(app)
    learner = app.session_state["_learner"]["offer"]
    assert host.lab_book().answers(learner, "home") == {"predict.bet": "seven"}


def test_a_guess_made_stays_chosen_and_a_second_tap_does_not_take_it_back() -> None:
    app = run()
    assert app.button_group(key="predict_bet").proto.required
    app.button_group(key="predict_bet").set_value("seven").run()
    for _ in range(2):
        assert app.button_group(key="predict_bet").value == "seven"
        assert app.button_group(key="predict_bet").disabled
        app.run()


def test_what_is_answered_before_the_browser_has_said_who_is_here_is_that_learner_s() -> None:
    app, learner = run(), uuid.uuid4().hex
    app.button_group(key="predict_bet").set_value("seven").run()
    assert "Your guess was **7**. It read a 9." in words(app)
    app.radio(key="check_q").set_value("pictures").run()
    named(app, learner).run()
    assert "Your guess was **7**. It read a 9." in words(app)
    kept = host.lab_book().answers(learner, "home")
    assert (kept["predict.bet"], kept["check.q.first"]) == ("seven", "pictures")


def test_what_that_learner_guessed_long_ago_stands() -> None:
    app, learner = run(), uuid.uuid4().hex
    host.lab_book().answer(learner, "home", "predict.bet", "nine")
    app.button_group(key="predict_bet").set_value("seven").run()
    named(app, learner).run()
    assert "Your guess was **9**" in words(app)
    assert app.button_group(key="predict_bet").value == "nine"
    assert host.lab_book().answers(learner, "home") == {"predict.bet": "nine"}


def test_what_was_answered_before_stands_there_once_the_browser_has_said_who_is_here() -> None:
    app, learner = run(), uuid.uuid4().hex
    host.lab_book().answer(learner, "home", "check.q", "weights")
    host.lab_book().answer(learner, "home", "explain.own", "a sum")
    named(app, learner).run()
    assert app.radio(key="check_q").value == "weights"
    assert app.radio(key="check_q").proto.set_value
    assert app.text_input(key="explain_own").value == "a sum"
    app.text_input(key="explain_own").set_value("").run()
    assert app.text_input(key="explain_own").value == ""


def test_a_wrong_answer_gets_a_hint_then_the_reason() -> None:
    app = run()
    app.radio(key="check_q").set_value("pictures").run()
    assert "Who would change them?" in words(app)
    assert "Training moves the weights." not in words(app)
    app.radio(key="check_q").set_value("labels").run()
    assert "**weights.** Training moves the weights." in words(app)
    learner = app.session_state["_learner"]["offer"]
    kept = host.lab_book().answers(learner, "home")
    assert kept == {"check.q.first": "pictures", "check.q": "labels", "asked.check.q": '{"n": 5}'}


def test_an_answer_made_of_other_numbers_answers_nothing_and_one_in_plain_words_stays() -> None:
    app = run()
    app.radio(key="check_q").set_value("labels").run()
    app.session_state["n"] = 6
    again = AppTest.from_function(bones, default_timeout=20)
    again.session_state["n"] = 6
    again.session_state["_learner"] = app.session_state["_learner"]
    assert again.run().radio(key="check_q").value is None
    app.radio(key="check_q").set_value("weights").run()
    again = AppTest.from_function(bones, default_timeout=20)
    again.session_state["n"] = 7
    again.session_state["_learner"] = app.session_state["_learner"]
    assert again.run().radio(key="check_q").value == "weights"


def test_a_guess_of_an_earlier_version_that_matches_no_option_is_shown_as_it_was() -> None:
    app = run()
    host.lab_book().answer(app.session_state["_learner"]["offer"], "home", "predict.bet", "an old wording")
    app.run()
    assert not app.exception
    assert "Your guess was **an old wording**. It read a 9." in words(app)


def test_an_answer_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    app, written = run(), []
    book = host.lab_book()
    write = book.answer_all
    monkeypatch.setattr(book, "answer_all", lambda *args: written.append(args[2]) or write(*args))
    app.radio(key="check_q").set_value("pictures").run()
    assert written == [{"asked.check.q": '{"n": 5}', "check.q": "pictures", "check.q.first": "pictures"}]


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

        def answer_all(self, *_: object) -> None:
            raise LabBookError("full")

    monkeypatch.setattr("lib.screen.kit.lesson.host", SimpleNamespace(lab_book=Refusing))
    app = run()
    app.button_group(key="predict_bet").set_value("nine").run()
    assert not app.exception
    assert "Your guess was **9**" in words(app)


def parts() -> None:
    import streamlit as st

    from lib.measure.question import Option, Question
    from lib.screen.kit import lesson

    st.session_state["_learner_id"] = (
        st.session_state["_learner"]["offer"] if "_learner" in st.session_state else None
    )
    lesson.opening("draw_a_digit", "You find out.")
    lesson.predict("draw_a_digit", Question("bet", "What?", (Option("a", "A"), Option("b", "B"))))
    if st.session_state.get("second"):
        lesson.predict("draw_a_digit", Question("other", "And what?", (Option("a", "A"), Option("b", "B"))))
    if st.session_state.get("checks", True):
        lesson.check(
            "draw_a_digit", Question("q", "Why?", (Option("a", "A", "Look."), Option("b", "B")), "b", "So.")
        )
    lesson.done("draw_a_digit", did=st.session_state.get("did", False))


def test_one_rule_fills_a_dot_and_its_parts_are_shown() -> None:
    app = AppTest.from_function(parts, default_timeout=20)
    app.session_state["_learner"] = {"offer": uuid.uuid4().hex, "leave": False}
    app.run()
    me = app.session_state["_learner"]["offer"]

    def stands() -> tuple[str, bool]:
        said = next(each.value for each in app.caption if each.value.startswith("This lesson"))
        return re.sub(
            r":material/(\w+):", lambda found: "x" if found[1] == "check_circle" else "o", said
        ), "draw_a_digit" in (host.lab_book().progress(me))

    assert stands() == ("This lesson: o guess made · o tried out · o 0 of 1 checks answered", False)
    app.button_group(key="predict_bet").set_value("a").run()
    app.session_state["did"] = True
    app.run()
    assert stands() == ("This lesson: x guess made · x tried out · o 0 of 1 checks answered", False)
    app.session_state["checks"] = False  # a race, or a search, with nothing to answer
    app.run()
    assert stands() == ("This lesson: x guess made · x tried out", False)
    app.session_state["checks"] = True
    app.run().radio(key="check_q").set_value("b").run()
    assert stands() == ("This lesson: x guess made · x tried out · x 1 of 1 checks answered", True)
    app.session_state["second"] = True  # one made, one to make
    app.run()
    assert stands()[0] == "This lesson: o 1 of 2 guesses made · x tried out · x 1 of 1 checks answered"
