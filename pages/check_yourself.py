"""Lesson: questions gathered on one page, as many as possible made from the learner's own runs."""

from __future__ import annotations

import streamlit as st

from lib.measure.question_table import table
from lib.screen.kit import course, lesson, look
from lib.screen.kit.learner import settled
from lib.screen.runs import quiz

LESSON = "check_yourself"


def score(asked: quiz.Asked) -> None:
    """How many were right at once, and another round with those that were not."""
    total, right = len(asked.all), len(asked.right_at_once)
    round_ = f" Round {asked.number}." if asked.number > 1 else ""
    st.progress(
        asked.answered / total, f"**{asked.answered} of {total} answered, {right} right at once.**{round_}"
    )
    if asked.answered < total:
        return
    missed = asked.missed
    if missed:
        st.button(
            f"Ask me the {len(missed)} that I missed again", key="again", type="primary", disabled=not settled(),
            on_click=quiz.again, args=(missed, asked.number),
        )  # fmt: skip
        st.caption(
            "Being asked again after a day or two keeps more than reading again (Roediger & Karpicke 2006)."
        )
    else:
        st.markdown("None is left. Come back in a few days: being asked again is what makes it stay.")
        st.button(
            "All questions from the start",
            key="from_start",
            disabled=not settled(),
            on_click=quiz.again,
            args=([], asked.number),
        )


lesson.opening(
    LESSON,
    "You find out what you know. A wrong answer gets a hint first, then the reason; what you miss comes back.",
)
asked = quiz.gather()
with look.card("score"):
    score(asked)
if asked.own:
    st.subheader("From your own runs", anchor=False)
    quiz.ask(asked, asked.own)
elif asked.number == 1:
    with look.card("no_runs"):
        st.markdown("Questions about your own runs join these once you have trained something.")
        st.page_link(course.lesson("train_a_digit_reader").file, icon=":material/arrow_forward:")
if asked.general:
    st.subheader("From every lesson", anchor=False)
    quiz.ask(asked, asked.general)
lesson.explain(LESSON, table(LESSON)["in_words"])
lesson.next_lesson(LESSON)
lesson.done(LESSON, asked.answered == len(asked.all))
