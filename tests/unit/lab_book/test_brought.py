"""Runs that a learner's browser trained: in the lab book whole or not at all, and for nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from device import told

from lib.lab_book.book import LabBookError
from lib.lab_book.guess import Guess
from lib.lab_book.outcome import as_json
from lib.lab_book.runs import LabBook
from lib.measure.answers import Answers
from lib.measure.device_run import MARK, read
from lib.settings import Settings


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path, runs_per_learner=3))


def bring(book: LabBook, learner: str = "ann", number: int = 1) -> str:
    run = read(told(number), ())
    return book.bring(learner, run.spec, f"run {number}", run.outcome, run.rows, Guess("s", accuracy=0.9))


def test_it_stands_there_as_any_other_run_and_says_that_nobody_checked_it(book: LabBook) -> None:
    run = book.run(bring(book))
    assert run is not None
    assert (run.state, run.live, run.readable, run.has_weights) == ("done", False, True, True)
    assert run.mark == MARK
    assert as_json(run)["note"] == MARK
    assert (run.guessed.accuracy, run.result["test"]) == (0.9, [5, 6])  # type: ignore[union-attr]
    assert [row["accuracy"] for row in book.rows(run.id)] == [0.5, 0.5, 0.6, 0.6]
    assert Answers.from_bytes(book.test_answers(run.id) or b"").proportion.correct == 5
    assert book.live_runs() == []  # no worker takes it up


def test_nobody_else_is_shown_it_and_limits_hold_for_it(book: LabBook) -> None:
    bring(book)
    assert book.same_run("run 1", "bob") is None
    assert book.same_run("run 1", "ann") is not None
    for number in range(2, 6):
        bring(book, number=number)
    book.forget("ann")
    assert book.runs("ann") == []
    with pytest.raises(LabBookError):
        bring(book, number=9)
