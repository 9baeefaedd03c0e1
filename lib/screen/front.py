"""The course's frame: page set-up, who is learning, and the navigation with a dot per lesson."""

from __future__ import annotations

import logging
from copy import copy
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.door.gate import guard
from lib.lab_book.book import LabBookError
from lib.screen.kit import course, host, learner, lecture, look
from lib.screen.kit.heap import heap
from lib.screen.room import strip
from lib.settings import SettingsError

RING, HALF = ":material/radio_button_unchecked:", ":material/contrast:"

log = logging.getLogger("layers")


def progress() -> dict[str, str]:
    """Lesson key to "here" or "done"; empty before the browser has said who is learning."""
    try:
        return host.lab_book().progress(learner.learner_id()) if learner.settled() else {}
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")
        return {}


def opened(lesson: course.Lesson) -> bool:
    """Notes that the lesson was opened; False where it cannot."""
    try:
        host.lab_book().mark(learner.learner_id(), lesson.key, "here")
        return True
    except LabBookError:
        return False


@lru_cache(maxsize=64)  # Streamlit looks for each page's file on the disk
def _page(lesson: course.Lesson, icon: str) -> StreamlitPage:
    return st.Page(lesson.file, title=lesson.title, icon=icon, default=lesson.key == "home")


def run() -> None:
    """One run: the navigation, then the page."""
    guard(host.settings())  # placed already, unless the app was started in a way that knows no `st.App`
    host.take_up()
    states = progress()
    pages = {
        # A copy: `st.navigation` writes into the page that it chooses, and sessions run at the same time.
        lesson: copy(_page(lesson, HALF if states.get(lesson.key) == "here" else RING))
        for lesson in course.shown()
    }
    chapters = {name: [pages[lesson] for lesson in lessons] for name, lessons in course.chapters().items()}
    # Off in config.toml, so that nobody sees the bare list of files that Streamlit makes of a folder `pages`.
    st.set_option("client.showSidebarNavigation", True)
    page = st.navigation(chapters, expanded=True)
    learner.meet()  # not before: an answer from a browser that does not know its page yet would lead to the first one
    look.fill_dots(pages[lesson].url_path for lesson in pages if states.get(lesson.key) == "done")
    here = next(lesson for lesson in pages if pages[lesson] is page)
    if here.minutes and learner.settled() and here.key not in states and opened(here):
        st.rerun()  # so that the dot shows at once; only the first time a lesson is opened
    if lecture.on():
        lecture.show(here.key, speaker_notes(here), strip.led(here), strip.lead)
    with st.sidebar:
        lecture.switch()
        learner.farewell()
    strip.show(here)
    page.run()


def speaker_notes(lesson: course.Lesson) -> dict[str, Any]:
    """What a lecturer's second window says of a lesson."""
    from lib.export import teaching  # its templates are not for a first page to wait for

    guide = teaching.guide()
    about = next((each for each in guide.lessons if each.key == lesson.key), None)
    return {
        "title": lesson.title,
        "idea": about.idea if about else lesson.summary,
        "ask": about.ask if about else "",
        "trap": about.trap if about else "",
        "after": list(about.after) if about else [],
        "kinds": asdict(guide.moments),
    }


def draw() -> None:
    """One run of the course; whatever goes wrong in it, the learner reads a sentence."""
    look.dress()
    try:
        with host.lab_book().page_run():
            run()
    except SettingsError as wrong:
        log.error("%s", wrong)
        st.error(
            "This course is not open yet: one of its settings cannot be used. Whoever runs it finds in the server's log "
            "which one, and what is expected.",
            icon=":material/error:",
        )
    except Exception:  # Streamlit's own stop, rerun and switch are no `Exception`
        log.exception("A page failed")
        st.error(
            "This page could not go on. What you did so far is kept. Reload it; if that does not help, open another "
            "lesson and come back later.",
            icon=":material/error:",
        )
    finally:
        heap.settle()
