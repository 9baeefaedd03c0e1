"""Two attempts of one run in one worker: where the connection to the scheduler was lost, the first is still under way."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from lib.engine import worker
from lib.specs.hooks import Hooks, Stopped


class Worker:
    address = "here"

    def log_event(self, topic: str, message: dict[str, Any]) -> None:
        pass


def test_the_first_attempt_stops_and_takes_nothing_of_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, attempts = threading.Semaphore(0), iter((1, 2))
    second_may_end, outcomes = threading.Event(), dict[int, Any]()

    def training(spec: dict[str, Any], hooks: Hooks, **_: Any) -> dict[str, Any]:
        attempt = next(attempts)
        hooks.pause()
        begun.release()
        try:
            while attempt == 1 or not second_may_end.wait(0.01):
                hooks.check()
        except Stopped:
            return {"state": "stopped", "attempt": attempt}
        hooks.epoch({"epoch": 1}, b"checkpoint")
        hooks.snapshot(1, b"weights")
        return {"state": "done", "attempt": attempt}

    monkeypatch.setattr(worker, "_load", lambda task: training)
    monkeypatch.setattr(worker, "get_worker", Worker)

    def train(attempt: int) -> None:
        outcomes[attempt] = worker.train("run", attempt, "digits", {}, None, False)

    threads = [threading.Thread(target=train, args=(attempt,)) for attempt in (1, 2)]
    threads[0].start()
    begun.acquire()
    threads[1].start()
    threads[0].join(30)
    assert outcomes == {1: {"state": "stopped", "attempt": 1, "snapshots": {}}}
    second_may_end.set()
    threads[1].join(30)
    assert outcomes[2] == {"state": "done", "attempt": 2, "snapshots": {1: b"weights"}}
    assert worker._kept == {}
