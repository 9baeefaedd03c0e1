"""The course's table against the pages that exist, and the glossary against the words that pages mark."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from lib.screen.kit import course
from lib.screen.kit.glossary import GLOSSARY
from lib.screen.kit.lesson import term

SCREENS = [*course.PAGES.glob("*.py"), *Path("lib/screen").rglob("*.py")]


def test_every_page_is_a_lesson_and_home_comes_first() -> None:
    keys = [lesson.key for lesson in course.COURSE]
    assert {page.stem for page in course.PAGES.glob("*.py")} <= set(keys)
    assert course.shown()[0].key == "home"


def test_chapters_are_whole_and_in_order() -> None:
    chapters = [lesson.chapter for lesson in course.COURSE]
    changes = sum(a != b for a, b in pairwise(chapters))
    assert changes == len(set(chapters)) - 1


def test_only_pages_that_exist_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("home", "layers_and_nodes", "lab_book"):
        (tmp_path / f"{key}.py").touch()
    monkeypatch.setattr(course, "PAGES", tmp_path)
    assert [lesson.key for lesson in course.shown()] == ["home", "layers_and_nodes", "lab_book"]
    assert list(course.chapters()) == [
        course.CHAPTERS["start"],
        course.CHAPTERS["model"],
        course.CHAPTERS["yours"],
    ]
    after = course.following("home")
    assert after is not None
    assert after.key == "layers_and_nodes"
    assert course.following("lab_book") is None


def test_every_marked_term_is_in_the_glossary() -> None:
    marked = {
        word.lower()
        for screen in SCREENS
        if screen.name != "lesson.py"  # its docstrings show the mark itself
        for word in re.findall(r"(?<!\w)\[\[([^]|{]+)(?:\|[^]]+)?]]", screen.read_text(encoding="utf-8"))
    }
    assert marked <= set(GLOSSARY)


def test_entries_are_short_sentences_in_plain_words() -> None:
    for word, entry in GLOSSARY.items():
        assert word == word.lower()
        assert entry.endswith(".")
        assert "!" not in entry
        assert len(entry) <= 200, word


def test_a_term_escapes_what_it_shows() -> None:
    assert "<script>" not in term("epoch", "<script>")
    with pytest.raises(KeyError):
        term("phlogiston")
