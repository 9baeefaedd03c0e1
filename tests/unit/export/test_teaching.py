"""The guide for whoever teaches: its form, its sums, and what is printed of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest

from lib.export import teaching
from lib.export.link import HIDE, with_query
from lib.export.teaching import Link
from lib.screen.kit.course import COURSE
from lib.screen.kit.lecture import LECTURE, VIEW
from lib.specs.specs import FIELDS

GUIDE = teaching.guide()
TITLES = {lesson.key: lesson.title for lesson in COURSE}
LINKS = [link for plan in GUIDE.plans for step in plan.steps for link in step.links]


def printed() -> str:
    return teaching.printable(
        "For teachers",
        TITLES,
        lambda to: with_query("https://school.example/a/for_teachers", to.lesson, {"x": "1 <"}),
    )


def test_three_plans_of_a_lesson_one_with_a_room_and_one_of_two_keep_their_time() -> None:
    assert sorted(plan.minutes for plan in GUIDE.plans) == [45, 45, 45, 45, 90]
    assert next(plan for plan in GUIDE.plans if plan.key == "room").minutes == 45
    for plan in GUIDE.plans:
        assert sum(step.minutes for step in plan.steps) == plan.minutes


def test_every_lesson_has_its_idea() -> None:
    assert {lesson.key for lesson in COURSE if lesson.minutes} <= {lesson.key for lesson in GUIDE.lessons}
    assert all(lesson.after for lesson in GUIDE.lessons)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link.lesson}?{link.set}")
def test_a_link_sets_and_hides_what_there_is(link: Link) -> None:
    names = {name for fields in FIELDS.values() for field in fields for name in field.names} | {
        "part",
        "pass",
    }
    query = parse_qs(link.set, strict_parsing=bool(link.set))
    assert {*query} <= names | {HIDE, VIEW}
    assert query.get(VIEW, [LECTURE]) == [LECTURE]
    assert {*query.get(HIDE, [""])[0].split(",")} - {""} <= names


def test_frameworks_name_lessons_of_the_course() -> None:
    named = {key for framework in GUIDE.standards for row in framework.rows for key in row.lessons}
    assert named <= {lesson.key for lesson in GUIDE.lessons} | {*TITLES}


class Tags(HTMLParser):
    """Whether every tag is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_what_is_printed_is_whole_and_asks_nobody() -> None:
    page = printed()
    for plan in GUIDE.plans:
        assert plan.title in page
    for sheet in GUIDE.worksheets:
        assert f"Worksheet {sheet.number}" in page
    assert "https://school.example/a/layers_and_nodes?x=1+%3C" in page
    assert not re.search(r'(?:src|url\()\s*=?\s*["\']?https?:', page)
    tags = Tags()
    tags.feed(page)
    assert not tags.open


def test_answers_print_only_where_they_are_open() -> None:
    page = printed()
    answers = re.search(r"<details[^>]*>(.*?)</details>", page, re.DOTALL)
    assert answers
    assert "details:not([open]) { display: none; }" in page
    for item in (item for sheet in GUIDE.worksheets for item in sheet.items):
        assert page.count(str(teaching.bold(item.answer))) == 1
        assert str(teaching.bold(item.answer)) in answers[1]


def test_parents_read_what_is_kept_and_how_it_goes() -> None:
    page = teaching.for_parents()
    assert "<b>Deleting.</b>" in page
    assert "Forget me" in page
    assert "**" not in page


def test_words_are_escaped() -> None:
    assert teaching.bold("a < **b & c**") == "a &lt; <b>b &amp; c</b>"
