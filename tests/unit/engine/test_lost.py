"""Lost connections, silent workers, hung ones: a run is handed in again and a process is replaced, whatever Dask tells of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import pytest
from idle_cluster import IdleCluster, until

from lib.engine import cluster, keeper, worker
from lib.engine.cluster import Cluster
from lib.engine.engine import Engine
from lib.engine.processes import Process
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook, Run
from lib.settings import Settings
from lib.specs.specs import DigitRun


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(keeper, "Cluster", IdleCluster)
    monkeypatch.setattr(keeper, "TICK", 0.01)
    settings = Settings(folder=tmp_path, memory_needed=1)
    engine = Engine(settings, LabBook(settings))
    yield engine
    engine.close()


def idle(engine: Engine) -> IdleCluster:
    return engine._keeper._cluster  # type: ignore[return-value]


def the(engine: Engine, run_id: str) -> Run:
    run = engine._book.run(run_id)
    assert run is not None
    return run


def test_a_run_that_a_lost_connection_took_along_without_a_word_is_handed_in_again(engine: Engine) -> None:
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    until(lambda: engine._keeper._cluster and idle(engine).trained)
    idle(engine).begin(run_id)
    until(lambda: the(engine, run_id).state == "running")
    idle(engine).connections += 1  # the future of the first stays pending for good
    until(lambda: len(idle(engine).trained) == 2)
    idle(engine).begin(run_id)
    idle(engine).end(run_id)
    until(lambda: the(engine, run_id).state == "done")
    assert idle(engine).trained == [run_id] * 2


def test_a_run_that_stopped_though_nobody_stopped_it_goes_on(engine: Engine) -> None:
    """Two attempts in one worker: where the earlier begins late, it is the later that stops."""
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    until(lambda: engine._keeper._cluster and idle(engine).trained)
    idle(engine).begin(run_id)
    idle(engine).end(run_id, "stopped")
    until(lambda: len(idle(engine).trained) == 2)
    assert the(engine, run_id).live
    engine.stop(run_id, "ann")
    until(lambda: the(engine, run_id).status.get("stopping"))
    idle(engine).begin(run_id)
    idle(engine).end(run_id, "stopped")
    until(lambda: the(engine, run_id).state == "stopped")


def test_nothing_is_handed_in_while_there_is_no_connection(engine: Engine) -> None:
    engine.warm_up()
    until(lambda: engine._keeper._cluster)
    idle(engine).connected = False
    looks: list[int] = []
    idle(engine).ensure_workers = lambda busy: bool(looks.append(1))  # type: ignore[method-assign]
    run_id = engine.submit(Visitor("ann"), DigitRun(), "x")
    until(lambda: engine._keeper._held and len(looks) > 2)
    assert idle(engine).trained == []
    idle(engine).connected, idle(engine).ensure_workers = True, lambda busy: True  # type: ignore[method-assign]
    until(lambda: idle(engine).trained == [run_id])


class Client:
    """Of a connection that cannot be closed in time, and a worker that answers nothing."""

    status, scheduler_comm, scheduler = "running", object(), SimpleNamespace(identity=None)
    _run = None

    def close(self, timeout: float) -> None:
        raise TimeoutError

    def sync(self, function: Callable, *args: Any, callback_timeout: float | None = None, **kw: Any) -> Any:
        assert callback_timeout  # else the keeper's thread would wait for good
        if "n_workers" in kw:
            return {"workers": {"tls://a": {"name": "elsewhere", "last_seen": 1.0}}}
        raise TimeoutError

    def submit(self, *args: Any, **kw: Any) -> Any:
        return SimpleNamespace(add_done_callback=lambda tell: None)

    def subscribe_topic(self, *args: Any) -> None:
        pass


def test_a_connection_that_does_not_even_close_is_replaced_and_a_silent_worker_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributed.Client", lambda *args, **kw: Client())
    ours = Cluster(Settings(folder=tmp_path, cluster="tcp://127.0.0.1:1"), lambda message: None)
    assert (ours.connected, ours.connections) == (True, 1)
    monkeypatch.setattr(ours._client, "status", "closing", raising=False)
    assert not ours.connected
    assert ours.ensure_workers(busy=False)
    assert (ours.connected, ours.connections) == (True, 2)
    assert ours.ask("tls://a", worker.stop, "run") is None
    ours.tell_all(worker.stop, "run")
    assert cluster.ANSWER <= 30


def test_a_worker_on_its_way_out_that_is_too_busy_to_answer_is_not_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An experiment has no checkpoint: what it has trained would be lost."""
    monkeypatch.setattr("distributed.Client", lambda *args, **kw: Client())
    ours, ended = Cluster(Settings(folder=tmp_path, cluster="tcp://127.0.0.1:1"), lambda message: None), []
    popen: Any = SimpleNamespace(kill=lambda: ended.append("it"), wait=lambda: None)
    ours._ours.all.append(Process("elsewhere", popen, leaving=True, told=time.monotonic()))
    ours._there = {"tls://a": "elsewhere"}
    ours._replace()
    assert ended == []
    for busy, gone in ((1, []), (0, ["it"])):
        monkeypatch.setattr(ours, "ask", lambda *asked, busy=busy: busy)
        ours._replace()
        assert ended == gone


def test_runs_that_wait_for_memory_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "get_worker", lambda: SimpleNamespace(address="a", log_event=lambda *_: None))
    both, looked = threading.Barrier(2), threading.local()

    def none_left() -> float:
        if not getattr(looked, "once", False):
            looked.once = True
            both.wait(30)  # neither looks before the other is there
        return 0.0

    monkeypatch.setattr(worker, "available_memory", none_left)
    outcomes: list[Any] = []

    def train(run: str) -> None:
        outcomes.append(worker.train(run, 1, "digits", {}, None, False, None, 350))

    threads = [threading.Thread(target=train, args=(run,), daemon=True) for run in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == [{"state": "failed", "message": worker.NO_MEMORY}] * 2


def test_a_process_in_which_nothing_moves_is_stuck_and_one_that_computes_or_rests_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "get_worker", lambda: SimpleNamespace(address="a", log_event=lambda *_: None))
    assert not any(worker.stuck() for _ in range(worker.STUCK + 2))  # nobody trains
    found = []

    def training(spec: Any, hooks: Any, **_: Any) -> dict[str, Any]:
        for _ in range(worker.STUCK + 2):
            hooks.check()
            found.append(worker.stuck())
        moving = any(found)
        found[:] = [worker.stuck() for _ in range(worker.STUCK + 2)]
        return {"state": "done", "moving": moving}

    monkeypatch.setattr(worker, "_load", lambda task: training)
    assert worker.train("run", 1, "digits", {}, None, False)["moving"] is False
    assert (found[0], found[-1]) == (False, True)


_goes_on = threading.Event()


def _wait() -> bool:
    return _goes_on.wait(20)


def test_a_run_is_under_way_until_its_outcome_was_fetched() -> None:
    """Also while its worker tidies up after it, and until Dask has what came out: a worker that leaves would take it along."""
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as here,
        distributed.Client(here) as client,
    ):
        (address,) = client.scheduler_info()["workers"]
        future = client.submit(_wait, pure=False)
        until(lambda: client.run(worker.under_way) == {address: 1})
        _goes_on.set()
        assert future.result(timeout=20)
        assert client.run(worker.under_way) == {address: 1}
        future.release()
        until(lambda: client.run(worker.under_way) == {address: 0})
