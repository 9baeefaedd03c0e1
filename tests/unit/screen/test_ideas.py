"""Every question has a lesson that teaches it, and no table names what is not there."""

from __future__ import annotations

from lib.measure import ideas, questions
from lib.measure.question_table import table
from lib.screen.kit.course import COURSE
from lib.screen.runs import quiz

LESSONS = {lesson.key for lesson in COURSE}


def test_every_question_of_the_quiz_is_taught_in_a_lesson() -> None:
    asked = set(table("check_yourself")) - {"in_words"}
    assert asked == set(ideas.TAUGHT_IN)
    assert set(ideas.TAUGHT_IN.values()) <= LESSONS
    assert set(ideas.WORDS) <= LESSONS
    assert {ideas.name_of(q.key) for q in questions.general()} <= asked
    assert ideas.name_of("error_1f2e3d4c") == "error"
    assert ideas.name_of("draw_a_digit.softmax") == "draw_a_digit.softmax"


def test_questions_that_ask_the_same_are_there() -> None:
    for other, first in ideas.SAME.items():
        assert first in ideas.TAUGHT_IN
        lesson, _, key = other.rpartition(".")
        assert key in table(lesson or "check_yourself"), other


def test_every_lesson_with_a_check_that_stands_alone_is_asked_about_by_the_table_of_lessons() -> None:
    pool = quiz._of_lessons()
    names = [item.name for item in pool]
    texts = [item.question.text for item in pool]
    assert len(set(names)) == len(names)
    assert len(set(texts)) == len(texts)
    alone = {lesson for lesson in LESSONS if lesson != "check_yourself" and questions.of_lesson(lesson)}
    assert alone <= {item.lesson for item in pool}
    assert len(alone) >= 7
    assert not [name for name in names if "gone_" in name]
    for item in pool:
        assert "{" not in item.question.text + item.question.why
        assert len(f"check.{quiz._name(item.question, 99)}.first") <= 80
        assert len(quiz.MEMORY + item.name) <= 80


def test_the_right_answer_has_no_usual_place() -> None:
    asked = [item.question for item in quiz._of_lessons() if not item.question.ascending]
    places = [list(question.shown).index(question.right) for question in asked]
    assert max(map(places.count, range(3))) <= 0.5 * len(places)
