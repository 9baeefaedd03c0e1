"""What lessons ask: whole, with stable keys; the code names what there is, all of it, and fills every place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from lib.lab_book.step_5 import TEXTS
from lib.measure.question import Question
from lib.measure.question_table import find, phrases, table
from lib.screen.kit.course import COURSE
from lib.screen.retrain.retrain_sets import OF_MANY, OF_TWO
from lib.settings import ROOT
from lib.specs.choices import METHODS
from lib.specs.experiments import FLAWED_RUNS

LESSONS = sorted(  # a table beside code of its name is that code's
    file.stem
    for file in (ROOT / "lib").rglob("*.toml")
    if file.parent.name != "kit" and not file.with_suffix(".py").exists()
)
EARLIER = {  # nothing asks them now; their answers are kept
    ("try_things", "batch"),
    ("train_a_digit_reader", "updates"),
    ("train_a_digit_reader", "validation"),
    ("meet_the_original", "dogs"),
    ("retrain_it", "moved"),
    ("retrain_it", "updates"),
    ("layers_and_nodes", "weights"),
    ("layers_and_nodes", "softmax"),
    ("try_things", "one_thing"),
    ("how_a_picture_network_looks", "numbers"),
    ("what_is_a_model", "wrote"),
}
ASKING = {f"lesson.{name}" for name in ("predict", "check", "explain", "recall_prediction")}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_table_is_whole(lesson: str) -> None:
    asked = table(lesson)
    assert asked
    for key, question in asked.items():
        assert question.key == key
        keys = [option.key for option in question.options]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z0-9_]+", each) for each in [key, *keys])
        if question.right:
            assert question.right in keys
            assert question.reason
            assert all(option.hint for option in question.options if option.key != question.right)
        for option in question.options:
            assert option.accuracy is None or 0 <= option.accuracy <= 1
        places(question)  # raises where a brace is left open


def test_every_file_is_a_lessons_and_no_lesson_has_two() -> None:
    assert len(LESSONS) == 15
    assert len(set(LESSONS)) == len(LESSONS)
    assert set(LESSONS) <= {lesson.key for lesson in COURSE}
    assert len([1 for lesson in COURSE if table(lesson.key)]) == len(
        LESSONS
    )  # all lie where they are looked for


def places(question: Question) -> set[str]:
    """Names of the places in all its words."""
    words = [question.words, question.reason, *(text for o in question.options for text in (o.words, o.hint))]
    return {name for text in words for _, name, _, _ in Formatter().parse(text) if name is not None}


def named() -> Iterator[tuple[str, str, str, set[str | None] | None]]:
    """Every question that the code names: file, lesson, the key as it is written, and the places that it fills at once."""
    for file in [*(ROOT / "pages").glob("*.py"), *(ROOT / "lib").rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        if "lib.measure.question_table import" not in text:
            continue
        tree = ast.parse(text)
        above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
        tables = {
            ast.unparse(above[each]).split(" = ")[0] if isinstance(above[each], ast.Assign) else ast.unparse(each): each
            for each in calls
            if ast.unparse(each.func) == "table"
        }  # fmt: skip
        for each in ast.walk(tree):
            if isinstance(each, ast.Name | ast.Call) and ast.unparse(each) in tables:
                up = above[each]
                if isinstance(up, ast.Subscript):
                    lesson = ast.unparse(tables[ast.unparse(each)].args[0]).strip("'")
                    if lesson == "LESSON":
                        lesson = file.stem if file.parent.name == "pages" else constant(tree)
                    call = above[above[up]] if ast.unparse(above[up]).endswith("].given") else None
                    filled = {word.arg for word in call.keywords} if isinstance(call, ast.Call) else None
                    yield file.name, lesson, ast.unparse(up.slice), filled
                else:  # only to be taken from, one question or all
                    assert isinstance(up, ast.Assign | ast.Attribute), (file, ast.unparse(up))


def constant(tree: ast.Module) -> str:
    """The lesson that a module says it belongs to."""
    said = [
        each
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "LESSON"
    ]
    return ast.literal_eval(said[0].value)


def test_the_code_names_what_there_is_and_all_of_it() -> None:
    used = set()
    for file, lesson, key, _ in named():
        asked = table(lesson)
        assert asked, (file, lesson)
        if key.startswith("f'"):  # one of several, by what stands in the place
            prefix = key[2 : key.index("{")]
            some = {each for each in asked if each.startswith(prefix)}
            assert some, (file, key)
        else:
            some = {ast.literal_eval(key)}
            assert some <= set(asked), (file, lesson, key)
        used |= {(lesson, each) for each in some}
    written = {(lesson, key) for lesson in LESSONS for key in table(lesson)}
    assert len(used) > 80
    assert written - used == EARLIER


def test_what_is_named_by_what_it_is_about_is_there() -> None:
    gone = [key for key in table("try_things") if key.startswith("gone_")]
    assert gone == [f"gone_{case.key}" for case in FLAWED_RUNS]
    for case in FLAWED_RUNS:
        assert table("try_things")[f"gone_{case.key}"].right == case.key
        words = list(table("try_things")[f"gone_{case.key}"].shown.values())
        assert words == sorted(words)  # so that the order gives nothing away
        assert set(table("try_things")[f"gone_{case.key}"].shown) == {each.key for each in FLAWED_RUNS}
    retrain = table("retrain_it")
    assert retrain["method"].shown == dict(METHODS)
    assert {key for key, _ in METHODS} | {"known", "chance"} == set(phrases("retrain_it"))
    offered = {option.key for option in retrain["accuracy"].options}
    assert set(OF_TWO) | set(OF_MANY) == offered
    assert find("retrain_it", "accuracy_cats_and_dogs") == retrain["accuracy"]  # as an earlier version asked


def test_every_place_is_filled() -> None:
    """By the names of what the code gives, where it gives it at once; a page that does so later is opened by its own test."""
    filling = [
        (file, key, table(lesson), filled) for file, lesson, key, filled in named() if filled is not None
    ]
    assert len(filling) > 20
    for file, key, asked, filled in filling:
        assert places(asked[ast.literal_eval(key)]) <= filled, (file, key)


def test_what_stored_answers_were_carried_over_to_is_there() -> None:
    for lesson, asked in TEXTS.items():
        for name, texts in asked.items():
            some = [q for key, q in table(lesson).items() if key == name or key.startswith(f"{name}_")]
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
