"""Which idea a question is about, which questions ask the same, and which stand alone: tables of `ideas.toml`.

A question is named as `check_yourself.toml` has it, without the run that it is made of; one of a lesson has the lesson
before it, "draw_a_digit.softmax". What no table has belongs to its lesson.
"""

from __future__ import annotations

from collections.abc import Mapping

from lib.records import read

_TABLES = read(__file__)
WORDS: Mapping[str, str] = _TABLES["ideas"]
TAUGHT_IN: Mapping[str, str] = _TABLES["taught_in"]
SAME: Mapping[str, str] = {name: first for first, others in _TABLES["same"].items() for name in others}
ON_THEIR_PAGE: Mapping[str, list[str]] = _TABLES["on_their_page"]


def name_of(key: str) -> str:
    """A question of `check_yourself.toml` by its key: `error` asks as `error_1f2e3d4c` about a run."""
    name = key
    while name not in TAUGHT_IN and "_" in name:
        name = name.rpartition("_")[0]
    return name if name in TAUGHT_IN else key


def lesson_of(name: str) -> str:
    """The lesson that teaches it.

    Raises:
        KeyError: a question of `check_yourself.toml` that no lesson is named for.
    """
    lesson, dot, _ = name.partition(".")
    return lesson if dot else TAUGHT_IN[name]


def asks(name: str) -> str:
    """A name that is the same for all questions that ask the same."""
    return SAME.get(name, name)


def stands_alone(lesson: str, key: str) -> bool:
    """Whether a lesson's question can be asked on another page."""
    return not key.startswith(tuple(ON_THEIR_PAGE.get(lesson, ())))
