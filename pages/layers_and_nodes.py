"""Lesson: a network is many small sums. Forward to an answer, and backward from its error to every weight."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.screen.kit import lesson
from lib.screen.layers_and_nodes import backward_pass, forward_pass

LESSON = "layers_and_nodes"
PASSES = {"Forward": forward_pass, "Backward": backward_pass}

lesson.opening(LESSON)
chosen = st.segmented_control(
    "Which way through the network?",
    list(PASSES),
    default="Forward",
    required=True,
    key="pass",
    bind="query-params",
)
other = next(name for name in PASSES if name != chosen)
lesson.elsewhere(LESSON, *PASSES[other].ASKS)
did = PASSES[chosen].show()
if did is None:
    st.stop()  # what follows waits for the guess
lesson.code("A node and one update by hand, in Keras", of_lesson(LESSON))
lesson.done(LESSON, did)
