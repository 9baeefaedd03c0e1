"""Lesson: the original and retrained models on the same photos: what was fixed, what broke, whether it is luck."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.compare import choosing, comparison
from lib.screen.kit import lesson, pet_tiles
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import retrained

LESSON = "original_against_retrained"
QUESTIONS = table(LESSON)

pet_tiles.dress()
lesson.opening(
    LESSON,
    "Two models see the same test photos, and none of these was in the training. Which photos does each get right?",
)
contest = choosing.contest(learner_id() if settled() else None)
if not comparison.guessed(contest):
    st.stop()
comparison.show(contest)

lesson.check(LESSON, QUESTIONS["pairs"])
lesson.check(LESSON, QUESTIONS["luck"])
lesson.check(LESSON, QUESTIONS["few"].given(frozen=retrained.stored().result["frozen"]))
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras and SciPy, for cats and dogs", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
