"""The queue's figures: past runs, expected times, places. Read once after each change, and kept for all who look.

A page that waits looks three times a second, and a hundred pages may wait; so none of them asks the lab book.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.engine import expected, shares
from lib.engine.past import Past
from lib.engine.sharing import Span, spans
from lib.lab_book.runs import LabBook, Run
from lib.specs.specs import Spec, kind_of

PREDICTIONS = 500  # kept between two changes: settings that learners try, some 0.5 kB each
FRESH = 0.3  # seconds that all who look are shown the same times


@dataclass(frozen=True)
class Place:
    """Where a live run stands among all others."""

    position: int  # 1: next
    waiting: int  # runs in the queue
    seconds: float  # until it has its result, as far as that can be told
    beside: int = 0  # other trainings that take turns now
    begins: float = 0.0  # seconds until it takes part in the turns

    @property
    def words(self) -> str:
        """What a learner is told of the others; "" where nobody else trains."""
        if self.begins >= 1:
            train = f"{self.beside} {'is' if self.beside == 1 else 'are'} training"
            others = train if self.beside else f"{self.position - 1} are waiting before you"
            return f"{others}. Your run begins in about {self.begins:.0f} s"
        if not self.beside:
            return ""
        return f"{self.beside + 1} are training. Your run takes turns, about {self.seconds:.0f} s"


@dataclass
class _Figures:
    """What the lab book had when `at` was its `moved`."""

    at: object
    live: list[Run]  # one for each training, the oldest first
    past: dict[str, list[Run]]  # by kind
    seconds: dict[Spec, float] = field(default_factory=dict)
    # Of each training: its seconds where nobody else trains, and the part of a worker's memory that it takes
    alone: dict[str, tuple[float, float]] | None = None
    spans: tuple[float, dict[str, Span]] = (-FRESH, {})  # when they were computed, and by training


class Waits:
    """Public methods may be called from any thread."""

    def __init__(self, book: LabBook, workers: int, born: float) -> None:
        self._book, self._workers, self._born = book, workers, born
        self._figures: _Figures | None = None
        self._past = Past(book)
        self._reading = threading.Lock()  # of many who find the figures old, one reads

    def refresh(self) -> None:
        """Reads the figures anew if a run came, went, or began or ended; raises LabBookError where that fails."""
        self._now()

    def past(self, spec: Spec) -> list[Run]:
        """Finished runs of its kind."""
        return self._now().past[kind_of(spec)]

    def seconds(self, spec: Spec) -> float:
        """How long a run will take once it has begun and alone, as `lib.engine.expected` has it."""
        return self._predicted(self._now(), spec)

    def place(self, run: Run, left: Mapping[str, float]) -> Place:
        """How many train, how many wait, and when a live run will have its result.

        Args:
            left: seconds of computing that runs under way have told, by training.
        """
        now = self._now()
        waiting = [other for other in now.live if other.state == "queued"]
        beside = sum(other.state == "running" and other.shows != run.shows for other in now.live)
        position = 1 + sum(other.created < run.created for other in waiting)
        at, known = now.spans
        if time.monotonic() - at > FRESH:
            at, known = now.spans = time.monotonic(), self._spans(now, left)
        span = known.get(run.shows, Span(0.0, 0.0))  # none: it has ended
        return Place(position, len(waiting), span.end, beside, span.begin)

    def would_end(self, spec: Spec, left: Mapping[str, float]) -> float:
        """Seconds until a run that came now would have its result, with the turns of all who are there."""
        now = self._now()
        return self._spans(now, left, new=self._alone(now, spec))["new"].end

    def _spans(
        self, now: _Figures, left: Mapping[str, float], **more: tuple[float, float]
    ) -> dict[str, Span]:
        if now.alone is None:
            now.alone = {
                run.shows: self._alone(now, run.settings) if run.readable else (0.0, 0.0)
                for run in sorted(now.live, key=lambda other: other.state == "queued")
            }
        work = now.alone | more
        seconds = [left.get(training, alone) for training, (alone, _) in work.items()]
        found = spans(seconds, [room for _, room in work.values()], self._workers)
        return dict(zip(work, found, strict=True))

    def _alone(self, now: _Figures, spec: Spec) -> tuple[float, float]:
        return self._predicted(now, spec), shares.part_of_worker(spec)

    def _now(self) -> _Figures:
        with self._reading:
            at = self._book.moved
            if self._figures is None or self._figures.at is not at:
                past = self._past.read()
                live = {run.shows: run for run in reversed(self._book.live_runs())}
                self._figures = _Figures(at, list(reversed(live.values())), past)
            return self._figures

    def _predicted(self, now: _Figures, spec: Spec) -> float:
        if spec not in now.seconds:
            if len(now.seconds) >= PREDICTIONS:
                now.seconds.clear()
            now.seconds[spec] = expected.seconds(spec, now.past[kind_of(spec)], self._born)
        return now.seconds[spec]
