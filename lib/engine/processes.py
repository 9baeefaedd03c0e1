"""The worker processes that are ours: started one by one, looked at for their memory, replaced, ended. It knows neither Dask nor runs.

A process that has grown past the bound is *leaving*: another takes its place. While it is busy it may grow by a quarter
more, as not every run can go on elsewhere from where it is. Where memory is short that one starts only
once the leaving one has ended, so that never two full ones are there at once. One that is silent, from its start on or
later, is killed, whatever the reason.
"""

from __future__ import annotations

import logging
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psutil

from lib.engine.memory import available_memory

log = logging.getLogger(__name__)

RESTART = 3.0  # seconds between two starts of a worker that does not stay
LONGEST = 300.0  # the same, once it has often not stayed: an import costs seconds of a core that others need
EVERY = 5.0  # seconds between two looks at a worker's memory
YOUNG = 120.0  # seconds in which a worker is not replaced: a bound below what each takes would leave time for nothing else
# Looks, half a second each, at which a worker has said nothing new: it imports and compiles for seconds, on a busy machine for
# many. Looks and not seconds, so that a pause of this process, or of the machine, counts against nobody.
SILENT = 120
BUSY = 1.25  # times the bound, while there is work: an experiment on photos has no checkpoint to go on from
ROOM = 2000  # MB that must be free for a new worker to start beside a full one


@dataclass(eq=False)
class Process:
    """One worker process; `told` is when it was asked to hand its runs over."""

    name: str
    popen: subprocess.Popen
    born: float = field(default_factory=lambda: time.monotonic())
    warm: bool = False  # it has stayed until tensorflow was imported
    leaving: bool = False
    told: float = 0.0
    seen: float = 0.0  # when it was last heard of, by the scheduler's clock; 0: never
    silent: int = 0  # looks since then


class Processes:
    """Of the keeper's thread alone.

    Args:
        count: how many there are to be.
        bound: megabytes at which one is replaced.
        start: starts a process under a name.
    """

    def __init__(self, count: int, bound: int, start: Callable[[str], subprocess.Popen]) -> None:
        self._count, self._bound, self._start = count, bound, start
        self.all: list[Process] = []
        self._number, self._next, self._pause, self._looked = 0, 0.0, RESTART, 0.0

    def keep(self, busy: bool = False) -> None:
        """Starts what is missing and looks at the memory of what is there; `busy`: they have work, as far as anybody knows."""
        now = time.monotonic()
        for gone in [process for process in self.all if process.popen.poll() is not None]:
            self.all.remove(gone)
            self._pause = RESTART if gone.warm else min(2 * self._pause, LONGEST)
            self._next = max(self._next, gone.born + self._pause)
        if self._lacks() and now >= self._next:
            self._number, self._next = self._number + 1, now + RESTART
            name = f"layers-{self._number}"
            self.all.append(Process(name, self._start(name)))
        if now - self._looked >= EVERY:
            self._looked = now
            self._weigh(self._bound * (BUSY if busy else 1.0))

    def hear(self, seen: Mapping[str, float]) -> None:
        """Args: seen: when each was last heard of, by name; without those that nobody knows."""
        for process in self.all:
            now = seen.get(process.name, 0.0)
            process.silent = process.silent + 1 if now == process.seen else 0
            process.seen = now
            if process.silent > SILENT:
                log.warning("a worker is silent and is killed")
                process.popen.kill()

    def _lacks(self) -> bool:
        staying = sum(not process.leaving for process in self.all)
        return staying < self._count and (len(self.all) < self._count or available_memory() >= ROOM)

    def _weigh(self, bound: float) -> None:
        """Lets the largest go, if it is past the bound and no other is going already."""
        if self.leaving is not None:
            return
        old = [process for process in self.all if time.monotonic() - process.born >= YOUNG]
        largest = max(old, key=megabytes, default=None)
        if largest is not None and megabytes(largest) > bound:
            log.info("a worker has %.0f MB and is replaced", megabytes(largest))
            largest.leaving = True

    @property
    def coming(self) -> bool:
        """Whether one that stays has still to start, or to import tensorflow."""
        return self._lacks() or any(not process.leaving and not process.warm for process in self.all)

    @property
    def leaving(self) -> Process | None:
        return next((process for process in self.all if process.leaving), None)

    def end(self, process: Process) -> None:
        """Returns once it is gone; another may start at once."""
        process.popen.kill()
        process.popen.wait()
        if process in self.all:
            self.all.remove(process)
        self._next = 0.0

    def end_all(self) -> None:
        for process in list(self.all):
            self.end(process)


def megabytes(process: Process) -> float:
    """Resident; 0 for one that is gone."""
    try:
        return float(psutil.Process(process.popen.pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0
