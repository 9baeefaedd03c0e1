"""Lesson: where a model goes wrong: a wall of all its pictures, the same as tables, and cleaning."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.kit import lesson, pet_tiles
from lib.screen.mistakes import wall, wrong_clean, wrong_guess, wrong_model, wrong_tables

LESSON = "where_does_it_go_wrong"
QUESTIONS = table(LESSON)
CSS = """<style>
.sharp img { image-rendering: pixelated; border: 1px solid var(--line); background: #fff; padding: 4px; }
.unfit { margin: 0; }
.unfit figcaption { font-size: .8125rem; line-height: 1.35; color: var(--muted); margin-top: .3rem; }
.unfit img { width: 72px; height: 72px; image-rendering: pixelated; background: #fff; border: 1px solid var(--line); border-radius: .5rem; padding: 3px; }
.unfit.photo img { width: 104px; height: 104px; image-rendering: auto; object-fit: cover; padding: 0; }
[class*="st-key-wall_"][data-stale="true"], [data-stale="true"]:has(> [class*="st-key-wall_"]), [data-stale="true"] [class*="st-key-wall_"] { opacity: 1 !important; }
.unfit b { display: block; color: var(--st-text-color, inherit); }
</style>"""
WALL, TABLES, CLEAN = "The wall", "As tables", "Clean and retrain"

pet_tiles.dress()
st.html(CSS)
lesson.opening(
    LESSON, "The accuracy says how often a model is wrong. You find out where, and on which pictures."
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    model = wrong_model.choose()
st.caption(wrong_model.origin(model))
if lesson.predict(LESSON, wrong_guess.asked(model), fold=True) is None:
    st.stop()

part = wrong_model.choose_part(model)
tabs = st.tabs([WALL, TABLES, CLEAN], key="mistakes_tab", on_change="rerun")  # a closed one costs nothing
if tabs[0].open:
    with tabs[0]:
        wall.show(part)
if tabs[1].open:
    with tabs[1]:
        wrong_tables.show(part)
if tabs[2].open:
    with tabs[2]:
        wrong_clean.show(model)
wrong_guess.happened(part)

lesson.check(LESSON, QUESTIONS["hidden"])
lesson.check(LESSON, QUESTIONS["recall"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in NumPy and scikit-learn", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
