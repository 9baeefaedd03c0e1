"""The course, from `course.toml`: every lesson with its chapter, its page and what a learner finds out there.

It knows nothing of Streamlit; the front door makes the navigation from it, the home page its cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lib.records import read, records
from lib.settings import ROOT

PAGES = ROOT / "pages"


@dataclass(frozen=True)
class Lesson:
    """One line of the course; `key` also names the lesson in the lab book."""

    key: str
    chapter: str
    title: str
    summary: str
    minutes: int = 0  # none: a place to come back to, not a lesson to finish

    @property
    def file(self) -> str:
        """The page's path, as `st.Page` and `st.page_link` take it."""
        return f"pages/{self.key}.py"

    @property
    def exists(self) -> bool:
        return self.key in _there(PAGES)


@lru_cache(maxsize=2)  # a look at the disk, once a process
def _there(folder: Path) -> frozenset[str]:
    return frozenset(page.stem for page in folder.glob("*.py"))


_WRITTEN = read(__file__)
CHAPTERS: Mapping[str, str] = _WRITTEN["chapters"]  # titles by key
ABOUT: Mapping[str, str] = {CHAPTERS[key]: words for key, words in _WRITTEN["about"].items()}  # by title
_LESSONS = {key: each | {"chapter": CHAPTERS[each["chapter"]]} for key, each in _WRITTEN["lessons"].items()}
_BY_KEY = records(Lesson, _LESSONS, "course.toml", key="key")
COURSE = tuple(_BY_KEY.values())


def lesson(key: str) -> Lesson:
    """The lesson of that key.

    Raises:
        KeyError: there is none.
    """
    return _BY_KEY[key]


def shown() -> list[Lesson]:
    """The lessons that can be opened, in reading order."""
    return [each for each in COURSE if each.exists]


def chapters() -> dict[str, list[Lesson]]:
    """The lessons that can be opened, by chapter, in reading order."""
    grouped: dict[str, list[Lesson]] = {}
    for each in shown():
        grouped.setdefault(each.chapter, []).append(each)
    return grouped


def following(key: str) -> Lesson | None:
    """The next lesson that can be opened after the one of that key, which is no place to come back to; None after the last."""
    rest = COURSE[COURSE.index(lesson(key)) + 1 :]
    return next((each for each in rest if each.exists and each.minutes), None)
