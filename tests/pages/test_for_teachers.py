"""The page for teachers: everything that its source has stands on it, and every link opens what it says."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from lessons import opened, words
from pet_engine import PetEngine

from lib.export import teaching
from lib.export.link import HIDE
from lib.export.teaching import Link
from lib.screen.kit import course

GUIDE = teaching.guide()
LINKS = {link for plan in GUIDE.plans for step in plan.steps for link in step.links}


def test_every_part_of_the_guide_is_shown(engine: PetEngine) -> None:
    page = opened("for_teachers")
    for plan in GUIDE.plans:
        page.button_group(key="plan").set_value(plan.key).run()
        assert all(step.teacher in words(page) for step in plan.steps)
    for tab, some in (
        ("Lessons", GUIDE.lessons[0].idea),
        ("Prepare", GUIDE.prepare[0].items[0]),
        ("Worksheets", GUIDE.worksheets[0].items[0].answer),
        ("Talk about", GUIDE.discussion[0]),
        ("What is stored", GUIDE.deleting),
        ("Frameworks", GUIDE.standards[1].source),
    ):
        page.button_group(key="teachers_tab").set_value(tab).run()
        assert some in words(page)


@pytest.mark.parametrize("link", sorted(LINKS, key=lambda link: (link.lesson, link.set)), ids=lambda link: f"{link.lesson}?{link.set}")  # fmt: skip
def test_a_link_opens_its_lesson_as_set(link: Link, engine: PetEngine) -> None:
    query = dict(parse_qsl(link.set))
    page = opened(link.lesson, **query)
    assert course.lesson(link.lesson).title in [title.value for title in page.title]
    shown = {box.key: box for box in [*page.slider, *page.select_slider, *page.number_input, *page.selectbox]}
    for name in query.pop(HIDE, "").split(","):
        assert name not in shown
    for name, value in query.items():
        if name in shown:
            assert str(shown[name].value) == value
