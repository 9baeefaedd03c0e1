"""The course's table against the pages that exist."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from lib.screen.kit import course


def test_every_page_is_a_lesson_and_home_comes_first() -> None:
    keys = [lesson.key for lesson in course.COURSE]
    assert {page.stem for page in course.PAGES.glob("*.py")} <= set(keys)
    assert course.shown()[0].key == "home"


def test_chapters_are_whole_and_in_order() -> None:
    chapters = [lesson.chapter for lesson in course.COURSE]
    changes = sum(a != b for a, b in pairwise(chapters))
    assert changes == len(set(chapters)) - 1


def test_one_way_leads_through_every_lesson_to_the_learners_own_pictures() -> None:
    way = ["home"]
    while (after := course.following(way[-1])) is not None:
        way.append(after.key)
    assert way[1:] == [lesson.key for lesson in course.COURSE if lesson.minutes]
    assert way[-2:] == ["check_yourself", "your_own_pictures"]


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
