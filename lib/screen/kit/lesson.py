"""The bones that every lesson shares: predict, check, explain, the code that did it, and the way on.

What a learner answers is kept in the lab book, and in the session where that cannot be written. It knows
nothing of what a lesson is about.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.screen.kit import course, host, look
from lib.screen.kit.glossary import GLOSSARY
from lib.screen.kit.learner import learner_id, settled

NOTE_LIMIT = 300  # characters: a line or two in one's own words


def opening(lesson: str, lede: str = "") -> None:
    """The lesson's title and what the learner will find out; the course's own sentence unless given."""
    entry = course.lesson(lesson)
    look.opening(entry.title, lede or entry.summary)


def prose(text: str) -> None:
    """Markdown in which `[[epoch]]`, or `[[epoch|epochs]]` to show another form, opens its glossary entry.

    Mark a term where it first stands on a page.

    Raises:
        KeyError: the glossary has no such term.
    """
    shown = re.sub(r"\[\[([^]|]+)(?:\|([^]]+))?]]", lambda found: term(found[1], found[2] or ""), text)
    st.markdown(shown, unsafe_allow_html=True)


def term(word: str, shown: str = "") -> str:
    """The word as HTML with its glossary entry: opens on hover, touch and keyboard focus."""
    entry = html.escape(GLOSSARY[word.lower()])
    return (
        f'<span class="term" tabindex="0">{html.escape(shown or word)}'
        f'<span class="entry" role="note"><b>{html.escape(word)}</b> {entry}</span></span>'
    )


def predict(lesson: str, key: str, question: str, options: Sequence[str]) -> str | None:
    """Asks for a guess before anything runs; None until there is one, and then the guess, which stays.

    The doing part waits for it: `if predict(...) is None: st.stop()`, or `return` in a function.
    """
    guess, widget = _kept(lesson).get(f"predict.{key}"), f"predict_{key}"
    with look.ask(widget, "Before you try it"):
        st.markdown(f"**{question}**")
        st.pills(
            question,
            options,
            default=guess if guess in options else None,
            key=widget,
            on_change=_keep_widget,
            args=(lesson, f"predict.{key}", widget, question),
            disabled=guess is not None,  # it stays, and so does its height: what lies below must not move
            label_visibility="collapsed",
        )
        st.markdown(
            ":material/bookmark: Choose one to go on. You will see it beside the outcome."
            if guess is None
            else f":material/bookmark: Your guess: **{guess}**. You will see it beside the outcome."
        )
    return guess


def recall_prediction(lesson: str, key: str, outcome: str) -> None:
    """The guess beside what came out, in one line; nothing where none was made."""
    guess = _kept(lesson).get(f"predict.{key}")
    if guess is not None:
        st.markdown(f":material/bookmark: Your guess was **{guess}**. {outcome}")


def check(
    lesson: str,
    key: str,
    question: str,
    options: Sequence[str],
    right: str,
    hints: Mapping[str, str],
    reason: str,
) -> bool:
    """A question to check oneself; whether it is answered right.

    The first wrong answer gets its hint, the second one the right answer with its reason.
    """
    kept = _kept(lesson)
    first, last = kept.get(f"check.{key}.first"), kept.get(f"check.{key}")
    widget = f"check_{key}"
    with look.ask(widget, "Check yourself"):
        st.radio(
            question,
            options,
            index=options.index(last) if last in options else None,
            key=widget,
            on_change=_keep_check,
            args=(lesson, key, widget, question),
        )
        if last == right:
            st.markdown(f":material/check: **{right}.** {reason}")
        elif last is not None and last == first:
            st.markdown(f":material/lightbulb: {hints.get(last, 'Not that one. Look once more.')}")
        elif last is not None:
            st.markdown(f":material/arrow_forward: **{right}.** {reason}")
    return last == right


def explain(lesson: str, key: str, prompt: str) -> str:
    """One line in the learner's own words, kept for the report; "" while there is none."""
    widget, kept = f"explain_{key}", _kept(lesson).get(f"explain.{key}", "")
    st.text_input(
        prompt,
        value=kept,
        key=widget,
        max_chars=NOTE_LIMIT,
        placeholder="In your own words. Only you see it.",
        on_change=_keep_widget,
        args=(lesson, f"explain.{key}", widget),
    )
    return kept


def code(title: str, source: str) -> None:
    """The Keras code that did it, folded away, with a copy button."""
    with st.expander(title, icon=":material/code:"):
        st.code(source.strip("\n"), language="python")


def done(lesson: str) -> None:
    """Fills the lesson's dot. Runs the page anew the first time, so call it last."""
    if not settled():
        return
    try:
        if host.lab_book().progress(learner_id()).get(lesson) != "done":
            host.lab_book().mark(learner_id(), lesson, "done")
            st.rerun()
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")


def next_lesson(lesson: str) -> None:
    """The way on, at the page's end."""
    after = course.following(lesson)
    if after is not None:
        look.door("next", after.file, after.title, after.summary, "Next")


def _kept(lesson: str) -> dict[str, str]:
    """This learner's answers in a lesson, by question."""
    try:
        stored = host.lab_book().answers(learner_id(), lesson)
    except LabBookError:
        stored = {}
    return stored | _unwritten(lesson)


def _keep(lesson: str, question: str, value: str) -> None:
    try:
        host.lab_book().answer(learner_id(), lesson, question, value)
    except LabBookError:
        _unwritten(lesson)[question] = value


def _keep_widget(lesson: str, question: str, widget: str, asked: str = "") -> None:
    value = st.session_state[widget]
    if value is not None:
        if asked:  # the report tells what was asked, and a question may be made of a run that is gone by then
            _keep(lesson, f"asked.{question}", asked)
        _keep(lesson, question, value.strip())


def _keep_check(lesson: str, key: str, widget: str, asked: str) -> None:
    value = st.session_state[widget]
    _keep(lesson, f"asked.check.{key}", asked)
    if f"check.{key}.first" not in _kept(lesson):
        _keep(lesson, f"check.{key}.first", value)
    _keep(lesson, f"check.{key}", value)


def _unwritten(lesson: str) -> dict[str, str]:
    """Answers that the lab book refused; they last as long as the session."""
    return st.session_state.setdefault(f"_answers_{lesson}", {})
