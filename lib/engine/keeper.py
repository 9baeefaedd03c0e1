"""Keeps the runs under way: one thread owns the cluster and writes what the workers tell into the lab book.

It names tasks and never imports what they use: tensorflow stays out of this process. It takes on what `lib.engine.engine`
hands it and knows nothing of who may train what.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from lib.engine import worker
from lib.engine.cluster import Cluster
from lib.engine.tasks import Task
from lib.engine.trainings import Trainings
from lib.engine.visitor import Visitor
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import LabBook
from lib.settings import Settings

log = logging.getLogger(__name__)

TRIES = 4  # of anything that raises in the keeper's thread
BEAT = 5.0  # seconds between two words to the lab book that this process is there
PAUSE = 2.0  # seconds before it is tried again: a full disk or a busy database is often free by then
UNWRITTEN = "This run had to end: it could not be saved. Your settings are kept. Try again in a moment."
TICK = 0.5  # seconds between two looks at the workers while there are any


def _nothing() -> None:
    """Wakes the thread."""


class Keeper(Trainings):
    """Public methods may be called from any thread and answer at once; only `call` waits for a worker.

    Args:
        changed: called in the keeper's thread whenever it has done something.
        memory: megabytes that must be free where a training begins.
    """

    def __init__(self, settings: Settings, book: LabBook, changed: Callable[[], None], memory: int) -> None:
        super().__init__(settings, book, memory)
        self._changed, self._beaten = changed, 0.0
        self._started = threading.Lock()
        self._closing = threading.Event()
        self._asked, self._calls = time.monotonic(), 0
        self._asking = threading.Lock()  # held while `_asked`, `_calls` and `away` are looked at together
        self.away = False  # our workers have ended as nobody asked; whoever asks has them started
        self.ready = threading.Event()  # set once a worker can take work

    @property
    def employs(self) -> bool:
        """Whether workers are there, or are being started."""
        return self._started.locked() and not self.away

    @property
    def warm(self) -> bool:
        """Whether a worker is there that has imported what training needs."""
        return self.ready.is_set() and self._cluster is not None and self._cluster.warm

    def start(self) -> None:
        """Starts the thread and its cluster, if that has not been done, and workers that have ended as nobody asked."""
        self._ask()
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._keep, name="engine", daemon=True).start()

    def _ask(self, calls: int = 0) -> None:
        with self._asking:
            self._asked = time.monotonic()
            self._calls += calls
            if self.away:
                self.away = False
                self._inbox.put((_nothing, None))

    def hand_in(self, run_id: str, pictures: bytes | None, who: Visitor) -> None:
        """A run that the lab book has as queued; called with `handing_in` held."""
        # Python salts these in each process: who is who is told apart, and nobody named who may leave before the run ends
        self._whose[run_id] = str(hash(who.network)), str(hash(who.learner))
        if pictures is not None:
            self._pictures[run_id] = pictures
        self._ask()
        self._inbox.put((lambda: self._take_on(run_id), run_id))

    def stop(self, run_id: str) -> None:
        self._inbox.put((lambda: self._stop(run_id), None))

    def call(self, task: Task, args: tuple[Any, ...], seconds: float) -> dict[str, Any]:
        """See `lib.engine.worker.call`. Raises TimeoutError or OSError where a worker did not answer."""
        self._ask(1)
        try:
            if not self.ready.wait(seconds) or self._cluster is None:
                return {"error": "No training process is ready. Try again in a moment."}
            return self._cluster.call(task, args, seconds)
        finally:
            self._ask(-1)

    def close(self) -> None:
        """Ends the workers; live runs are free for another process."""
        self._closing.set()
        self.ready.clear()
        self._inbox.put((_nothing, None))
        if self._cluster is not None:
            self._cluster.close()
        with suppress(LabBookError):
            self._book.depart(self.owner)
        self._presence.end()

    def _keep(self) -> None:
        for first in (self._connect, self._beat):
            while not self._closing.is_set() and not self._insist(first):
                pass
        while not self._closing.is_set():
            self._insist(self._ensure_workers, tries=1)
            if time.monotonic() - self._beaten > BEAT:
                self._insist(self._beat, tries=1)
            with suppress(queue.Empty):
                do, run_id = self._inbox.get(timeout=None if self.away else TICK)
                if not self._insist(do) and run_id is not None:
                    self._give_up(run_id)
            if self._inbox.empty():
                self._insist(self._changed, tries=1)

    def _insist(self, do: Callable[[], None], tries: int = TRIES) -> bool:
        """Does it, after a pause again where it raises; whether it was done. What comes after it waits: order stays."""
        for _ in range(tries):
            try:
                do()
                return True
            except Exception:
                log.exception("the engine could not do this")
            if self._closing.wait(PAUSE):
                break
        return False

    def _connect(self) -> None:
        self._cluster = Cluster(self._settings, self._on_message)

    def _beat(self) -> None:
        """Tells that this process is there, takes up runs that nobody has, and lets go of those that are not its own any more."""
        self._beaten = time.monotonic()
        gone = self._presence.gone()
        held = self._book.beat(self.owner, gone)
        self._presence.bury(gone)
        for run_id, status in held.items():
            job = self._jobs.get(run_id)
            if job is None and run_id not in self._given_up:
                self._inbox.put((partial(self._take_on, run_id), run_id))
            elif job is not None and status.get("stopping") and not job.run.status.get("stopping"):
                self._stop(run_id)  # it was asked for in another process
        for run_id in self._jobs.keys() - held.keys():
            self._let_go(run_id)

    def _ensure_workers(self) -> None:
        assert self._cluster is not None
        there = False
        try:
            if self._nobody_asks():
                self._cluster.rest()
            else:
                there = self._cluster.ensure_workers(bool(self._jobs or self._calls))
        finally:
            (self.ready.set if there and not self._closing.is_set() else self.ready.clear)()
        self._recover()
        if self._held and there and not self._cluster.replacing:
            for job in self._held:
                self._inbox.put((partial(self._send, job), job.run.id))
            self._held = []

    def _nobody_asks(self) -> bool:
        """Whether our workers may be away; from then on `ready` is not set until somebody has asked."""
        with self._asking:
            busy = self._jobs or self._calls or not self._inbox.empty() or self._settings.cluster
            if not busy and time.monotonic() - self._asked > self._settings.worker_idle:
                self.away = True
                self.ready.clear()
            return self.away

    def _give_up(self, run_id: str) -> None:
        """Ends a run that cannot go on or be written down as failed; if that cannot be written either, later again."""
        self._jobs.pop(run_id, None)
        self._pictures.pop(run_id, None)
        self._whose.pop(run_id, None)
        self._given_up.add(run_id)
        if self._cluster is not None:
            self._insist(partial(self._cluster.tell_all, worker.stop, run_id), tries=1)
        self._inbox.put((partial(self._fail, run_id, UNWRITTEN), run_id))

    def _on_message(self, message: dict[str, Any]) -> None:
        self._inbox.put((lambda: self._handle_message(message), None))
