"""Trainings that browsers tell of: written once, within the limits of all runs, and of no weight for others' predictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from device import told

from lib.engine.engine import Engine, Refused
from lib.engine.visitor import Visitor
from lib.engine.waits import Waits
from lib.lab_book.runs import LabBook
from lib.measure.device_run import read
from lib.settings import Settings

ANN, BOB = Visitor("ann", "tab 1", "1.2.3.4"), Visitor("bob", "tab 2", "1.2.3.4")


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path))


@pytest.fixture
def engine(tmp_path: Path, book: LabBook) -> Iterator[Engine]:
    made = Engine(Settings(folder=tmp_path, submits_per_session=3), book)
    yield made
    made.close()


def test_what_is_told_again_is_the_same_run_and_another_learner_s_is_another(
    engine: Engine, book: LabBook
) -> None:
    run = read(told(), ())
    first = engine.bring(ANN, run)
    assert engine.bring(ANN, run) == first
    assert engine.bring(replace(ANN, session="after a refresh"), run) == first
    assert engine.bring(BOB, run) != first
    assert len(book.runs("ann")) == 1


def test_a_session_tells_no_more_in_a_minute_than_it_may_start(engine: Engine) -> None:
    for number in range(3):
        engine.bring(ANN, read(told(number + 1), ()))
    with pytest.raises(Refused, match="in a minute"):
        engine.bring(ANN, read(told(9), ()))
    engine.bring(ANN, read(told(1), ()))  # what is there already is no new one
    engine.bring(BOB, read(told(1), ()))


def test_the_time_that_a_browser_says_it_took_predicts_nothing(engine: Engine, book: LabBook) -> None:
    spec = read(told(), ()).spec
    before = Waits(book, 1, 0.0).seconds(spec)
    for number in range(3):
        engine.bring(ANN, read(told(number + 1, seconds={"features": 80_000, "train": 80_000}), ()))
    assert Waits(book, 1, 0.0).past(spec) == []
    assert Waits(book, 1, 0.0).seconds(spec) == before
