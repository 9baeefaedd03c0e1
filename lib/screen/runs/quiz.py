"""The questions of "Check yourself": gathered from the learner's runs, asked in rounds, the missed ones again.

Each answer is kept in the lab book by `lib.screen.kit.lesson.check`. It knows nothing of what a question is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.lab_book.runs import Run
from lib.measure import questions
from lib.measure.question import Question
from lib.screen.kit import host, labels, lesson
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.models import offered
from lib.specs.specs import DigitRun, RetrainRun

LESSON = "check_yourself"
ROUND = "round"  # in the lab book as "2:key,key": the round, and the questions asked in it, all unless named


@dataclass(frozen=True)
class Asked:
    """A round of questions with the answers so far."""

    number: int
    own: list[Question]  # made from the learner's runs
    general: list[Question]
    first: dict[str, str]  # question key -> key of the first answer in this round

    @property
    def all(self) -> list[Question]:
        return [*self.own, *self.general]

    @property
    def right_at_once(self) -> list[Question]:
        return [q for q in self.all if self.first.get(q.key) == q.right]

    @property
    def missed(self) -> list[Question]:
        return [q for q in self.all if self.first.get(q.key) not in (None, q.right)]

    @property
    def answered(self) -> int:
        return len(self.right_at_once) + len(self.missed)


def gather(learner: str = "") -> Asked:
    """This round: at first every question, later those missed in the round before. `learner` unless the one here."""
    learner = learner or learner_id()
    own = own_questions(learner)
    met = {q.meets for q in own} - {""}  # the learner's own run asks it better
    general = [q for q in questions.general() if q.meets not in met]
    kept = _kept(learner)
    number, _, only = kept.get(ROUND, "1:").partition(":")
    if only:
        wanted = set(only.split(","))
        own, general = ([q for q in some if q.key in wanted] for some in (own, general))
    first = {
        q.key: kept[name]
        for q in (*own, *general)
        if kept.get(name := f"check.{_name(q, int(number))}.first") in q.shown
    }
    return Asked(int(number), own, general, first)


def own_questions(learner: str) -> list[Question]:
    """Questions made from this learner's newest finished run of each kind."""
    found: list[Question] = []
    for kind in ("digits", "retrain"):
        run = _newest(kind, learner)
        if run is None:
            continue
        spec, key, made = run.settings, run.id[:8], list[Question]()
        if isinstance(spec, DigitRun):
            made = questions.of_digits(key, spec, run.result, run.history)
        elif isinstance(spec, RetrainRun):
            made = questions.of_photos(key, spec, run.result, run.history)
        asked = {q.key.rpartition("_")[0] for q in found}
        made = [q for q in made if q.key.rpartition("_")[0] not in asked]  # none is asked twice, of two runs
        found += made
        if kind == "digits" and run.has_weights:
            measured = offered.find(f"digits.{run.id}", learner)
            found += questions.of_mistakes(
                key, measured.answers.counts, measured.answers.classes, measured.things
            )
    return found


def of_run(question: Question, learner: str) -> str:
    """What the question is made from, in words; "" where it is of no run."""
    runs = (_newest(kind, learner) for kind in ("digits", "retrain"))
    return next((labels.title(run) for run in runs if run and question.key.endswith(run.id[:8])), "")


def _newest(kind: str, learner: str) -> Run | None:
    try:
        runs = host.lab_book().runs(learner, kind)
    except LabBookError:
        return None
    return next((run for run in runs if run.state == "done" and "test" in run.result), None)


def ask(asked: Asked, some: list[Question]) -> None:
    """The questions, each with its hint and its reason."""
    for q in some:
        if of := of_run(q, learner_id()):
            st.caption(f"Of your run {plain(of)}")
        lesson.check(LESSON, replace(q, key=_name(q, asked.number)))


def again(missed: list[Question], number: int) -> None:
    """Begins the round after `number` with these questions, or with all where there are none."""
    keys = ",".join(q.key for q in missed)
    try:
        host.lab_book().answer(learner_id(), LESSON, ROUND, f"{number + 1}:{keys}")
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")


def _kept(learner: str) -> dict[str, str]:
    try:
        return host.lab_book().answers(learner, LESSON)
    except LabBookError:
        return {}


def _name(question: Question, number: int) -> str:
    """Its key in this round: an earlier round's answer does not count."""
    name = re.sub(r"\W", "_", question.key)
    return name if number == 1 else f"{name}_{number}"
