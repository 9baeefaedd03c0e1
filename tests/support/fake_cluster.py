"""A cluster without workers, for what a keeper does around its own: it takes tasks, and a test ends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ClassVar

from lib.settings import Settings

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


def wait(until: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.01)


def handed_on(run_id: str) -> bool:
    return any(run_id in cluster.futures for cluster in FakeCluster.born)


def finish(run_id: str) -> None:
    FakeCluster.born[0].futures[run_id].set_result(
        {"state": "done", "result": {"test": [9, 10]}, "weights": b"w"}
    )
