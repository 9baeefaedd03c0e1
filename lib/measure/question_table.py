"""What a lesson asks, read from a file in its room: words are data, so that they can change or be in another language.

In `<lesson>.toml` each table is a question by its key. Its `options` are a table of what is offered by key: words alone, or
`{ words = "", hint = "", accuracy = 0.9 }`; or the key of a question above that offers the same. A question's `hint` is for every
wrong option without one of its own. `phrases` are words for places in questions. It knows nothing of what is asked where.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lib.measure.question import Option, Question
from lib.settings import ROOT

Table = Mapping[str, Question]
PHRASES = "phrases"
FIELDS: Mapping[str, Any] = {
    "words": str,
    "options": dict | str,
    "ascending": bool,
    "right": str,
    "hint": str,
    "reason": str,
    "meets": str,
}
OPTION: Mapping[str, Any] = {"words": str, "hint": str, "accuracy": float}


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
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error
    questions: dict[str, Question] = {}
    said = written.pop(PHRASES, {})
    for key, each in written.items():
        try:
            questions[key] = _question(key, each, questions)
        except ValueError as error:
            raise ValueError(f"{name}, [{key}]: {error}") from error
    if not all(isinstance(words, str) for words in said.values()):
        raise ValueError(f"{name}, [{PHRASES}]: not all are words.")
    return MappingProxyType(questions), MappingProxyType(said)


@lru_cache(maxsize=1)  # a look at the disk, once a process
def _files() -> Mapping[str, Path]:
    found = [*(ROOT / "lib" / "measure").glob("*.toml"), *(ROOT / "lib" / "screen").glob("*/*.toml")]
    return {file.stem: file for file in found}


@cache  # one a lesson
def _parsed(lesson: str) -> tuple[Table, Mapping[str, str]]:
    file = _files()[lesson]
    return parse(file.read_text(encoding="utf-8"), file.name)


def _read(lesson: str) -> tuple[Table, Mapping[str, str]]:
    return _parsed(lesson) if lesson in _files() else ({}, {})


def _question(key: str, written: Any, above: Table) -> Question:
    fields = _fields(written, FIELDS)
    hint, offered, right = fields.pop("hint", ""), fields.pop("options", {}), fields.get("right", "")
    if isinstance(offered, str):
        if offered not in above:
            raise ValueError(f"no question above has the key {offered!r}.")
        offered = {each.key: each.words for each in above[offered].options}
    options = [_option(each, words, "" if each == right else hint) for each, words in offered.items()]
    if right and right not in offered:
        raise ValueError(f"right is {right!r}, which is not among its options.")
    return Question(key, options=tuple(options), **fields)


def _option(key: str, written: Any, hint: str) -> Option:
    fields = _fields({"words": written} if isinstance(written, str) else written, OPTION)
    return Option(key, **{"hint": hint} | fields)


def _fields(written: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(written, dict) or not written.get("words"):
        raise ValueError("words are missing.")
    for name, value in written.items():
        if name not in known:
            raise ValueError(f"there is no field {name!r}; there are {', '.join(known)}.")
        if not isinstance(value, known[name]):
            raise ValueError(f"{name} cannot be {value!r}.")
    return dict(written)
