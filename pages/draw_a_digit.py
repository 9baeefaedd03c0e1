"""Lesson: draw a digit, be read, and find out what the network needs to read you."""

from __future__ import annotations

import streamlit as st

from lib.measure.question_table import table
from lib.screen.digits import digit_sources, reading
from lib.screen.kit import lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.models import readers
from lib.screen.models.model import Model

LESSON = "draw_a_digit"
QUESTIONS = table(LESSON)
WAYS = {
    "Draw": digit_sources.drawn,
    "A real test digit": digit_sources.tested,
    "A photo or scan": digit_sources.photographed,
}


def choose_reader() -> Model:
    """Which network reads: the learner's last run unless another one is chosen."""
    offered = readers.choices(learner_id())
    if settled() and "reader_offered" not in st.session_state:  # the browser has just said who is here
        st.session_state.reader_offered = True
        st.session_state.pop("reader", None)
    chosen = st.selectbox(
        "Which network reads?", offered, format_func=lambda each: offered[each], key="reader"
    )
    reader = readers.find(chosen, learner_id())
    st.caption(reader.origin)
    return reader


lesson.opening(LESSON, "How does a network read your handwriting? What must happen to a drawing first?")
if lesson.predict(LESSON, QUESTIONS["off_centre"], fold=True) is None:
    st.stop()

with st.container(horizontal=True, vertical_alignment="center"):
    way = st.segmented_control(
        "What is read", WAYS, default="Draw", key="way", required=True, label_visibility="collapsed", width="content"
    )  # fmt: skip
    with look.drawer("Which network reads?"):
        reader = choose_reader()
    st.caption(plain(reader.name), width="content")
if way == "Draw":
    st.markdown(
        "Draw a small 7 in a corner. Then switch “Centre it as MNIST does” off and on. (MNIST: the digits that it learned from.)"
    )
digit = WAYS[way or "Draw"](reader.network)

if digit is not None and digit.own:
    with look.card("own", "Your own handwriting"):
        reading.ask_meant(reader, digit)
if digit is not None and digit.both is not None:
    with look.card("twice", "The same drawing, prepared in two ways"):
        reading.show_twice(reader.network, digit.both)
if digit is not None:
    with look.card("happened", "What just happened"):
        reading.explain(reader.network, digit)

with st.expander("Does the network learn from what it reads?", icon=":material/explore:"):
    reading.freeze(reader.network)
lesson.check(LESSON, QUESTIONS["sideways"])
lesson.check(LESSON, QUESTIONS["frozen"])
lesson.check(LESSON, QUESTIONS["softmax"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("One drawing, read by Keras", reading.KERAS_CODE)
lesson.next_lesson(LESSON)
lesson.done(LESSON, digit is not None)
