"""What a run tells while it works, and the one thing it asks. Plain callables: it knows neither Keras nor Dask."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any


class Stopped(Exception):
    """The learner pressed Stop; what has been fetched is kept, and the next try goes on from there."""


def _ignore(*_: Any) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Hooks:
    """The defaults ignore everything and never stop: training in a test or a script needs no more."""

    rows: Callable[[list[dict[str, Any]]], None] = _ignore  # new curve rows
    status: Callable[[dict[str, Any]], None] = _ignore  # phase, epoch, update, seconds left
    epoch: Callable[[dict[str, Any], bytes], None] = _ignore  # the epoch's line of history, and a checkpoint
    # Weights after an epoch (0: before the first), for the replay
    snapshot: Callable[[int, bytes], None] = _ignore
    stopped: Callable[[], bool] = _never
    # Between pieces of work: lets others compute who train beside this run
    pause: Callable[[], None] = _ignore
    clock: Callable[[], float] = time.monotonic  # seconds; stands still while others compute
    # Whether it computes only in its turn, and so may use what was compiled for others too
    shared: bool = False

    def check(self) -> None:
        """Between pieces of work. Raises Stopped once the learner has asked for it."""
        self.pause()
        if self.stopped():
            raise Stopped

    def quiet(self) -> Hooks:
        """For a training within this run: it takes the run's turns and hears its Stop, and tells nothing."""
        return replace(self, rows=_ignore, status=_ignore, epoch=_ignore, snapshot=_ignore)

    def progress(self, phase: str) -> Callable[[int, int], None]:
        """A callback (done, total) for downloads and long preparations, shown as `phase`."""
        return lambda done, total: self.status({"phase": phase, "done": done, "total": total})
