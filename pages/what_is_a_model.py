"""Lesson: a program's rules against learned weights, on the same task; then the model is frozen."""

from __future__ import annotations

import streamlit as st

from lib.export.lesson_code import WHAT_IS_A_MODEL
from lib.measure.two_digits import Frozen
from lib.screen.kit import lesson
from lib.screen.what_is_a_model import descent_lab, frozen_model, learn_steps, ones_and_zeros, rule_lab

LESSON = "what_is_a_model"


def questions(frozen: Frozen) -> None:
    """Two questions from this page's own numbers."""
    seen = ones_and_zeros.both()[0]
    lesson.check(
        LESSON, "wrote", f"Your rule gets {rule_lab.share(seen).correct} of the first 200 digits right, the model {int((frozen.answers(seen.x) == seen.y).sum())}. Who wrote the model’s weights?",
        ["a programmer", "nobody: they follow from labelled digits", "whoever draws into it"], "nobody: they follow from labelled digits",
        {"a programmer": "A programmer wrote how it learns. Did anyone choose the 785 numbers?",
         "whoever draws into it": "Look at the checksum: do drawings change it?"},
        "Each label moved the weights a little. The rules came out; nobody put them in.",
    )  # fmt: skip
    lesson.check(
        LESSON, "fresh", "Why is the model measured on 200 other digits, and not on those that it learned from?",
        ["there were too few", "digits it has seen say too little", "to train it more"], "digits it has seen say too little",
        {"there were too few": "Counting would work with either 200.", "to train it more": "It is frozen by then."},
        "What counts is how it does on new digits. A machine that only remembered would be perfect on the old ones.",
    )  # fmt: skip


lesson.opening(LESSON)
guess = lesson.predict(
    LESSON, "who", "You write a rule to tell a 1 from a 0. A machine finds its own weights from 200 labelled digits. Who gets more of 200 new digits right?",
    ["My rule", "The machine", "Both the same"],
)  # fmt: skip
if guess is None:
    st.stop()
learn_steps.two_machines()
lesson.prose(
    "A program gets rules and an input and gives an answer. A [[model]] gets its rules from examples with a [[label]] each. The task is the same for both: tell a 1 from a 0."
)
rule_lab.show()

st.subheader("Learning: the machine finds the rules", anchor=False)
lesson.prose(
    "It adds up all pixels, each multiplied by its own [[weight]], and a [[bias]]. Above zero it says 1. Press Learn: after "
    "each digit the label tells how wrong it was, and every weight moves a little in the direction that lowers the [[loss]]."
)
learned = learn_steps.learn_steps(
    ones_and_zeros.lesson(), ones_and_zeros.both()[0], finished=st.session_state.get("frozen", False)
)
lesson.prose(
    "The compute box only multiplies and adds. One digit takes 784 multiplications to read and as many to learn from. Large "
    "networks need billions for one picture. None waits for another, so a GPU, which has thousands of small calculators, does many at once."
)
if (
    not st.button(
        "Freeze the model",
        key="freeze",
        type="primary",
        disabled=not learned and "frozen" not in st.session_state,
    )
    and "frozen" not in st.session_state
):
    st.caption("Press Learn and let it see all 200 digits; then you can freeze it.")
    st.stop()
st.session_state.frozen = True
frozen = ones_and_zeros.lesson().frozen

st.subheader("Frozen: it only answers", anchor=False)
frozen_model.show(LESSON, frozen)
st.subheader("What a model is not", anchor=False)
frozen_model.what_it_is_not(frozen)
st.subheader("How the weights find their way", anchor=False)
lesson.prose(
    "The same digits, with only one weight, or two: the loss of every choice can be drawn. [[Gradient descent]] looks which way is down and takes "
    "a step; the [[learning rate]] says how far. Try the smallest rate, then the largest. (The loss here is the mean squared error, whose shape is a bowl.)"
)
descent_lab.show()
questions(frozen)
lesson.explain(LESSON, "in_words", "In one line: what is a model?")
lesson.code("The same in Keras", WHAT_IS_A_MODEL)
lesson.next_lesson(LESSON)
lesson.done(LESSON)
