"""The guide for whoever teaches: read from `teaching.toml` once, shown by the page "For teachers" and printed as HTML.

Pure: one source, so that the page and the paper say the same. It knows the course's lessons by key alone; who prints hands
over their titles. It fetches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from lib.records import read, record

BOLD = "**"  # the one mark that words here have


@dataclass(frozen=True)
class Link:
    """Opens a lesson; `set` is its query: settings, and the controls that are left out (`hide=...`)."""

    lesson: str
    words: str
    set: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson's one idea, what a learner can do after it; for a lecturer also what to ask before, and what many believe."""

    key: str
    idea: str
    after: tuple[str, ...]
    ask: str = ""
    trap: str = ""


@dataclass(frozen=True)
class Step:
    """Some minutes of a plan."""

    minutes: int
    teacher: str
    learners: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Plan:
    key: str
    title: str
    minutes: int
    aim: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Topic:
    """What to prepare, under one title."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A line of a worksheet, with places for the learner's own numbers, and what to expect there."""

    text: str
    answer: str


@dataclass(frozen=True)
class Worksheet:
    number: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric."""

    what: str
    beginning: str
    good: str
    strong: str


@dataclass(frozen=True)
class Row:
    """Where the course meets one idea of a framework."""

    idea: str
    here: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Framework:
    name: str
    source: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Kept:
    """Something of a learner: where it lies, and how long."""

    what: str
    where: str
    how_long: str


@dataclass(frozen=True)
class Moments:
    """What a lecturer does in a step of each kind."""

    guess: str
    do: str
    see: str
    reason: str
    check: str
    next: str


@dataclass(frozen=True)
class Parents:
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """All of it."""

    opening: str
    lessons: tuple[Lesson, ...]
    plans: tuple[Plan, ...]
    prepare: tuple[Topic, ...]
    worksheets: tuple[Worksheet, ...]
    rubric: tuple[Criterion, ...]
    discussion: tuple[str, ...]
    standards: tuple[Framework, ...]
    stored: tuple[Kept, ...]
    deleting: str
    parents: Parents
    moments: Moments


@cache
def guide() -> Guide:
    """The guide as it is written.

    Raises:
        ValueError: the file is not of this form; names the entry.
    """
    return record(Guide, read(__file__), "teaching.toml")


def printable(title: str, titles: Mapping[str, str], address: Callable[[Link], str]) -> str:
    """All of it as one HTML page, which prints on A4: each plan, each worksheet on a page of its own.

    Args:
        titles: of the lessons, by key.
        address: the whole address of a link, as learners type it.
    """
    return _printed("teachers", title=title, titles=titles, address=address)


def for_parents() -> str:
    """What parents should know, as an HTML page that prints on one side."""
    return _printed("parents", title=guide().parents.title)


def bold(words: str) -> Markup:
    """Escaped words as HTML, with what stands between two `**` in bold."""
    parts = str(escape(words)).split(BOLD)
    return Markup("").join(Markup(part if i % 2 == 0 else f"<b>{part}</b>") for i, part in enumerate(parts))


def _printed(which: str, **values: object) -> str:
    text = Path(__file__).with_name("teaching.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["bold"] = bold
    return environment.from_string(text).render(which=which, guide=guide(), **values)
