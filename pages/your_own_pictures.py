"""Lesson: collect pictures of your own, teach a model to tell them apart, and try it live."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.lab_book.outcome import test_proportion
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.screen.kit import host, lesson, look, pet_tiles
from lib.screen.kit.plain import plain
from lib.screen.own import own_grid, own_live, own_told, own_train, own_ways
from lib.screen.pictures import own_state
from lib.screen.runs import guesses, take_home

LESSON = "your_own_pictures"
QUESTIONS = table(LESSON)

host.engine().warm_up()
own_train.ready(own_train.usual_base())
pet_tiles.dress()
lesson.opening(
    LESSON,
    "You find out how few pictures it takes to teach a model something new, and how a test can flatter it.",
)
with look.card("collect", "Collect"):
    own_ways.names()
    way = own_ways.way()
    if way == "archive":
        own_ways.archive()
    elif way == "camera":
        own_ways.camera()
    if trouble := own_state.refused():
        st.warning(plain(trouble), icon=":material/block:")
    own_ways.limits()

own_grid.classes(way)
if own_state.own().classes:
    own_told.told()

run = own_train.latest()
place = st.container()  # the guess, asked once there is something to train on
left, right = st.columns([1, 3])
with left:
    own_train.controls(place, run)
with right:
    own_train.panel(run)

ended = run if run and not run.live and run.result.get("test") else None
if ended:
    test = test_proportion(ended)
    if test:
        guesses.outcome(ended, QUESTIONS["accuracy"], f"It gets {per_cent(test.accuracy)} right")
    own_train.outcome(ended)
    own_live.card(ended)
    take_home.card(ended)

lesson.check(LESSON, QUESTIONS["leak"])
lesson.check(LESSON, QUESTIONS["uneven"])
lesson.check(LESSON, QUESTIONS["neither"])
lesson.explain(LESSON, QUESTIONS["own_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, ended is not None)
