"""Lesson: questions of every lesson on one page, as many as possible made from the learner's own runs."""

from __future__ import annotations

import streamlit as st

from lib.measure import ideas
from lib.measure.question_table import table
from lib.screen.kit import course, lesson, look
from lib.screen.kit.learner import settled
from lib.screen.kit.words import until
from lib.screen.runs import quiz

LESSON = "check_yourself"


def score(asked: quiz.Asked) -> None:
    """How many were right at once, and what comes after the round."""
    total, right = len(asked.all), len(asked.right_at_once)
    round_ = f" Round {asked.number}." if asked.number > 1 else ""
    st.progress(
        asked.answered / total, f"**{asked.answered} of {total} answered, {right} right at once.**{round_}"
    )
    if asked.answered < total:
        return
    if asked.waiting:
        st.button(
            "Next round",
            key="again",
            type="primary",
            disabled=not settled(),
            on_click=quiz.next_round,
            args=(asked,),
        )
    else:
        back = asked.comes_back
        st.markdown(
            "No question is left for now."
            + (
                f" The next one comes back {until(back)}."
                if back is not None
                else " You got all of them right."
            )
        )
        st.button(
            "Ask me some again",
            key="once_more",
            disabled=not settled(),
            on_click=quiz.once_more,
            args=(asked,),
        )
    st.caption(
        "A question that you miss comes back after 1 day, then after 3 days, then after 7. To be asked again helps you remember "
        "more than to read again (Roediger & Karpicke 2006)."
    )


def by_idea(asked: quiz.Asked) -> None:
    """How many were right, idea by idea, each with the way to the lesson that teaches it."""
    found = asked.by_lesson()
    if not found:
        return
    with look.card("ideas", "What you know, idea by idea"):
        for key, (right, total) in found.items():
            entry = course.lesson(key)
            st.page_link(
                entry.file, label=f"{ideas.WORDS.get(key, entry.title)}: **{right} of {total} right**",
                icon=":material/check_circle:" if right == total else ":material/arrow_forward:",
            )  # fmt: skip


lesson.opening(LESSON, "You find out what you know. A wrong answer gets a hint first, then the reason.")
asked = quiz.gather()
with look.card("score"):
    score(asked)
own, general = ([item for item in asked.items if item.own is mine] for mine in (True, False))
if own:
    st.subheader("From your own runs", anchor=False)
    quiz.ask(asked, own)
elif not any(item.own for item in asked.pool):
    with look.card("no_runs"):
        st.markdown("Train something, and some questions are about your own runs.")
        st.page_link(course.lesson("train_a_digit_reader").file, icon=":material/arrow_forward:")
if general:
    st.subheader("From the lessons", anchor=False)
    quiz.ask(asked, general)
by_idea(asked)
lesson.explain(LESSON, table(LESSON)["in_words"])
lesson.next_lesson(LESSON)
lesson.done(LESSON, asked.answered == len(asked.all))
