"""A guess about a run: asked for beside the settings as they stand, and kept with the run that they make.

It belongs to those settings: others are asked about anew, a run that is stopped answers nothing. Until the run starts a guess lasts
as long as the session. It knows no setting's meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lib.lab_book.guess import Guess
from lib.lab_book.runs import Run
from lib.measure.question import Question
from lib.screen.kit import host, look
from lib.screen.kit import lesson as lesson_parts
from lib.screen.kit.learner import learner_id
from lib.screen.pictures import own_state
from lib.screen.runs import guessed
from lib.specs.choices import OWN
from lib.specs.specs import FIELDS, RetrainRun, Spec, identity, kind_of, to_dict

FIRST = "Make your guess above first."
KEPT = 20  # guesses of one session that wait for their run: as many settings as somebody goes back and forth between
_WAITING, _DRAWN = "_guesses", "_guess_drawn"


@dataclass(frozen=True)
class Asked:
    """The guess about some settings as it stands."""

    settings: str
    guess: Guess | None
    known: bool = False  # the learner has seen what comes out: there is nothing to guess
    over: bool = False  # known, or under way: too late for one

    @property
    def ready(self) -> bool:
        return self.known or self.guess is not None

    @property
    def first(self) -> str:
        """What is to be done before a run is started; "" where nothing is, or can be any more."""
        return "" if self.ready or self.over else FIRST


def ask(
    lesson: str,
    question: Question,
    spec: Spec,
    runs: Sequence[Run],
    names: Sequence[str] = (),
    exactly: str = "Test accuracy, %",
    fold: bool = False,
) -> Asked:
    """Asks about the settings as they stand; the guess on them, if there is one.

    Args:
        question: with the settings in its words.
        runs: this learner's: what these settings have answered already is not asked again.
        names: of the classes, for the pair that is most often mixed up; without any it is not asked for.
        exactly: what a number that is written down is of.
        fold: whether the card is a line once there is nothing to be guessed, and opens on a click.
    """
    asked = _standing(spec, runs)
    lesson_parts.asks(question)
    # Of runs the one that was trained counts, and not each that the controls may stand for
    lesson_parts.part(f"predict.{question.key}", asked.ready or any(run.guess is not None for run in runs))
    shown, key = question.shown, question.key
    drawn = st.session_state.get(_DRAWN) == (key, asked.settings) and f"predict_{key}" in st.session_state
    if asked.over or not drawn:
        _put(key, question, asked.guess)
    st.session_state[_DRAWN] = (key, asked.settings)
    folded = fold and (asked.ready or asked.over)
    with look.ask(f"predict_{key}", "" if folded else "Before you train"):
        line = f":material/bookmark: {_line(question, asked)}"
        more = "Look at it" if asked.over else "Change it"
        inner = look.folded(key, line, more) if folded else st.container()
    with inner:
        st.markdown(f"**{question.text}**")
        change = (lesson, question, asked.settings)
        st.pills(
            question.text, list(shown), key=f"predict_{key}", format_func=shown.__getitem__, disabled=asked.over,
            on_change=_take, args=(*change, True), label_visibility="collapsed",
        )  # fmt: skip
        if not folded:
            st.markdown(line)
        with st.expander("Guess more exactly", key=f"exactly_{key}"):
            if asked.over:
                st.caption("The run has started, so this guess stays.")
            else:
                _exactly(exactly, names, change)
    return asked


def keep(run_id: str, asked: Asked | None, spec: Spec) -> None:
    """Keeps the guess, as it stands by now, with the run that was just started, where it was made for its settings.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    if asked is None or asked.settings != settings(spec):
        return
    if guess := st.session_state.get(_WAITING, {}).get(asked.settings, asked.guess):
        host.lab_book().keep_guess(run_id, learner_id(), guess)


def settings(spec: Spec) -> str:
    """What makes two runs ask the same: every setting, and of a learner's own pictures which they are."""
    if not isinstance(spec, RetrainRun) or spec.pictures != OWN:
        return identity(spec)
    own = own_state.own()
    sizes = [len(picture.jpeg) for picture in own.pictures]  # two sets with all of these alike are one
    return identity(spec, *own.classes, str(sizes), own.part.tobytes().hex())


def besides(spec: Spec, named: Sequence[str]) -> str:
    """The settings that are not the usual ones, for a question that names some others: ", optimizer sgd", or ""."""
    usual, told = type(spec)(), ""
    for field in FIELDS[kind_of(spec)]:
        value = getattr(spec, field.name)
        if field.name not in named and value != getattr(usual, field.name):
            label = field.label.lower()
            told += f", {len(value)} {label}" if field.kind == "indices" else f", {label} {field.text(value)}"
    return told


def count(n: int, thing: str) -> str:
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def _standing(spec: Spec, runs: Sequence[Run]) -> Asked:
    """The guess that was made for these settings: one that waits for its run, or that of such a run."""
    asked, as_stored = settings(spec), to_dict(spec)
    of_own = isinstance(spec, RetrainRun) and spec.pictures == OWN  # only its guess tells which they were

    def same(run: Run) -> bool:
        if run.guess is not None:
            return run.guess["settings"] == asked
        return not of_own and run.kind == kind_of(spec) and run.spec == as_stored

    these = [run for run in runs if same(run)]
    known = any(run.state == "done" for run in these)
    over = known or any(run.live for run in these)
    told = next((run.guessed for run in these if run.guess), None)
    waiting: dict[str, Guess] = st.session_state.get(_WAITING, {})
    return Asked(asked, told if over else waiting.get(asked, told), known, over)


def _line(question: Question, asked: Asked) -> str:
    if asked.guess:
        pair = " with its pair" if asked.guess.pair else ""
        end = (
            "It counts for these settings."
            if asked.over
            else "It counts for these settings. The chart of their run will show it."
        )
        return f"Your guess: **{guessed.words(question, asked.guess)}**{pair}. {end}"
    if asked.known:
        return (
            "You have trained with these settings, so you know the result. Change a setting, and guess again."
        )
    if asked.over:
        return "This run began without a guess."
    if st.session_state.get(_WAITING):
        return "You have changed the settings since your last guess. What do you guess now?"
    return "Choose one to go on. You will see it beside the outcome."


def _exactly(label: str, names: Sequence[str], change: tuple[str, Question, str]) -> None:
    """The number, and the pair of classes, that somebody may write down beside an option or in place of it."""
    key, args = change[1].key, (*change, False)
    columns = st.columns(3 if names else 1)
    columns[0].number_input(
        label, 0.0, 100.0, None, 0.5, key=f"exact_{key}", placeholder="leave open", on_change=_take, args=args
    )
    for place, says, part in zip(
        columns[1:], ("Most often a", "is taken for a"), ("truth", "taken"), strict=False
    ):
        place.selectbox(
            says, range(len(names)), index=None, key=f"{part}_{key}", placeholder="leave open", on_change=_take, args=args,
            format_func=lambda k: names[k],
        )  # fmt: skip


def _put(key: str, question: Question, guess: Guess | None) -> None:
    """Sets the widgets to the guess on these settings: nothing is preset where there is none."""
    exact = guess.accuracy if guess and question.accuracy(guess.option) is None else None
    truth, taken = guess.pair if guess and guess.pair else (None, None)
    state = {
        "predict": (guess.option or None) if guess else None,
        "exact": None if exact is None else 100 * exact,
    }
    for part, value in (state | {"truth": truth, "taken": taken}).items():
        st.session_state[f"{part}_{key}"] = value


def _take(lesson: str, question: Question, asked: str, option: bool) -> None:
    """Takes what the widgets say as the guess on these settings.

    Args:
        option: one was chosen just now. It and a number say the same of an accuracy, so the later one holds.
    """
    said, key = st.session_state, question.key
    waiting: dict[str, Guess] = said.setdefault(_WAITING, {})
    chosen, exact = said[f"predict_{key}"] or "", said[f"exact_{key}"]
    accuracy, stands_for = None if exact is None else exact / 100, question.accuracy(chosen)
    if stands_for is not None and (option or accuracy is None):
        accuracy, said[f"exact_{key}"] = stands_for, None
    elif stands_for is not None:
        chosen, said[f"predict_{key}"] = "", None
    truth, taken = (said.get(f"{part}_{key}") for part in ("truth", "taken"))
    pair = None if truth is None or taken is None or truth == taken else (truth, taken)
    waiting.pop(asked, None)
    if chosen or accuracy is not None:
        waiting[asked] = Guess(asked, lesson, key, chosen, accuracy, pair)
        for old in list(waiting)[:-KEPT]:
            del waiting[old]
