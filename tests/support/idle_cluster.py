"""A cluster that takes trainings and does none; a test tells how they go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0  # seconds; the keeper answers within a twentieth of one


class _Future:
    """As Dask has it: it names its own state."""

    def __init__(self) -> None:
        self.status, self._tell, self._outcome = "pending", [], None

    def add_done_callback(self, tell: Callable[[Any], None]) -> None:
        self._tell.append(tell)

    def result(self, timeout: float | None = None) -> Any:
        return self._outcome

    def release(self) -> None:
        pass

    def cancelled(self) -> bool:
        return self.status == "cancelled"

    def cancel(self) -> None:
        self.end("cancelled", None)

    def end(self, status: str, outcome: Any) -> None:
        self.status, self._outcome = status, outcome
        for tell in self._tell:
            tell(self)


class IdleCluster:
    """In place of `lib.engine.keeper.Cluster`."""

    def __init__(self, settings: Any, on_message: Callable[[dict[str, Any]], None]) -> None:
        self.on_message, self.warm, self.replacing = on_message, True, False
        self.connected, self.connections = True, 1
        self.trained: list[str] = []  # trainings that were handed in, again where that happened
        self.told: list[str] = []  # trainings that were told to stop
        self.futures: dict[str, _Future] = {}
        self._attempts: dict[str, int] = {}

    def ensure_workers(self, busy: bool) -> bool:
        return True

    def submit(self, key: str, *args: Any) -> _Future:
        _, training, attempt = key.split("-")
        self.trained.append(training)
        self._attempts[training] = int(attempt)
        self.futures[training] = _Future()
        return self.futures[training]

    def rest(self) -> None:
        pass

    def ask(self, *args: Any) -> None:
        return None

    def tell_all(self, function: Callable, *args: Any) -> None:
        self.told += args

    def close(self) -> None:
        pass

    # What a worker would do

    def begin(self, training: str) -> None:
        self.on_message(
            {"run": training, "attempt": self._attempts[training], "worker": "w", "started": True}
        )

    def tell(self, training: str, step: int, **status: Any) -> None:
        row = {"step": step, "split": "train", "epoch": step / 10, "loss": 0.5, "accuracy": 0.9}
        message = {"rows": [row], "lines": [], "status": {"phase": "training", **status}}
        self.on_message({"run": training, "attempt": self._attempts[training], "worker": "w", **message})

    def end(self, training: str, state: str = "done") -> None:
        result = {"test": [9, 10], "seconds": {"total": 9.0, "train": 8.0}}
        self.futures[training].end(
            "finished",
            {
                "state": state,
                "result": result,
                "weights": b"w",
                "history": [{"epoch": 1, "val_accuracy": 0.9}],
            },
        )


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
