"""Lesson: collect pictures of your own, teach a model to tell them apart, and try it live."""

from __future__ import annotations

import streamlit as st

from lib.export.own_code import OWN_PICTURES
from lib.lab_book.outcome import test_share
from lib.measure.shares import per_cent
from lib.screen.kit import host, lesson, look, pet_tiles
from lib.screen.kit.plain import plain
from lib.screen.own import own_grid, own_live, own_told, own_train, own_ways
from lib.screen.pictures import own_state
from lib.screen.runs import take_home

LESSON = "your_own_pictures"

host.engine().warm_up()
own_train.ready(own_train.usual_base())
pet_tiles.dress()
lesson.opening(
    LESSON,
    "You find out how few pictures it takes to teach a model something new, and how a test can flatter it.",
)
bet = lesson.predict(
    LESSON, "accuracy",
    "You collect about 20 pictures of each of your classes and train a new head on them. How many of the pictures that it "
    "has not met will it get right?", list(own_train.BETS),
)  # fmt: skip

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
left, right = st.columns([1, 3])
with left:
    own_train.controls(bet, run)
with right:
    own_train.panel(run, bet)

ended = run if run and not run.live and run.result.get("test") else None
if ended:
    test = test_share(ended)
    lesson.recall_prediction(LESSON, "accuracy", f"It gets {per_cent(test.accuracy)} right." if test else "")
    own_train.outcome(ended)
    own_live.card(ended)
    take_home.card(ended)

leak = lesson.check(
    LESSON, "leak", "You take 20 frames of one cup without moving it, and the test says 100 %. What do you know?",
    ["It knows cups", "It knows these frames", "It needs more epochs"], "It knows these frames",
    {"It knows cups": "How many cups has it seen, and in which places?",
     "It needs more epochs": "What could it still learn from frames that are all the same?"},
    "Frames of one recording are twins: those in the test are hardly others than those it learned from. That is leakage.",
)  # fmt: skip
uneven = lesson.check(
    LESSON, "uneven", "You have 90 pictures of hot dogs and 10 of other things. A model is right on 90 %. Is it any good?",
    ["Yes, 90 % is a lot", "That cannot be told from this", "No, it must be broken"], "That cannot be told from this",
    {"Yes, 90 % is a lot": "What would a model get that always says “hot dog”?",
     "No, it must be broken": "It could be right on both kinds. Which number would tell you?"},
    "Always saying “hot dog” gets 90 % as well. Look at each class by itself.",
)  # fmt: skip
neither = lesson.check(
    LESSON, "neither", "Your model knows hot dogs and bananas. You show it a shoe. What does it say?",
    ["Nothing", "Hot dog or banana", "That it does not know"], "Hot dog or banana",
    {"Nothing": "Show yours something that is in none of your classes.",
     "That it does not know": "Which class would that answer be?"},
    "The likelihoods are made to add up to 1 over your classes. A class of other things helps, and knows only what is in it.",
)  # fmt: skip
lesson.explain(LESSON, "own_words", "In one line: what do your pictures not show that your model will meet?")
lesson.code("The same in Keras", OWN_PICTURES)
lesson.next_lesson(LESSON)
if ended and leak and uneven and neither:
    lesson.done(LESSON)
