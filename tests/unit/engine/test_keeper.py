"""The keeper's thread outlives whatever raises in it, and a run that cannot be written down ends all the same."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest
from engine_runs import the
from fake_cluster import FakeCluster, finish, handed_on, wait

from lib.engine import keeper, trainings, waits
from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

pytestmark = pytest.mark.usefixtures("quick")


@pytest.mark.parametrize("where", ["connect", "ensure_workers", "submit"])
def test_an_error_of_the_machine_delays_a_run_and_no_more(engine: Engine, book: LabBook, where: str) -> None:
    FakeCluster.broken[where] = 3
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    wait(lambda: engine._keeper.ready.is_set())
    finish(run_id)
    wait(lambda: the(book, run_id).state == "done")
    assert len(FakeCluster.born) == 1


def test_live_runs_are_read_again_where_that_failed_at_first(
    settings: Settings, book: LabBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = book.add("ann", DigitRun(), "x", shareable=True)  # left by the app's last life
    whole, failures = LabBook.beat, iter([True, True])

    def beat(self: LabBook, owner: str, gone: Iterable[str] = ()) -> dict[str, Any]:
        if next(failures, False):
            raise LabBookError("locked")
        return whole(self, owner, gone)

    monkeypatch.setattr(LabBook, "beat", beat)
    engine = Engine(settings, book)
    try:
        wait(lambda: handed_on(run_id))
    finally:
        engine.close()


def test_a_stop_that_was_asked_for_in_another_process_is_heard_with_the_next_message(
    engine: Engine, book: LabBook
) -> None:
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    book.change(run_id, status={"stopping": True})
    attempt = engine._keeper._jobs[run_id].attempt
    FakeCluster.born[0].on_message(
        {"run": run_id, "attempt": attempt, "rows": [], "lines": [], "status": {"epoch": 1}}
    )
    wait(lambda: the(book, run_id).status == {"stopping": True, "epoch": 1})


def test_a_run_that_another_process_took_for_lost_is_let_go(engine: Engine, book: LabBook) -> None:
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    assert run_id in book.beat("another", [engine._keeper.owner])
    finish(run_id)
    wait(lambda: run_id not in engine._keeper._jobs)
    assert the(book, run_id).live  # its end is for the other to write


@pytest.mark.parametrize("times", [2, 50])
def test_the_last_write_is_tried_again_and_else_the_run_ends_as_failed(
    engine: Engine, book: LabBook, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    whole, failures = LabBook.keep, iter([True] * times)

    def keep(self: LabBook, run_id: str, what: str, data: bytes | None) -> None:
        if what == "weights" and next(failures, False):
            raise LabBookError("its disk is full")
        whole(self, run_id, what, data)

    monkeypatch.setattr(LabBook, "keep", keep)
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    finish(run_id)
    wait(lambda: not the(book, run_id).live)
    run = the(book, run_id)
    assert (run.state, run.message) == (("done", "") if times == 2 else ("failed", keeper.UNWRITTEN))
    wait(lambda: not engine._keeper._jobs)
    engine.submit(Visitor("ann"), DigitRun(seed=1), "x")  # the learner can go on


def test_a_database_that_is_away_for_long_still_gets_the_end(
    engine: Engine, book: LabBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    whole, failures = LabBook.change, iter([True] * 30)

    def change(self: LabBook, run_id: str, **values: Any) -> None:
        if next(failures, False):
            raise LabBookError("does not answer")
        whole(self, run_id, **values)

    monkeypatch.setattr(LabBook, "change", change)
    finish(run_id)
    wait(lambda: the(book, run_id).state == "failed")


def old_run(book: LabBook, state: str) -> str:
    """A run of an earlier version, with a setting that is gone and one that is out of range now."""
    run_id = book.add("old", DigitRun(), f"old {state}", shareable=True)
    result = {"seconds": {"total": 9.0}, "test": [9, 10]} if state == "done" else {}
    book.change(
        run_id, spec={"epochs": 10**6, "momentum": 0.9}, state=state, result=result, ended=time.time()
    )
    return run_id


def test_a_stored_run_whose_settings_are_gone_stops_nobody(engine: Engine, book: LabBook) -> None:
    done, queued = old_run(book, "done"), old_run(book, "queued")
    assert engine.predicted_seconds(DigitRun()) > 0
    waiting = the(book, book.add("bob", DigitRun(), "x", shareable=True))
    assert engine.place(waiting).position == 2
    assert [run.id for run in book.runs("old")] == [queued, done]
    assert book.runs("old", "digits") == []
    assert the(book, done).spec["momentum"] == 0.9
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    wait(lambda: the(book, queued).state == "failed")
    assert the(book, queued).message == trainings.UNREADABLE


def test_watchers_of_a_queue_ask_the_lab_book_nothing(
    engine: Engine, book: LabBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = engine.submit(Visitor("ann"), DigitRun(), "x")
    for i in range(20):
        book.add(f"learner {i}", DigitRun(seed=i), "x", shareable=True)
    last = the(book, book.add("last", DigitRun(), "x", shareable=True))
    wait(lambda: handed_on(first))
    read: list[str] = []
    monkeypatch.setattr(waits.LabBook, "live_runs", lambda self: read.append("live") or [])
    monkeypatch.setattr(waits.LabBook, "finished", lambda self, kind: read.append(kind) or [])
    engine._waits._figures = None
    monkeypatch.undo()
    engine._waits.refresh()
    with monkeypatch.context() as closed:
        closed.setattr(LabBook, "_begin", lambda self: pytest.fail("the lab book was asked"))
        place = engine.place(last)
    assert (place.position, place.waiting) == (22, 22)
    assert place.seconds > 21
    assert read == []
