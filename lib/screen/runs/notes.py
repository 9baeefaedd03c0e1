"""What a learner guessed, answered and wrote, in words, for the report of a run.

The lab book has keys; their words stand in the lessons' tables. An answer of an earlier version that no table knows is told as it
was kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from lib.export.report import Notes
from lib.lab_book.runs import Run
from lib.measure.proportions import per_cent
from lib.measure.question import Question
from lib.measure.question_table import find
from lib.screen.kit import course, host
from lib.screen.kit.lesson import as_asked
from lib.screen.runs import guessed, quiz

KINDS = {"predict": "Guess", "check": "Question, last answer"}
LESSONS = {
    "digits": "train_a_digit_reader",
    "retrain": "retrain_it",
    "experiment": "try_things",
}  # where kinds are trained


def written(learner: str) -> list[Notes]:
    """Lesson by lesson; guesses of runs with the runs."""
    found, runs = [], host.lab_book().runs(learner)
    for lesson in course.shown():
        kept = host.lab_book().answers(learner, lesson.key)
        words = [value for key, value in kept.items() if key.startswith("explain.") and value]
        lines = [line for key, value in kept.items() if (line := _line(lesson.key, key, value, kept))]
        if lesson.key == quiz.LESSON:
            asked = quiz.gather(learner)
            lines = [(q.text, _first(q, asked.first[q.key])) for q in asked.all if q.key in asked.first]
        lines += [_guess(run) for run in runs if run.guess and _asked_in(run) == lesson.key]
        if lines or words:
            found.append(Notes(lesson.title, lines, words))
    return found


def score(learner: str) -> str:
    """How many questions of "Check yourself" were answered right at once; "" before the first."""
    asked = quiz.gather(learner)
    if not asked.answered:
        return ""
    return f"Check yourself: {len(asked.right_at_once)} of {asked.answered} answered right at once, of {len(asked.all)} questions."


def _first(question: Question, answer: str) -> str:
    words, right = question.says(answer), question.says(question.right)
    return f"{words}: right" if answer == question.right else f"{words}. It is: {right}"


def _line(lesson: str, key: str, value: str, kept: Mapping[str, str]) -> tuple[str, str] | None:
    """An answer of the lab book as a line: what was asked, and the answer; None for what a person does not read."""
    kind, _, rest = key.partition(".")
    name, _, first = rest.partition(".")
    if kind not in KINDS:
        return None
    what = "Question, first answer" if first == "first" else KINDS[kind]
    question, asked = find(lesson, name), kept.get(f"asked.{kind}.{name}", "")
    if question is None:
        return f"{what}: {asked or name.replace('_', ' ')}", value
    answered = as_asked(question, kept, f"{kind}.{name}")
    # An earlier version kept the words themselves
    words = asked if asked and not answered.values else answered.text
    return f"{what}: {words}", answered.says(value)


def _asked_in(run: Run) -> str:
    return (run.guessed.lesson if run.guessed else "") or LESSONS.get(run.kind, "")


def _guess(run: Run) -> tuple[str, str]:
    assert run.guessed
    off, share = guessed.missed(run), guessed.came(run)
    said = guessed.words(find(_asked_in(run), run.guessed.question), run.guessed)
    came = f"; it came out {per_cent(share.accuracy)}" if share and run.state == "done" else ""
    return f"Guess on run #{run.id[:4]}", said + came + (f", {off:.1f} points off" if off is not None else "")
