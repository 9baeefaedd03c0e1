"""What a learner does in lessons: how far they came, and their guesses, answers and notes."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, insert, null, select, union_all, update

from lib.lab_book import housekeeping
from lib.lab_book.book import Book, storable
from lib.lab_book.tables import answers, progress

ANSWER_LIMIT = 2000  # characters


class Lessons(Book):
    """Progress and answers of learners."""

    def progress(self, learner: str) -> dict[str, str]:
        """Lesson key to "here" (opened) or "done"."""
        return dict(self._said(learner)[0])

    def mark(self, learner: str, lesson: str, state: str) -> None:
        """Notes "here" or "done"; what is done stays done."""
        mine = (progress.c.learner == learner) & (progress.c.lesson == lesson)
        with self._write() as c:
            self._welcome(c, learner)
            old = c.execute(select(progress.c.state).where(mine)).scalar()
            if old is None:
                new = {"learner": learner, "lesson": lesson, "state": state, "at": time.time()}
                c.execute(insert(progress).values(**new))
                housekeeping.trim_answers(c, progress, learner)
                self._grow(c, answers=1, size=housekeeping.ANSWER_BYTES)
            elif old != "done":
                c.execute(update(progress).where(mine).values(state=state, at=time.time()))

    def now(self) -> float:
        """The clock by which answers are kept, in seconds since 1970."""
        return time.time()

    def answer(self, learner: str, lesson: str, question: str, value: str) -> None:
        """Keeps an answer or a note, in place of an earlier one to the same question."""
        self.answer_all(learner, lesson, {question: value})

    def answer_all(
        self, learner: str, lesson: str, said: Mapping[str, str], without: Collection[str] = ()
    ) -> None:
        """Keeps what belongs together, by question, in one write; answers to the questions `without` go."""
        mine = (answers.c.learner == learner) & (answers.c.lesson == lesson)
        common = {"learner": learner, "lesson": lesson, "at": self.now()}
        new: list[dict[str, Any]] = [
            common | {"question": question, "value": storable(value, ANSWER_LIMIT)}
            for question, value in said.items()
        ]
        size = sum(housekeeping.ANSWER_BYTES + len(each["value"]) for each in new)
        with self._write() as c:
            self._welcome(c, learner)
            c.execute(delete(answers).where(mine, answers.c.question.in_([*said, *without])))
            c.execute(insert(answers), new)
            housekeeping.trim_answers(c, answers, learner)
            self._grow(c, answers=len(new), size=size)

    def take_back(self, learner: str, lesson: str, question: str) -> None:
        """Deletes an answer or a note; nothing where there is none."""
        mine = (answers.c.learner == learner) & (answers.c.lesson == lesson)
        with self._write() as c:
            c.execute(delete(answers).where(mine, answers.c.question == question))

    def answers(self, learner: str, lesson: str) -> dict[str, str]:
        return {question: value for question, (value, _) in self._said(learner)[1].get(lesson, {}).items()}

    def answered_at(self, learner: str, lesson: str) -> dict[str, float]:
        """When each answer was kept, by question, in seconds since 1970."""
        return {question: at for question, (_, at) in self._said(learner)[1].get(lesson, {}).items()}

    def _said(self, learner: str) -> tuple[dict[str, str], dict[str, dict[str, tuple[str, float]]]]:
        """Progress by lesson, and answers with their times by lesson and question: one query for both."""
        return self._once(("said", learner), lambda: self._read_said(learner))

    def _read_said(self, learner: str) -> tuple[dict[str, str], dict[str, dict[str, tuple[str, float]]]]:
        came = select(
            progress.c.lesson, null().label("question"), progress.c.state.label("value"), progress.c.at
        )
        said = select(answers.c.lesson, answers.c.question, answers.c.value, answers.c.at)
        both = union_all(came.where(progress.c.learner == learner), said.where(answers.c.learner == learner))
        states: dict[str, str] = {}
        found: dict[str, dict[str, tuple[str, float]]] = {}
        with self._begin() as c:
            for lesson, question, value, at in c.execute(both):
                if question is None:
                    states[lesson] = value
                else:
                    found.setdefault(lesson, {})[question] = (value, at)
        return states, found
