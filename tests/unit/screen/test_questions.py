"""The tables of what lessons ask: whole, with stable keys, and no page with words in the code's way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from lib.lab_book.step_5 import TEXTS
from lib.measure.question import Question
from lib.screen.kit.course import COURSE
from lib.screen.runs import notes, quiz
from lib.settings import ROOT

LESSONS = [*notes.ROOMS, quiz.LESSON]
ASKING = {f"lesson.{name}" for name in ("predict", "check", "explain", "recall_prediction")}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_table_is_whole(lesson: str) -> None:
    table = notes.table(lesson)
    assert table
    for key, question in table.items():
        assert question.key == key
        keys = [option.key for option in question.options]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z0-9_]+", each) for each in [key, *keys])
        if question.right:
            assert question.right in keys
            assert question.reason
            assert all(option.hint for option in question.options if option.key != question.right)


def test_every_table_is_a_lessons() -> None:
    assert set(LESSONS) <= {lesson.key for lesson in COURSE}


def test_what_stored_answers_were_carried_over_to_is_there() -> None:
    for lesson, asked in TEXTS.items():
        for name, texts in asked.items():
            some = [q for key, q in notes.table(lesson).items() if key == name or key.startswith(f"{name}_")]
            assert set(texts.values()) <= {option.key for q in some for option in q.options}, (lesson, name)


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in [*(ROOT / "pages").glob("*.py"), *(ROOT / "lib" / "screen").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKING:
                yield file.name, node


def test_no_page_passes_words_as_a_question() -> None:
    asked = list(calls())
    assert len(asked) > 30
    for file, call in asked:
        question = call.args[1]
        assert not isinstance(question, ast.Constant | ast.JoinedStr | ast.List), (file, ast.unparse(call))
        if not ast.unparse(call.func).endswith("recall_prediction"):
            assert len(call.args) == 2, (file, ast.unparse(call))


def test_of_two_options_with_the_same_words_the_right_one_is_offered() -> None:
    from lib.measure.question import Option

    question = Question(
        "q", "?", (Option("a", "{n}", "no"), Option("b", "{m}"), Option("c", "7", "no")), "b", ascending=True
    )
    assert question.given(n=9, m=9).shown == {"c": "7", "b": "9"}
    assert question.given(n=9, m=7).shown == {"b": "7", "a": "9"}
