"""How often a page asks the lab book's database: a few times however much a learner has, and once where it redraws."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from pet_engine import PetEngine, open_lesson
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine, Refused
from lib.engine.tasks import Task
from lib.screen.kit import host
from lib.screen.kit import lesson as lesson_parts
from lib.screen.kit.course import COURSE
from lib.screen.runs import example
from lib.settings import ASSETS
from lib.specs.specs import DigitRun, RetrainRun

PER_PAGE = 4
MANY = 60


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so; models answer as `PetEngine` has them, and guesses are made."""
    fake, predict = PetEngine(), lesson_parts.predict

    def call(self: Engine, task: Task, *args: Any) -> Any:
        if task not in fake.answers:
            raise Refused("No worker is here.")
        return fake.call(task, *args)

    def guess(lesson: str, key: str, question: str, options: Sequence[str]) -> str:
        return predict(lesson, key, question, options) or options[0]

    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "call", call)
    monkeypatch.setattr(lesson_parts, "predict", guess)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    said: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(statement)

    engine = host.lab_book()._engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def me(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


def fill(learner: str) -> None:
    """As many runs, answers and lessons as a learner may have; of the runs each second one is a retraining."""
    book, weights = host.lab_book(), (ASSETS / "digit_reader.npz").read_bytes()
    head = json.loads((ASSETS / "example_retrain.json").read_text(encoding="utf-8"))
    run = example.stored()
    for i in range(MANY):
        retrained = i % 2
        spec = RetrainRun(seed=i) if retrained else DigitRun(seed=i)
        run_id = book.add(learner, spec, f"{i}", shareable=True, name=f"run {i}")
        shown = head if retrained else run
        book.change(run_id, state="done", history=shown["history"], result=shown["result"], ended=1.0 + i)
        if i >= MANY - 4:
            book.add_rows(run_id, run["rows"])
            book.keep(run_id, "weights", weights)
            book.keep_epoch(run_id, 0, weights)
        book.answer(
            learner, "try_things", f"bet.{run_id}", json.dumps({"accuracy": 0.9, "missed": 2.0, "came": 0.92})
        )
    for lesson in COURSE:
        book.mark(learner, lesson.key, "done")
        book.answer(learner, lesson.key, "explain.in_words", "so it is")


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("lesson", [lesson.key for lesson in COURSE if lesson.exists])
def test_a_page_asks_at_most_four_times(lesson: str, many: bool) -> None:
    page = open_lesson(lesson)
    if many:
        fill(me(page))
        page.session_state["chosen"] = [run.id for run in host.lab_book().runs(me(page))[:1]]
    page.run()  # notes that the lesson was opened, and reads what is kept from then on
    with counted() as said:
        page.run()
    assert not page.exception
