"""Questions are read from a lesson's file as they stand there, and a slip in one is told with the file's and the question's name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lib.measure.question import Option, Question
from lib.measure.question_table import find, parse, phrases, table
from lib.settings import ROOT

WELL = """
[way]
words = "Which way?"
options.left = { words = "left", hint = "There is a wall.", accuracy = 0.5 }
options.right = "right"
options.back = "{far:,} back"
ascending = true
right = "right"
hint = "Look again."
reason = "It is open."
meets = "walls"

[again]
words = "And now?"
options = "way"

[phrases]
far = "as far as {n}"
"""


def test_a_file_becomes_questions_and_phrases() -> None:
    asked, said = parse(WELL, "a.toml")
    options = (
        Option("left", "left", "There is a wall.", 0.5),
        Option("right", "right"),
        Option("back", "{far:,} back", "Look again."),
    )
    assert asked["way"] == Question("way", "Which way?", options, "right", "It is open.", "walls", True)
    assert asked["again"] == Question("again", "And now?", tuple(Option(o.key, o.words) for o in options))
    assert dict(said) == {"far": "as far as {n}"}


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ('\nright = "right"', '\nright = "up"'),
        ('hint = "Look again."', 'tip = "Look again."'),
        ("accuracy = 0.5", 'accuracy = "0.5"'),
        ("accuracy = 0.5", "points = 0.5"),
        ('words = "Which way?"', ""),
        ('words = "Which way?"', "words = 3"),
        ("ascending = true", 'ascending = "yes"'),
        ('options.right = "right"', "options.right = 1"),
    ],
)
def test_a_slip_is_told_with_file_and_question(slip: str, told: str) -> None:
    assert slip in WELL
    with pytest.raises(ValueError, match=r"^a\.toml, \[way\]: .*\.$"):
        parse(WELL.replace(slip, told, 1), "a.toml")


@pytest.mark.parametrize(
    ("slip", "told", "where"),
    [
        ('options = "way"', 'options = "wey"', r"\[again\]: .*wey"),
        ("[again]", "[way]", "way"),  # one key twice
        ('options.back = "{far:,} back"', 'options.left = "{far:,} back"', "line 6"),
        ('far = "as far as {n}"', "far = 3", r"\[phrases\]"),
        ('reason = "It is open."', 'reason = "It is open.', "line 10"),
        ("[again]", "again = 3\n[more]", r"\[way\]: .*again"),
    ],
)
def test_so_is_any_other(slip: str, told: str, where: str) -> None:
    with pytest.raises(ValueError, match=rf"^a\.toml.*{where}"):
        parse(WELL.replace(slip, told, 1), "a.toml")


def test_a_question_about_something_is_found_by_its_own_key() -> None:
    asked = table("retrain_it")
    assert find("retrain_it", "method_cats_and_dogs") is asked["method"]
    assert find("retrain_it", "method") is asked["method"]
    assert find("try_things", "gone_rare") is table("try_things")["gone_rare"]
    assert find("retrain_it", "nothing_like_it") is None
    assert find("no_such_lesson", "method") is None
    assert not table("../../settings")
    assert not phrases("draw_a_digit")


def test_a_file_is_read_when_its_lesson_asks() -> None:
    """A home page must not wait for thirteen files: nothing is read at import, and a lesson reads its own."""
    said = subprocess.run(
        [sys.executable, "-c", "import lib.measure.questions, lib.measure.question_table as t\n"
         "print(t._parsed.cache_info().currsize)\nt.table('draw_a_digit')\nprint(t._parsed.cache_info().currsize)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["0", "1"]
