"""The workers that a keeper has: none trains without the memory for it, one that is replaced takes no run along, none stays when nobody asks."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from engine_runs import the
from fake_cluster import PATIENCE, FakeCluster, finish, handed_on, wait

from lib.engine import memory, tasks, worker
from lib.engine.engine import Engine, Refused
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

pytestmark = pytest.mark.usefixtures("quick")


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
