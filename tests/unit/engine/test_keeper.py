"""The keeper's thread outlives whatever raises in it, and a run that cannot be written down ends all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar

import pytest

from lib.engine import keeper, memory, tasks, trainings, waits, worker
from lib.engine.engine import Engine, Refused
from lib.engine.visitor import Visitor
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import LabBook, Run
from lib.settings import Settings
from lib.specs.specs import DigitRun

PATIENCE = 30.0


class FakeCluster:
    """Takes tasks and does none; `broken` raises as often as it says, wherever it is asked."""

    born: ClassVar[list[FakeCluster]] = []
    broken: ClassVar[dict[str, int]] = {}

    def __init__(self, settings: Settings, on_message: Callable[[dict[str, Any]], None]) -> None:
        self._break("connect")
        self.on_message, self.futures, self.warm, self.replacing = on_message, {}, True, False
        self.rested = self.tended = 0
        self.connected, self.connections = True, 1
        FakeCluster.born.append(self)

    def _break(self, where: str) -> None:
        left = FakeCluster.broken.get(where, 0)
        if left:
            FakeCluster.broken[where] = left - 1
            raise OSError("no more processes")

    def ensure_workers(self, busy: bool) -> bool:
        self._break("ensure_workers")
        self.tended += 1
        return True

    def rest(self) -> None:
        self.rested += 1

    def submit(self, key: str, turn: float, spec: Any, function: Callable, run_id: str, *args: Any) -> Future:
        self._break("submit")
        future: Future = Future()
        future.set_running_or_notify_cancel()
        self.futures[run_id] = future  # last: a test may end it from now on
        return Ended(future)

    def ask(self, *args: Any) -> None:
        return None

    def tell_all(self, *args: Any) -> None:
        pass

    def close(self) -> None:
        pass


class Ended:
    """A future as Dask has it, which names its own state."""

    def __init__(self, future: Future) -> None:
        self._future, self.status = future, "finished"
        self.result, self.cancelled, self.cancel = future.result, future.cancelled, future.cancel
        self.release = lambda: None

    def add_done_callback(self, tell: Callable[[Any], None]) -> None:
        self._future.add_done_callback(lambda _: tell(self))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "Cluster", FakeCluster)
    monkeypatch.setattr(keeper, "PAUSE", 0.01)
    monkeypatch.setattr(FakeCluster, "born", [])
    monkeypatch.setattr(FakeCluster, "broken", {})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, memory_needed=1, seconds_limit=10**6)


@pytest.fixture
def book(settings: Settings) -> LabBook:
    return LabBook(settings)


@pytest.fixture
def engine(settings: Settings, book: LabBook) -> Iterator[Engine]:
    engine = Engine(settings, book)
    yield engine
    engine.close()


def wait(until: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.01)


def the(book: LabBook, run_id: str) -> Run:
    run = book.run(run_id)
    assert run is not None
    return run


def handed_on(run_id: str) -> bool:
    return any(run_id in cluster.futures for cluster in FakeCluster.born)


def finish(run_id: str) -> None:
    FakeCluster.born[0].futures[run_id].set_result(
        {"state": "done", "result": {"test": [9, 10]}, "weights": b"w"}
    )


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


def test_memory_is_looked_at_before_every_training(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine._settings = Settings(folder=engine._settings.folder)
    engine.warm_up()
    assert engine.lacks_memory() == ""
    monkeypatch.setattr("lib.engine.engine.available_memory", lambda: 200.0)
    with pytest.raises(Refused, match="too little memory"):  # though a worker is there
        engine.submit(Visitor("ann"), DigitRun(seed=9), "x")
    assert "too little memory" in engine.lacks_memory()


def test_a_run_whose_turn_comes_when_memory_is_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "get_worker", lambda: type("W", (), {"address": "a", "log_event": print}))
    monkeypatch.setattr(worker, "available_memory", lambda: 100.0)
    outcome = worker.train("run", 1, "digits", {}, None, False, None, 350)
    assert outcome == {"state": "failed", "message": worker.NO_MEMORY}


def test_a_run_that_is_handed_over_waits_for_the_next_worker_and_has_lost_none(
    engine: Engine, book: LabBook
) -> None:
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    (cluster,) = FakeCluster.born
    cluster.replacing = True
    first = engine._keeper._jobs[run_id].attempt
    cluster.on_message({"run": run_id, "attempt": first, "worker": "a", "started": True})
    line = {"epoch": 1, "loss": 1.0}
    kept = {"checkpoint": b"state", "lines": [line], "updates": 10, "snapshots": {1: b"weights"}}
    cluster.on_message(
        {"run": run_id, "attempt": first, "worker": "a", "rows": [], "lines": [line], "status": {}}
    )
    cluster.futures.pop(run_id).set_result({"state": worker.HANDED_OVER, "kept": kept})
    wait(lambda: engine._keeper._held)
    engine.stop(run_id, "ann")  # meanwhile: the next worker is told
    wait(lambda: the(book, run_id).status.get("stopping"))
    assert run_id not in cluster.futures
    told: list[Any] = []
    cluster.ask = lambda address, function, *args: told.append((address, function, args))  # type: ignore[method-assign]
    cluster.replacing = False
    wait(lambda: run_id in cluster.futures)
    cluster.on_message({"run": run_id, "attempt": first + 1, "worker": "b", "started": True})
    wait(lambda: told)
    assert told == [("b", worker.stop, (run_id,))]
    run, job = the(book, run_id), engine._keeper._jobs[run_id]
    assert (run.state, run.message, run.history, job.deaths) == ("running", "", [line], 0)
    assert (book.checkpoint(run_id), book.epoch_weights(run_id)) == (b"state", {1: b"weights"})
    finish(run_id)
    wait(lambda: the(book, run_id).state == "done")


def test_workers_end_when_nobody_asks_and_not_while_somebody_waits(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper_ = engine._keeper
    keeper_._settings = Settings(folder=engine._settings.folder, worker_idle=0)
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    wait(lambda: handed_on(run_id))
    (cluster,) = FakeCluster.born
    tended = cluster.tended
    wait(lambda: cluster.tended > tended + 1)
    assert (keeper_.away, cluster.rested) == (False, 0)
    finish(run_id)
    wait(lambda: keeper_.away and cluster.rested)
    assert (keeper_.employs, keeper_.ready.is_set(), keeper_.warm) == (False, False, False)
    answering, asked = threading.Event(), threading.Event()
    cluster.call = lambda *args: (asked.set(), answering.wait(PATIENCE), {"value": 4})[2]  # type: ignore[attr-defined]
    calling = threading.Thread(target=lambda: keeper_.call(tasks.SIZE_OF, (b"",), PATIENCE))
    calling.start()
    assert asked.wait(PATIENCE)
    tended = cluster.tended
    wait(lambda: cluster.tended > tended + 1)
    assert not keeper_.away
    answering.set()
    calling.join()
    wait(lambda: keeper_.away)


MB = 1_000_000


@pytest.mark.parametrize(
    ("files", "stat"),
    [(("memory.max", "memory.current", "memory.stat"), ""),
     (("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"), "total_")],
)  # fmt: skip
def test_the_page_cache_is_no_used_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: tuple[str, str, str], stat: str
) -> None:
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: type("M", (), {"available": 64_000 * MB}))
    limit, used, of = (tmp_path / name for name in files)
    limit.parent.mkdir(exist_ok=True)
    limit.write_text(f"{2700 * MB}\n")
    used.write_text(f"{2500 * MB}\n")
    mapped = "mapped_file" if stat else "file_mapped"
    of.write_text(
        f"cache 1\n{stat}inactive_file {1600 * MB}\n{stat}active_file {300 * MB}\n{stat}{mapped} {100 * MB}\n"
    )
    assert memory.available_memory(tmp_path) == 200 + 1800
    limit.write_text("max\n" if not stat else f"{2**63}\n")
    assert memory.available_memory(tmp_path) == 64_000
