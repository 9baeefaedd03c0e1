"""A worker's life, with a real one: it hands its run over when it has grown, ends when nobody asks, and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest
from engine_runs import PATIENCE, QUICK, ended, wait, who

from lib.engine import processes, tasks
from lib.engine.engine import Engine
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

EPOCHS = 14


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        folder=tmp_path, downloads=False, memory_needed=1, worker_idle=2, worker_memory=1, seconds_limit=900
    )


@pytest.fixture
def book(settings: Settings) -> LabBook:
    return LabBook(settings)


@pytest.fixture
def engine(settings: Settings, book: LabBook) -> Iterator[Engine]:
    engine = Engine(settings, book)
    yield engine
    engine.close()


def pids(engine: Engine) -> list[int]:
    cluster = engine._keeper._cluster
    return [process.popen.pid for process in cluster._ours.all] if cluster else []


def soon(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_worker_is_replaced_rests_and_comes_back(
    engine: Engine, book: LabBook, data_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "EVERY", 0.1)
    monkeypatch.setattr(processes, "ROOM", 10**9)  # MB: no room for two
    most: list[int] = []
    keep = processes.Processes.keep
    monkeypatch.setattr(
        processes.Processes, "keep", lambda self, busy: (keep(self, busy), most.append(len(self.all)))[0]
    )
    run_id = engine.submit(who("ann"), DigitRun(epochs=EPOCHS, hidden=(32,), train_size=20_000), data_hash)
    wait(book, run_id, lambda run: len(run.history) > 1)
    (first,) = pids(engine)
    monkeypatch.setattr(processes, "YOUNG", 0.0)
    soon(lambda: engine._keeper._cluster.replacing)  # type: ignore[union-attr]
    monkeypatch.setattr(processes, "YOUNG", 10**9)
    run = wait(book, run_id, ended)
    assert (run.state, run.message) == ("done", "")
    assert [line["epoch"] for line in run.history] == list(range(1, EPOCHS + 1))
    steps = [row["step"] for row in book.rows(run_id) if row["split"] == "train"]
    assert len(steps) == len(set(steps)) == 10 * EPOCHS
    assert len(book.epoch_weights(run_id)) > EPOCHS
    (second,) = pids(engine)
    assert first != second
    assert not psutil.pid_exists(first)
    assert max(most) == 1

    soon(lambda: engine._keeper.away)
    soon(lambda: not pids(engine))
    assert not psutil.pid_exists(second)
    assert (pids(engine), engine._keeper.employs, engine._keeper.ready.is_set()) == ([], False, False)
    looked = len(most)
    time.sleep(3 * 0.5)
    assert len(most) == looked  # nothing looks for workers meanwhile
    assert engine.call(tasks.FIND_RATE, "digits", asdict(QUICK))
    (third,) = pids(engine)
    assert third not in (first, second)
    again = wait(book, engine.submit(who("bob"), replace(QUICK, seed=5), data_hash), ended)
    assert (again.state, pids(engine)) == ("done", [third])
