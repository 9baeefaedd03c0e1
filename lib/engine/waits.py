"""The queue's figures: past runs, expected times, places. Read once after each change, and kept for all who look.

A page that waits looks three times a second, and a hundred pages may wait; so none of them asks the lab book.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.engine import expected
from lib.lab_book.runs import LabBook, Run
from lib.specs.specs import KINDS, Spec, kind_of

PREDICTIONS = 500  # kept between two changes: settings that learners try, some 0.5 kB each


@dataclass(frozen=True)
class Place:
    """Where a waiting run stands."""

    position: int  # 1: next
    waiting: int  # runs in the queue
    seconds: float  # expected wait


@dataclass
class _Figures:
    """What the lab book had when `at` was its `moved`."""

    at: object
    live: list[Run]  # oldest first
    past: dict[str, list[Run]]  # by kind
    seconds: dict[Spec, float] = field(default_factory=dict)


class Waits:
    """Public methods may be called from any thread."""

    def __init__(self, book: LabBook, workers: int, born: float) -> None:
        self._book, self._workers, self._born = book, workers, born
        self._figures: _Figures | None = None
        self._reading = threading.Lock()  # of many who find the figures old, one reads

    def refresh(self) -> None:
        """Reads the figures anew if a run came, went, or began or ended; raises LabBookError where that fails."""
        self._now()

    def past(self, spec: Spec) -> list[Run]:
        """The newest finished runs of its kind."""
        return self._now().past[kind_of(spec)]

    def seconds(self, spec: Spec) -> float:
        """How long a run will take once it has begun, as `lib.engine.expected` has it."""
        return self._predicted(self._now(), spec)

    def place(self, run: Run, left: Mapping[str, float]) -> Place:
        """Position and expected wait of a queued run: the time of all ahead of it, shared by the workers.

        Args:
            left: seconds that runs under way have told.
        """
        now = self._now()
        waiting = [other for other in now.live if other.state == "queued"]
        ahead = [other for other in now.live if other.created < run.created]
        seconds = sum(
            left.get(other.id) or (self._predicted(now, other.settings) if other.readable else 0.0)
            for other in ahead
        )
        position = 1 + sum(other.created < run.created for other in waiting)
        return Place(position, len(waiting), seconds / self._workers)

    def _now(self) -> _Figures:
        with self._reading:
            at = self._book.moved
            if self._figures is None or self._figures.at is not at:
                past = {
                    kind: [run for run in self._book.finished(kind) if "seconds" in run.result]
                    for kind in KINDS
                }
                self._figures = _Figures(at, self._book.live_runs(), past)
            return self._figures

    def _predicted(self, now: _Figures, spec: Spec) -> float:
        if spec not in now.seconds:
            if len(now.seconds) >= PREDICTIONS:
                now.seconds.clear()
            now.seconds[spec] = expected.seconds(spec, now.past[kind_of(spec)], self._born)
        return now.seconds[spec]
