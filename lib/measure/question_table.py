"""What a lesson asks, read from a file in its room: words are data, so that they can change or be in another language.

In `<lesson>.toml` each table is a question by its key. Its `options` are a table of what is offered by key: words alone, or
`{ words = "", hint = "", accuracy = 0.9 }`; or the key of a question above that offers the same. A question's `hint` is for every
wrong option without one of its own. `phrases` are words for places in questions. It knows nothing of what is asked where.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lib import records
from lib.measure.question import Question
from lib.records import typed
from lib.settings import ROOT

Table = Mapping[str, Question]
PHRASES = "phrases"


def table(lesson: str) -> Table:
    """The questions of a lesson by key, read when it first asks; none where it has no file.

    Raises:
        ValueError: the file is not well formed; says which question, and why.
    """
    return _read(lesson)[0]


def phrases(lesson: str) -> Mapping[str, str]:
    """Words that a lesson puts into places of its questions, by key."""
    return _read(lesson)[1]


def find(lesson: str, key: str) -> Question | None:
    """The question of that key, or the one that it asks about something: `method_flowers` is `method` about a picture set."""
    questions = table(lesson)
    while key not in questions and "_" in key:
        key = key.rpartition("_")[0]
    return questions.get(key)


def parse(text: str, name: str) -> tuple[Table, Mapping[str, str]]:
    """Questions and phrases of a file by key.

    Args:
        name: the file's, for an error.

    Raises:
        ValueError: it is no TOML, has a key twice, or a question lacks words, has a field that there is not, or a right answer
            that it does not offer.
    """
    written = records.parse(text, name)
    said = written.pop(PHRASES, {})
    questions: dict[str, Question] = {}
    for key, each in written.items():
        questions[key] = _question(key, each, questions, f"{name}, [{key}]")
    found = {key: typed(str, words, f"{name}, [{PHRASES}]: {key}") for key, words in said.items()}
    return MappingProxyType(questions), MappingProxyType(found)


@lru_cache(maxsize=1)  # a look at the disk, once a process
def _files() -> Mapping[str, Path]:
    found = [ROOT / "lib" / "measure" / "check_yourself.toml", *(ROOT / "lib" / "screen").glob("*/*.toml")]
    return {file.stem: file for file in found}


@cache  # one a lesson
def _parsed(lesson: str) -> tuple[Table, Mapping[str, str]]:
    file = _files()[lesson]
    return parse(file.read_text(encoding="utf-8"), file.name)


def _read(lesson: str) -> tuple[Table, Mapping[str, str]]:
    return _parsed(lesson) if lesson in _files() else ({}, {})


def _question(key: str, written: Any, above: Table, entry: str) -> Question:
    fields = dict(typed(dict, written, entry))
    hint, offered, right = fields.pop("hint", ""), fields.pop("options", {}), fields.get("right", "")
    if isinstance(offered, str):
        if offered not in above:
            raise ValueError(f"{entry}: no question above has the key {offered!r}.")
        offered = {each.key: each.words for each in above[offered].options}
    options = [
        {"key": each, "hint": "" if each == right else hint}
        | (said if isinstance(said, dict) else {"words": said})
        for each, said in typed(dict, offered, f"{entry}: options").items()
    ]
    question = records.record(Question, {"key": key, "options": options} | fields, entry)
    if not question.words or not all(each.words for each in question.options):
        raise ValueError(f"{entry}: words are missing.")
    if right and right not in offered:
        raise ValueError(f"{entry}: right is {right!r}, which is not among its options.")
    return question
