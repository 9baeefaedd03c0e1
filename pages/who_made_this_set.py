"""Lesson: people choose pictures and labels, and a model learns their choices: who made each set, and for whom a model is wrong."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.kit import lesson
from lib.screen.who_made import (
    consent_tab,
    energy_tab,
    groups_tab,
    labelling,
    sets_tab,
    threshold_tab,
)

LESSON = "who_made_this_set"
QUESTIONS = table(LESSON)
TABS = {
    "Who made each set?": sets_tab.show,
    "Right for everybody?": groups_tab.show,
    "Two kinds of mistake": threshold_tab.show,
    "Pictures of people": consent_tab.show,
    "Energy": energy_tab.show,
}

lesson.opening(
    LESSON,
    "People take the pictures, and people give the labels. A model learns their choices, and nothing else.",
)
if lesson.predict(LESSON, QUESTIONS["agree"], fold=True) is None:
    st.stop()
given = labelling.show()

tabs = st.tabs(list(TABS), key="made_tab", on_change="rerun")  # a closed one costs nothing
for tab, show in zip(tabs, TABS.values(), strict=True):
    if tab.open:
        with tab:
            show()

lesson.check(LESSON, QUESTIONS["learns"])
lesson.check(LESSON, QUESTIONS["shelter"])
lesson.check(LESSON, QUESTIONS["dearer"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in NumPy and scikit-learn", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, did=bool(given))
