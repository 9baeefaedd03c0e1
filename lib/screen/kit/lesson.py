"""The bones that every lesson shares: predict, check, explain, the code that did it, and the way on.

What a learner answers is kept in the lab book by the keys of question and option, and in the session where that cannot be
written. It knows nothing of what a lesson is about: its questions are a table in its own room.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.measure.question import Question
from lib.screen.kit import course, glossary, host, look
from lib.screen.kit.learner import learner_id, settled

# In the session: the questions that the page has asked in this run of it, with their numbers
_ASKED = "_asked"
# In the session: guesses by lesson and question that were given elsewhere, with the words asked
_GIVEN = "_given"
_EARLY = "_early"  # in the session: answers by lesson, given before the browser has said who is here
_PARTS = "_parts"  # in the session: what the page has asked in this run of it, and whether it is answered
NOTE_LIMIT = 300  # characters: a line or two in one's own words


def opening(lesson: str, lede: str = "") -> None:
    """The lesson's title and what the learner will find out, with terms as in `prose`; the course's own sentence unless given."""
    entry = course.lesson(lesson)
    look.opening(entry.title, linked(lede or entry.summary))
    st.session_state[_PARTS] = {}
    st.session_state[_ASKED] = lesson, {}
    if lesson in st.session_state.get(_EARLY, {}):
        _kept(lesson)


def asks(question: Question) -> None:
    """Notes that the page asks this: what a lecturer may ask a whole room, see `asked`."""
    st.session_state.setdefault(_ASKED, ("", {}))[1][question.key] = question


def asked(lesson: str) -> Mapping[str, Question] | None:
    """What the lesson asked when it was drawn last, by key, in the order of the page; None where another one was drawn since."""
    drawn, questions = st.session_state.get(_ASKED, ("", {}))
    return questions if drawn == lesson else None


def give(lesson: str, key: str, text: str, option: str) -> None:
    """Has `predict` take a guess that the learner gave elsewhere, where its question still has these words and no guess yet."""
    st.session_state[_GIVEN] = st.session_state.get(_GIVEN, {}) | {(lesson, key): (text, option)}


def part(name: str, answered: bool) -> None:
    """Notes whether something that the page asks, "predict.x" or "check.x", is answered: see `done`."""
    st.session_state.setdefault(_PARTS, {})[name] = answered


def elsewhere(lesson: str, *names: str) -> None:
    """Notes what another part of the same page asks, "predict.x" or "check.x": `done` waits for that too."""
    kept = _kept(lesson)
    for name in names:
        part(name, name in kept)


def prose(text: str) -> None:
    """Markdown in which `[[epoch]]`, or `[[epoch|epochs]]` to show another form, opens its glossary entry.

    Mark a term where it first stands on a page.

    Raises:
        KeyError: the glossary has no such term, by its own or another word.
    """
    st.markdown(linked(text), unsafe_allow_html=True)


def linked(text: str) -> str:
    """The text with the glossary's entries in it, as `prose` takes it."""
    return re.sub(r"\[\[([^]|]+)(?:\|([^]]+))?]]", lambda found: term(found[1], found[2] or ""), text)


def term(word: str, shown: str = "") -> str:
    """The word as HTML with its glossary entry: opens on hover, touch and keyboard focus.

    `hidden` is for a slow browser: it has the words before the stylesheet, which shows the entry where it is asked for.
    """
    named = glossary.entry(word)
    others = f" ({glossary.also(named)})" if glossary.also(named) else ""
    name = html.escape(glossary.spelled(named) + others)
    return (
        f'<span class="term" tabindex="0">{html.escape(shown or word)}'
        f'<span class="entry" role="note" hidden><b>{name}</b> {html.escape(glossary.GLOSSARY[named])}</span></span>'
    )


def predict(lesson: str, question: Question, fold: bool = False) -> str | None:
    """Asks for a guess before anything is done; None until there is one, and then the option's key, which stays.

    What follows waits for it: `if predict(...) is None: st.stop()`, or `return` in a function. A guess about a run is asked
    for by `lib.screen.runs.guesses`.

    Args:
        fold: whether the card is a line once it is answered, for what must be seen at once below it.
    """
    key, widget = f"predict.{question.key}", f"predict_{question.key}"
    asks(question)
    guess, shown = _kept(lesson).get(key), question.shown
    if guess is None and (given := _given(lesson, question)):
        guess = given
        _keep(lesson, _asked(question, key) | {key: given})
    if guess in shown:  # said in each run: what was chosen in a widget that is disabled now, Streamlit drops
        st.session_state[widget] = guess
    folded = fold and guess is not None
    part(key, guess is not None)
    told = (
        ":material/bookmark: Choose one to go on. You will see it beside the outcome."
        if guess is None
        else f":material/bookmark: Your guess: **{question.says(guess)}**. You will see it beside the outcome."
    )
    with look.ask(widget, "" if folded else "Before you try it"):
        inner = look.folded(question.key, told, "Look at it") if folded else st.container()
        with inner:
            st.markdown(f"**{question.text}**")
            st.pills(
                question.text,
                list(shown),
                default=guess if guess in shown else None,
                format_func=shown.__getitem__,
                key=widget,
                on_change=_keep_guess,
                args=(lesson, question, widget),
                disabled=guess is not None,  # it stays, and so does its height: what lies below must not move
                required=True,  # a second tap on the same option is the first tap's
                label_visibility="collapsed",
            )
            if not folded:
                st.markdown(told)
    return guess


def recall_prediction(lesson: str, question: Question, outcome: str, same: bool = False) -> None:
    """The guess beside what came out, in one line; nothing where none was made.

    Args:
        same: a guess that was made about other numbers than the question has now is left out, and the outcome told alone.
    """
    kept = _kept(lesson)
    guess = kept.get(f"predict.{question.key}")
    if guess is not None:
        asked = as_asked(question, kept, f"predict.{question.key}")
        if same and asked.text != question.text:
            st.markdown(outcome)
            return
        st.markdown(f":material/bookmark: Your guess was **{asked.says(guess)}**. {outcome}")


def check(lesson: str, question: Question) -> bool:
    """A question to check oneself; whether it is answered right.

    The first wrong answer gets its hint, the second one the right answer with its reason.
    """
    asks(question)
    kept, shown = _kept(lesson), question.shown
    first, last = (_standing(question, kept, f"check.{question.key}{part}") for part in (".first", ""))
    widget = f"check_{question.key}"
    part(f"check.{question.key}", last is not None)
    _say(widget, last)
    with look.ask(widget, "Check yourself"):
        st.radio(
            question.text,
            list(shown),
            index=list(shown).index(last) if last in shown else None,
            format_func=shown.__getitem__,
            key=widget,
            on_change=_keep_check,
            args=(lesson, question, widget),
        )
        if last == question.right:
            st.markdown(f":material/check: **{shown[question.right]}.** {question.why}")
        elif last is not None and last == first:
            st.markdown(f":material/lightbulb: {question.hint(last)}")
        elif last is not None:
            st.markdown(f":material/arrow_forward: **{shown[question.right]}.** {question.why}")
    return last == question.right


def explain(lesson: str, question: Question) -> str:
    """One line in the learner's own words, kept for the report; "" while there is none."""
    widget, kept = f"explain_{question.key}", _kept(lesson).get(f"explain.{question.key}", "")
    _say(widget, kept)
    st.text_input(
        question.text, value=kept, key=widget, max_chars=NOTE_LIMIT, placeholder="In your own words. Only you see it.",
        on_change=_keep_note, args=(lesson, question, widget),
    )  # fmt: skip
    return kept


def code(title: str, source: str) -> None:
    """The Keras code that did it, folded away, with a copy button."""
    with st.expander(title, icon=":material/code:"):
        st.code(source.strip("\n"), language="python")


def done(lesson: str, did: bool = True) -> None:
    """Shows the parts of the lesson, and fills its dot when all of them are there. Runs the page anew then, so call it last.

    One rule for every lesson: its guess is made, what it is about was done, the checks on the page are answered. A page
    that asks nothing fills nothing.

    Args:
        did: whether what the lesson is about was done.
    """
    parts = st.session_state.get(_PARTS, {})
    guesses = [answered for name, answered in parts.items() if name.startswith("predict.")]
    checks = [answered for name, answered in parts.items() if name.startswith("check.")]
    guessed = "guess made" if len(guesses) == 1 else f"{sum(guesses)} of {len(guesses)} guesses made"
    told = [(guessed, all(guesses))] * bool(guesses) + [("tried out", did)]
    told += [(f"{sum(checks)} of {len(checks)} checks answered", all(checks))] * bool(checks)
    st.caption("This lesson: " + " · ".join(
        f":material/{'check_circle' if over else 'radio_button_unchecked'}: {words}" for words, over in told
    ))  # fmt: skip
    if not settled() or not checks or not all(over for _, over in told):
        return
    try:
        if host.lab_book().progress(learner_id()).get(lesson) != "done":
            host.lab_book().mark(learner_id(), lesson, "done")
            st.rerun()
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")


def next_lesson(lesson: str) -> None:
    """The way on, at the page's end; after the last lesson to the lab book."""
    after = course.following(lesson)
    if after is None:
        place = course.lesson("lab_book")
        look.door("next", place.file, place.title, place.summary, "This was the last lesson")
    else:
        look.door("next", after.file, after.title, after.summary, "Next")


def _given(lesson: str, question: Question) -> str:
    text, option = st.session_state.get(_GIVEN, {}).get((lesson, question.key), ("", ""))
    return option if text == question.text and option in question.shown else ""


def _kept(lesson: str) -> dict[str, str]:
    """This learner's answers in a lesson, by question."""
    try:
        stored = host.lab_book().answers(learner_id(), lesson)
    except LabBookError:
        stored = {}
    early = st.session_state.get(_EARLY, {}).pop(lesson, {}) if settled() else {}
    if new := {name: said for name, said in early.items() if name not in stored}:
        _keep(lesson, new)
        stored = stored | new
    return stored | _unwritten(lesson)


def as_asked(question: Question, kept: Mapping[str, str], answered: str) -> Question:
    """The question with the numbers that it had when it was answered, where these were kept."""
    try:
        values = json.loads(kept.get(f"asked.{answered}", ""))
    except ValueError:  # nothing, or the words that an earlier version kept
        return question
    return replace(question, values=values) if isinstance(values, dict) else question


def _standing(question: Question, kept: Mapping[str, str], answered: str) -> str | None:
    """The answer that is kept, where it still says the same: a number of another run answers nothing about this one."""
    key = kept.get(answered)
    if key not in question.shown:
        return None
    asked = as_asked(question, kept, answered.removesuffix(".first"))
    return key if asked.says(key) == question.says(key) else None


def _keep(lesson: str, said: dict[str, str]) -> None:
    """One write for all that belongs together; what is said before the browser has said who is here is that learner's too."""
    if not settled():
        st.session_state.setdefault(_EARLY, {}).setdefault(lesson, {}).update(said)
    try:
        host.lab_book().answer_all(learner_id(), lesson, said)
    except LabBookError:
        _unwritten(lesson).update(said)


def _asked(question: Question, answered: str) -> dict[str, str]:
    """The numbers in the question, for the report: the run that it was made of may be gone by then."""
    return {f"asked.{answered}": json.dumps(dict(question.values))} if question.values else {}


def _say(widget: str, kept: str | None) -> None:
    """Tells a widget that was drawn empty, before the browser had said who is here, what this learner answered."""
    if kept and widget in st.session_state and not st.session_state[widget]:
        st.session_state[widget] = kept


def _keep_guess(lesson: str, question: Question, widget: str) -> None:
    if (option := st.session_state[widget]) is not None:
        _keep(lesson, _asked(question, f"predict.{question.key}") | {f"predict.{question.key}": option})


def _keep_check(lesson: str, question: Question, widget: str) -> None:
    answered, key = f"check.{question.key}", st.session_state[widget]
    said = _asked(question, answered) | {answered: key}
    if _standing(question, _kept(lesson), f"{answered}.first") is None:
        said[f"{answered}.first"] = key
    _keep(lesson, said)


def _keep_note(lesson: str, question: Question, widget: str) -> None:
    if (words := st.session_state[widget]) is not None:
        _keep(lesson, {f"explain.{question.key}": words.strip()})


def _unwritten(lesson: str) -> dict[str, str]:
    """Answers that the lab book refused; they last as long as the session."""
    return st.session_state.setdefault(f"_answers_{lesson}", {})
