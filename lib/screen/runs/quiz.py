"""The questions of "Check yourself": gathered from the lessons and from the learner's runs, asked in rounds, the missed ones again.

What this round's answers are is kept by `lib.screen.kit.lesson.check`; what is known of a question after its round stands in
the lab book as `memory.<name>`. It knows nothing of what a question is about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.lab_book.runs import Run
from lib.measure import ideas, questions, spacing
from lib.measure.question import Question
from lib.measure.spacing import Memory
from lib.screen.kit import course, host, labels, lesson
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.models import offered
from lib.specs.specs import DigitRun, RetrainRun

LESSON = "check_yourself"
ROUND = (
    "round"  # in the lab book as "2:name,name": the round, and the questions asked in it, chosen unless named
)
MEMORY = "memory."  # what is known of a question, by its name: see `lib.measure.spacing.Memory`


@dataclass(frozen=True)
class Item:
    """A question that can be asked."""

    name: str  # the same for all questions that ask the same, of whatever run
    lesson: str  # that teaches its idea
    question: Question
    own: bool = False  # made from the learner's runs


@dataclass(frozen=True)
class Asked:
    """A round of questions with the answers so far."""

    number: int
    items: list[Item]  # of this round
    first: dict[str, str]  # question key -> key of the first answer in this round
    memories: dict[str, Memory]  # name -> what is known after the answers so far
    pool: list[Item]  # all that can be asked
    stale: tuple[str, ...]  # rows of the lab book that go with the round
    now: float

    @property
    def all(self) -> list[Question]:
        return [item.question for item in self.items]

    @property
    def right_at_once(self) -> list[Question]:
        return [q for q in self.all if self.first.get(q.key) == q.right]

    @property
    def missed(self) -> list[Question]:
        return [q for q in self.all if self.first.get(q.key) not in (None, q.right)]

    @property
    def answered(self) -> int:
        return len(self.right_at_once) + len(self.missed)

    @property
    def waiting(self) -> int:
        """How many could be asked in the next round: those that are due, and new ones."""
        return len(spacing.choose([item.name for item in self.pool], self.memories, (), self.now))

    @property
    def comes_back(self) -> float | None:
        """Seconds until a question comes back; None where none does."""
        soon = spacing.soonest(
            {item.name: self.memories[item.name] for item in self.pool if item.name in self.memories}
        )
        return None if soon is None else max(0.0, soon - self.now)

    def by_lesson(self) -> dict[str, tuple[int, int]]:
        """Lesson key -> questions that were right the last time, and how many were asked; the weakest first."""
        found: dict[str, tuple[int, int]] = {}
        for item in self.pool:
            if memory := self.memories.get(item.name):
                right, total = found.get(item.lesson, (0, 0))
                found[item.lesson] = (right + memory.right, total + 1)
        return dict(sorted(found.items(), key=lambda each: each[1][0] / each[1][1]))


def gather(learner: str = "") -> Asked:
    """This round. `learner` unless the one here."""
    learner = learner or learner_id()
    kept, times, now = _kept(learner)
    pool = _pool(learner)
    memories = {
        item.name: memory for item in pool if (memory := spacing.read(kept.get(MEMORY + item.name, "")))
    }
    said, _, named = kept.get(ROUND, "1:").partition(":")
    number = int(said)
    while True:
        first = {
            item: kept[row] for item in pool if kept.get(row := _row(item, number)) in item.question.shown
        }
        learned = {
            item.name: spacing.after(
                memories.get(item.name), key == item.question.right, times.get(_row(item, number), now)
            )
            for item, key in first.items()
        }
        if not any(not memory.right and memory.due <= now for memory in learned.values()):
            break
        memories, named, number = (
            memories | learned,
            "",
            number + 1,
        )  # what it missed has come back: the round is over
    names = [item.name for item in pool]
    chosen = [name for name in named.split(",") if name in names] or spacing.choose(
        names, memories, list(learned), now
    )
    items = [item for item in pool if item.name in chosen][: spacing.MOST]
    stale = tuple(row for row in kept if row.startswith(("check.", "asked.check.")))
    shown = {item.question.key: key for item, key in first.items() if item in items}
    return Asked(number, items, shown, memories | learned, pool, stale, now)


def next_round(asked: Asked, names: Sequence[str] = ()) -> None:
    """Begins the round after this one, with these questions or with those that it is time for."""
    known = {MEMORY + name: memory.text() for name, memory in asked.memories.items()}
    again = {ROUND: f"{asked.number + 1}:{','.join(names)}"}
    try:
        host.lab_book().answer_all(learner_id(), LESSON, known | again, without=asked.stale)
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")


def once_more(asked: Asked) -> None:
    """A round of what was asked already: nothing is due, and the learner wants more."""
    next_round(asked, spacing.longest_ago([item.name for item in asked.pool], asked.memories))


def ask(asked: Asked, some: Sequence[Item]) -> None:
    """The questions, each with its hint and its reason."""
    for item in some:
        of = of_run(item.question, learner_id()) if item.own else ""
        st.caption(f"Of your run {plain(of)}" if of else course.lesson(item.lesson).title)
        lesson.check(LESSON, replace(item.question, key=_name(item.question, asked.number)))


def _pool(learner: str) -> list[Item]:
    """Every question once, own ones and those of the lessons in turn, so that a round has of both."""
    own = [_item(q, own=True) for q in own_questions(learner)]
    asked = {item.name for item in own}  # a learner's own run asks it better
    spread = [item for item in _of_lessons() if item.name not in asked]
    return [item for pair in zip_longest(own, spread) for item in pair if item]


@cache
def _of_lessons() -> tuple[Item, ...]:
    """Those that need no run, each once."""
    found: dict[str, Item] = {}
    texts: set[str] = set()
    of_lessons = (q for each in course.shown() if each.key != LESSON for q in questions.of_lesson(each.key))
    for question in (*questions.general(), *of_lessons):
        item = _item(question)
        if item.name not in found and question.text not in texts:
            found[item.name] = item
            texts.add(question.text)
    return tuple(_in_turn(list(found.values())))


def _item(question: Question, own: bool = False) -> Item:
    name = ideas.name_of(question.key)
    return Item(ideas.asks(name), ideas.lesson_of(name), _mixed(question), own)


def _mixed(question: Question) -> Question:
    """Its options in an order of their own, always the same: whoever writes them puts the right one in the middle."""
    options = sorted(
        question.options, key=lambda each: hashlib.sha256(f"{question.words} {each.key}".encode()).digest()
    )
    return replace(question, options=tuple(options))


def _in_turn(items: list[Item]) -> list[Item]:
    """The first question of each lesson, then the second of each, in the course's order."""
    order = [each.key for each in course.shown()]
    seen: dict[str, int] = {}
    ranked: list[tuple[int, int, Item]] = []
    for item in items:
        seen[item.lesson] = seen.get(item.lesson, -1) + 1
        place = order.index(item.lesson) if item.lesson in order else len(order)
        ranked.append((seen[item.lesson], place, item))
    return [item for *_, item in sorted(ranked, key=lambda each: each[:2])]


def own_questions(learner: str) -> list[Question]:
    """Questions made from this learner's newest finished run of each kind, of both kinds in turn."""
    digits, photos = _of_digits(learner), _of_photos(learner)
    asked = {ideas.name_of(q.key) for q in digits}
    photos = [q for q in photos if ideas.name_of(q.key) not in asked]  # none is asked twice, of two runs
    return [q for pair in zip_longest(digits, photos) for q in pair if q]


def _of_digits(learner: str) -> list[Question]:
    run = _newest("digits", learner)
    if run is None or not isinstance(run.settings, DigitRun):
        return []
    found = questions.of_digits(run.id[:8], run.settings, run.result, run.history)
    if run.has_weights:
        measured = offered.find(f"digits.{run.id}", learner)
        found += questions.of_mistakes(
            run.id[:8], measured.answers.counts, measured.answers.classes, measured.things
        )
    return found


def _of_photos(learner: str) -> list[Question]:
    run = _newest("retrain", learner)
    if run is None or not isinstance(run.settings, RetrainRun):
        return []
    return questions.of_photos(run.id[:8], run.settings, run.result, run.history)


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


def _kept(learner: str) -> tuple[Mapping[str, str], Mapping[str, float], float]:
    """Answers of this lesson, when each was kept, and the time by the same clock."""
    book = host.lab_book()
    try:
        return book.answers(learner, LESSON), book.answered_at(learner, LESSON), book.now()
    except LabBookError:
        return {}, {}, book.now()


def _row(item: Item, number: int) -> str:
    return f"check.{_name(item.question, number)}.first"


def _name(question: Question, number: int) -> str:
    """Its key in this round: an earlier round's answer does not count."""
    name = re.sub(r"\W", "_", question.key)
    return name if number == 1 else f"{name}_{number}"
