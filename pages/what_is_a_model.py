"""Lesson: a program's rules against learned weights, on the same task; then the model is frozen."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.measure.two_digits import Frozen
from lib.screen.kit import lesson
from lib.screen.what_is_a_model import (
    descent_lab,
    frozen_model,
    learn_steps,
    ones_and_zeros,
    rule_lab,
)

LESSON = "what_is_a_model"
QUESTIONS = table(LESSON)
REACHED = "reached"  # in the address: how far the machine is


def check(frozen: Frozen) -> None:
    """Two questions, one of them from this page's own numbers."""
    seen = ones_and_zeros.both()[0]
    right = int((frozen.answers(seen.x) == seen.y).sum())
    lesson.check(LESSON, QUESTIONS["wrote"].given(rule=rule_lab.proportion(seen).correct, model=right))
    lesson.check(LESSON, QUESTIONS["fresh"])


lesson.opening(LESSON)
if lesson.predict(LESSON, QUESTIONS["who"]) is None:
    st.stop()
learn_steps.two_machines()
lesson.prose(
    "A program gets rules and an input and gives an answer. A [[model]] gets its rules from examples with a [[label]] each. The task is the same for both: tell a 1 from a 0."
)
rule_lab.show()

st.subheader("Learning: the machine finds the rules", anchor=False)
lesson.prose(
    "It adds up all pixels, each multiplied by its own [[weight]], and a [[bias]]. Above zero it says 1. Press Learn: after "
    "each digit the label tells how wrong it was, and almost every weight moves a little in the direction that lowers the [[loss]]."
)
reached = st.query_params.get(
    REACHED, ""
)  # a refresh keeps what stands in the address, a page switch the session
if reached in {"learned", "frozen"}:
    st.session_state.learned = True
if reached == "frozen":
    st.session_state.frozen = True
learned = learn_steps.learn_steps(
    ones_and_zeros.lesson(), ones_and_zeros.both()[0], finished="learned" in st.session_state
)
if learned:
    st.session_state.learned = True
lesson.prose(
    "The compute box only multiplies and adds. One digit takes 784 multiplications to read and as many to learn from. Large "
    "networks need billions for one picture. Within a layer none waits for another, so a GPU, which has thousands of small calculators, does many at once."
)
if (
    not st.button(
        "Freeze the model",
        key="freeze",
        type="primary",
        disabled="learned" not in st.session_state,
    )
    and "frozen" not in st.session_state
):
    if "learned" in st.session_state:
        st.query_params[REACHED] = "learned"
    st.caption("Press Learn and let it see all 200 digits; then you can freeze it.")
    st.stop()
st.session_state.frozen = True
st.query_params[REACHED] = "frozen"
frozen = ones_and_zeros.lesson().frozen

st.subheader("Frozen: it only answers", anchor=False)
frozen_model.show(LESSON, frozen)
st.subheader("What a model is not", anchor=False)
frozen_model.what_it_is_not(frozen)
st.subheader("How the weights find their way", anchor=False)
lesson.prose(
    "The same digits, with only one weight, or two: the loss of every choice can be drawn. [[Gradient descent]] looks which way is down and takes "
    "a step; the [[learning rate]] says how far. Try the smallest rate, then the largest. (This model is linear and its loss the mean squared error: that makes it a bowl. A network with hidden layers has a hillier one.)"
)
descent_lab.show()
check(frozen)
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
