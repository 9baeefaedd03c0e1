"""The questions in rounds: hints, what comes back and when, counts by idea; by a made-up clock, two learners apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lessons import finished, me, met, words
from made_runs import of_digits
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.lessons import Lessons
from lib.measure.spacing import DAY
from lib.screen.kit import course, host
from lib.screen.runs import quiz

LESSON = "check_yourself"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)


class Clock:
    now = 2_000_000_000.0  # later than today: what is old goes from a full lab book


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(Lessons, "now", lambda self: made.now)
    return made


def visit(learner: str = "") -> AppTest:
    return met(learner).switch_page(f"pages/{LESSON}.py").run()


def answer(learner: str, item: quiz.Item, number: int, right: bool) -> None:
    """As a click does."""
    question = item.question
    key = question.right if right else next(each for each in question.shown if each != question.right)
    name = f"check.{quiz._name(question, number)}"
    host.lab_book().answer_all(learner, LESSON, {name: key, f"{name}.first": key})


def play(learner: str, missed: int) -> list[quiz.Item]:
    """Answers the whole round, the first `missed` questions wrong, and goes on to the next."""
    asked = quiz.gather(learner)
    for i, item in enumerate(asked.items):
        answer(learner, item, asked.number, i >= missed)
    return asked.items


def go_on(learner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz, "learner_id", lambda: learner)
    quiz.next_round(quiz.gather(learner))


def names(items: list[quiz.Item]) -> list[str]:
    return [item.name for item in items]


def test_a_wrong_answer_gets_its_hint_then_its_reason_and_the_score_follows() -> None:
    app = visit()
    asked = quiz.gather(me(app))
    radios = [str(radio.key) for radio in app.radio]
    assert len(radios) == len(asked.items) == 10
    assert "0 of 10 answered" in app.get("progress")[0].text
    question = asked.items[0].question
    wrong = next(key for key in question.shown if key != question.right)
    app.radio(key=radios[0]).set_value(wrong).run()
    assert question.hint(wrong) in words(app)
    app.radio(key=radios[0]).set_value(question.right).run()
    assert question.why in words(app)
    assert "1 of 10 answered, 0 right at once" in app.get("progress")[0].text
    entry = course.lesson(asked.items[0].lesson)
    link = next(each for each in app.get("page_link") if "of 1 right" in each.proto.label)
    assert link.proto.page == entry.key
    assert "**0 of 1 right**" in link.proto.label
    keys = [item.question for item in asked.items[1:]]
    for radio, each in zip(radios[1:], keys, strict=True):
        app.radio(key=radio).set_value(each.right)
    app.run()
    app.button(key="again").click().run()
    now = [str(radio.key) for radio in app.radio]
    assert len(now) == 10
    assert all(key.endswith("_2") for key in now)
    assert not {key.removesuffix("_2") for key in now} & set(radios)  # nothing that was just asked
    assert app.radio(key=now[0]).value is None


def test_what_was_missed_comes_back_after_a_day_three_and_seven(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = names(play("ann", 1))[0]
    go_on("ann", monkeypatch)
    assert missed not in names(quiz.gather("ann").items)
    while quiz.gather("ann").waiting:  # all others are asked, and known
        play("ann", 0)
        go_on("ann", monkeypatch)
    for days in (1, 3, 7):
        clock.now += 0.5 * DAY
        assert missed not in names(quiz.gather("ann").items)
        clock.now += (days - 0.5) * DAY
        asked = quiz.gather("ann")
        assert names(asked.items) == [missed]
        play("ann", 0)
        go_on("ann", monkeypatch)
    clock.now += 100 * DAY
    assert quiz.gather("ann").waiting == 0
    assert quiz.gather("ann").comes_back is None


def test_a_round_that_was_left_makes_room_for_what_comes_back(clock: Clock) -> None:
    asked = quiz.gather("bea")
    answer("bea", asked.items[0], 1, right=False)
    answer("bea", asked.items[1], 1, right=True)
    clock.now += 0.5 * DAY
    assert quiz.gather("bea").answered == 2
    clock.now += 0.5 * DAY
    again = quiz.gather("bea")
    assert again.number == 2
    assert again.answered == 0
    assert asked.items[0].name in names(again.items)
    assert asked.items[1].name not in names(again.items)
    answer("bea", asked.items[0], 2, right=True)
    assert quiz.gather("bea").right_at_once == [asked.items[0].question]


def test_two_learners_are_apart(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    play("cy", 10)
    go_on("cy", monkeypatch)
    clock.now += DAY
    assert quiz.gather("dee").memories == {}
    assert quiz.gather("dee").number == 1
    assert quiz.gather("cy").number == 2
    assert len(quiz.gather("cy").by_lesson()) > 1
    assert quiz.gather("dee").by_lesson() == {}


def test_an_answered_round_leaves_a_row_a_question(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        play("eli", 2)
        go_on("eli", monkeypatch)
        clock.now += 10 * DAY
    kept = host.lab_book().answers("eli", LESSON)
    assert not [key for key in kept if key.startswith(("check.", "asked."))]
    assert len(kept) == 1 + len([key for key in kept if key.startswith(quiz.MEMORY)]) <= 31


@given(
    st.lists(st.integers(0, 10), min_size=1, max_size=6), st.lists(st.floats(0.1, 9), min_size=6, max_size=6)
)
@settings(max_examples=12, deadline=None)
def test_no_round_asks_twice_or_more_than_ten(missed: list[int], days: list[float]) -> None:
    learner, clock = f"fay{missed}{days}"[:32], Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lessons, "now", lambda self: clock.now)
        host.lab_book().take_back(learner, LESSON, quiz.ROUND)
        for wrong, pause in zip(missed, days, strict=False):
            items = play(learner, wrong)
            assert len(items) <= 10
            assert len(set(names(items))) == len(items)
            assert len({item.question.text for item in items}) == len(items)
            go_on(learner, patch)
            clock.now += pause * DAY


def test_own_runs_and_lessons_ask_nothing_twice() -> None:
    app = visit()
    of_digits(host.lab_book(), me(app))
    finished(me(app), "retrain")
    pool = quiz._pool(me(app))
    assert len(set(names(pool))) == len(pool)
    own = [item for item in pool if item.own]
    assert {"error", "batches", "bytes", "written"} <= set(names(own))
    assert "rate" not in {item.question.key for item in pool}  # the own run's error asks the same
    app.run()
    asked = quiz.gather(me(app))
    assert {item.own for item in asked.items} == {True, False}
    said = words(app)
    assert "From your own runs" in [head.value for head in app.subheader]
    assert "Of your run" in said


def test_where_nothing_is_left_it_says_when_the_next_comes_back(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit()
    learner = me(app)
    play(learner, 1)
    go_on(learner, monkeypatch)
    while quiz.gather(learner).waiting:
        play(learner, 0)
        if not quiz.gather(learner).waiting:
            break
        go_on(learner, monkeypatch)
    monkeypatch.undo()
    monkeypatch.setattr(Lessons, "now", lambda self: clock.now)
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    app.run()
    assert "No question is left for now. The next one comes back in 18 hours." in words(app)
    app.button(key="once_more").click().run()
    assert len([radio for radio in app.radio if str(radio.key).startswith("check_")]) == 10
