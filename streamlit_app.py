"""The front door: page set-up, who is learning, and the navigation with a dot per lesson."""

from __future__ import annotations

import logging

import streamlit as st

from lib.runs import LabBookError
from lib.screen import course, host, learner, look

DOTS = {"done": ":material/circle:", "here": ":material/contrast:", "new": ":material/radio_button_unchecked:"}

log = logging.getLogger("layers")


def navigation() -> st.Page:  # type: ignore[valid-type]
    """The pages in their chapters; the dots say what this learner has opened and what is done."""
    try:
        states = host.lab_book().progress(learner.learner_id()) if learner.settled() else {}
    except LabBookError as error:
        states = {}
        st.warning(str(error), icon=":material/cloud_off:")
    return st.navigation(
        {
            chapter: [
                st.Page(
                    lesson.file,
                    title=lesson.title,
                    icon=DOTS[states.get(lesson.key, "new")],
                    default=lesson.key == "home",
                    help=lesson.summary,
                )
                for lesson in lessons
            ]
            for chapter, lessons in course.chapters().items()
        },
        expanded=True,
    )


look.dress()
try:
    learner.meet()
    page = navigation()
    with st.sidebar:
        learner.farewell()
    page.run()
except Exception:  # control flow of Streamlit's own (stop, rerun, switch) is no Exception
    log.exception("A page failed")
    st.error(
        "This page could not go on. What you did so far is kept. Reload it; if that does not help, open another "
        "lesson and come back later.",
        icon=":material/error:",
    )
