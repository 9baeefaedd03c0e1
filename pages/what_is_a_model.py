"""Lesson: a program's rule against learned weights, on the same task: down the loss by hand, then learned, then frozen."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.measure.two_digits import Frozen
from lib.screen.kit import lesson
from lib.screen.what_is_a_model import descent_lab, frozen_model, learn_steps, ones_and_zeros, rule_lab

LESSON = "what_is_a_model"
QUESTIONS = table(LESSON)
REACHED = "reached"  # in the address: how far the machine is


def check(frozen: Frozen) -> None:
    """What the numbers follow from, and why they are measured on other digits."""
    right = int((frozen.answers(ones_and_zeros.both()[0].x) == ones_and_zeros.both()[0].y).sum())
    lesson.check(LESSON, QUESTIONS["swapped"])
    lesson.check(LESSON, QUESTIONS["fresh"].given(right=right))


def freeze() -> None:
    st.session_state.frozen = True


lesson.opening(LESSON)
if lesson.predict(LESSON, QUESTIONS["who"], fold=True) is None:
    st.stop()
learn_steps.two_machines()
lesson.prose(
    "A program gets rules and an input, and gives an answer. A [[model]] finds its own numbers from examples. Each example has a "
    "[[label]]: the right answer. This is [[machine learning]], and most of today’s [[AI]] is made this way. Here both do the same "
    "task: tell a 1 from a 0."
)
rule_lab.show()

st.subheader("Learning is a way down", anchor=False)
lesson.prose(
    "The machine multiplies each [[pixel]] by a number, its [[weight]], and adds everything up. A sum above zero means 1. The "
    "[[loss]] says how wrong its answers are on the 200 digits. Here one weight serves all 784 pixels, so the loss is a curve. "
    "[[Gradient descent]] looks at the slope and takes a step down. The [[learning rate]] sets the size of the step. Take steps "
    "until the loss is low. Then try the largest rate."
)
descent_lab.show()

st.subheader("Now 784 weights at once", anchor=False)
lesson.prose(
    "It is the same [[loss]]. Now each pixel has a weight of its own, and there is one [[bias]]. Press Learn. After each digit, the "
    "label says how wrong the answer was. Then every weight that had ink takes a small step down."
)
# A refresh keeps what stands in the address, a page switch the session
reached = st.query_params.get(REACHED, "")
if reached in {"learned", "frozen"}:
    st.session_state.learned = True
if reached == "frozen":
    st.session_state.frozen = True
learned = learn_steps.learn_steps(
    ones_and_zeros.lesson(), ones_and_zeros.both()[0], finished="learned" in st.session_state
)
if learned:
    st.session_state.learned = True
over = "learned" in st.session_state
st.button("Freeze the model", key="freeze", type="primary", disabled=not over, on_click=freeze)
if "frozen" not in st.session_state:
    if over:
        st.query_params[REACHED] = "learned"
        st.caption("It has seen all 200 digits. Freeze it, and its numbers stay as they are.")
    else:
        st.caption("Press Learn first. When the machine has seen all 200 digits, you can freeze it.")
    st.stop()
st.query_params[REACHED] = "frozen"
frozen = ones_and_zeros.lesson().frozen

st.subheader("Frozen: it only answers", anchor=False)
frozen_model.show(LESSON, frozen)
st.subheader("What a model is not", anchor=False)
frozen_model.what_it_is_not(frozen)
check(frozen)
lesson.explain(LESSON, QUESTIONS["in_words"])
with st.expander("Going further: why a GPU helps", icon=":material/hiking:"):
    lesson.prose(
        "The machine only multiplies and adds. One digit takes 784 multiplications to read, and as many to learn from. With more "
        "layers, [[backpropagation]] finds the slope of every weight: that is again multiplying and adding. A large network needs billions for one picture. Inside one [[layer]], no multiplication waits for another. A [[GPU]] has thousands of "
        "small calculators, so it does many of them at the same time."
    )
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
