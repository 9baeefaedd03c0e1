"""Runs on a real engine: two to hand in, and how a test waits for what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook, Run
from lib.specs.specs import DigitRun, RetrainRun

QUICK = DigitRun(epochs=2, hidden=(16,), train_size=2000)
LONG = DigitRun(epochs=30, hidden=(64,), batch_size=32)
OWN_RUN = RetrainRun(pictures="own", base="pocket", epochs=2, batch_size=4)
PATIENCE = 120.0  # seconds; a busy machine takes its time, a broken engine takes for ever


def wait(book: LabBook, run_id: str, until: Callable[[Run], bool]) -> Run:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        run = book.run(run_id)
        assert run is not None
        if until(run):
            return run
        time.sleep(0.05)
    raise AssertionError(f"{run.state}, {run.status}, {run.message}")


def who(learner: str) -> Visitor:
    """A learner on a computer of their own."""
    return Visitor(learner, f"{learner}'s tab", f"{learner}'s address")


def the(book: LabBook, run_id: str) -> Run:
    run = book.run(run_id)
    assert run is not None
    return run


def ended(run: Run) -> bool:
    return not run.live
