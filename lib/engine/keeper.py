"""Keeps the runs under way: one thread owns the cluster and writes what the workers tell into the lab book.

It names tasks and never imports what they use: tensorflow stays out of this process. It takes on what `lib.engine.engine`
hands it and knows nothing of who may train what.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from lib.engine import worker
from lib.engine.cluster import Cluster
from lib.engine.tasks import Task
from lib.lab_book import outcome as outcome_rules
from lib.lab_book.runs import LabBook, LabBookError, Run
from lib.pictures.sets.retrain_data import LOST
from lib.pictures.sets.sets import OWN
from lib.settings import Settings

log = logging.getLogger(__name__)

ATTEMPTS = 3  # a run that loses its worker so often is likely to be the reason
CHECKPOINT_EVERY = 2.0  # seconds: a checkpoint of the default network is 6.5 MB, an epoch may take 0.3 s


@dataclass
class _Job:
    """What the keeper holds of a run under way."""

    run: Run
    future: Any
    attempt: int = 1
    deaths: int = 0  # workers lost while this run was under way
    started: int = 0  # the attempt whose start was told
    history: list[dict[str, Any]] | None = None
    collected: float = 0.0  # when the last checkpoint came
    pictures: bytes | None = None  # a learner's own; nowhere else but with the worker


class Keeper:
    """Public methods may be called from any thread and answer at once; only `call` waits for a worker."""

    def __init__(self, settings: Settings, book: LabBook) -> None:
        self._settings, self._book = settings, book
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._jobs: dict[str, _Job] = {}
        self._pictures: dict[str, bytes] = {}  # learners' own, of runs that have not been taken on yet
        self._cluster: Cluster | None = None
        self._started = threading.Lock()
        self._closing = threading.Event()
        self.handing_in = (
            threading.Lock()
        )  # held from a run's way into the lab book until `hand_in` has its pictures
        self.ready = threading.Event()  # set once a worker can take work

    @property
    def started(self) -> bool:
        return self._started.locked()

    @property
    def warm(self) -> bool:
        """Whether a worker is there that has imported what training needs."""
        return self.ready.is_set() and self._cluster is not None and self._cluster.warm

    def start(self) -> None:
        """Starts the thread and its cluster, if that has not been done."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._keep, name="engine", daemon=True).start()

    def hand_in(self, run_id: str, pictures: bytes | None) -> None:
        """A run that the lab book has as queued; called with `handing_in` held."""
        if pictures is not None:
            self._pictures[run_id] = pictures
        self._inbox.put(lambda: self._take_on(run_id))

    def held(self, runs: Collection[str] | None = None) -> int:
        """Bytes of learners' own pictures that this process holds, for all runs or for some."""
        pictures = dict(self._pictures) | {job.run.id: job.pictures for job in tuple(self._jobs.values())}
        chosen = pictures if runs is None else pictures.keys() & set(runs)
        return sum(len(pictures[run_id] or b"") for run_id in chosen)

    def stop(self, run_id: str) -> None:
        self._inbox.put(lambda: self._stop(run_id))

    def call(self, task: Task, args: tuple[Any, ...], seconds: float) -> dict[str, Any]:
        """See `lib.engine.worker.call`. Raises TimeoutError or OSError where a worker did not answer."""
        if not self.ready.wait(seconds) or self._cluster is None:
            return {"error": "No worker process is ready. Try again in a moment."}
        return self._cluster.call(task, args, seconds)

    def close(self) -> None:
        """Ends the workers."""
        self._closing.set()
        self.ready.clear()
        if self._cluster is not None:
            self._cluster.close()

    def _keep(self) -> None:
        while not self._closing.is_set():
            try:
                self._cluster = Cluster(self._settings, self._hear)
                break
            except OSError as error:
                log.warning("no cluster: %s", type(error).__name__)
                self._closing.wait(5)
        for run in self._book.live_runs():
            self._inbox.put(partial(self._take_on, run.id))
        while not self._closing.is_set():
            try:
                self._inbox.get(timeout=0.5)()
            except queue.Empty:
                pass
            except LabBookError:
                log.exception("the lab book could not be written")
            except Exception:
                log.exception("the engine met something that it does not know")
            if not self._closing.is_set() and self._cluster is not None and self._cluster.tend():
                self.ready.set()
            else:
                self.ready.clear()

    def _hear(self, message: dict[str, Any]) -> None:
        self._inbox.put(lambda: self._told(message))

    def _take_on(self, run_id: str) -> None:
        if self._cluster is None or run_id in self._jobs:
            return
        with self.handing_in:
            run, pictures = self._book.run(run_id), self._pictures.pop(run_id, None)
        if run is None or not run.live:
            return
        if run.spec.get("pictures") == OWN and pictures is None:
            self._book.change(run_id, state="failed", ended=time.time(), message=LOST)
            return
        if run.status.get("stopping"):
            self._book.change(run_id, state="stopped", ended=time.time(), message="Stopped before it began.")
            return
        self._jobs[run_id] = _Job(run, None, pictures=pictures)
        self._send(self._jobs[run_id])

    def _send(self, job: _Job) -> None:
        """Hands the run to Dask, from its last checkpoint where there is one."""
        assert self._cluster is not None
        run_id, attempt = job.run.id, job.attempt
        checkpoint = self._book.checkpoint(run_id)
        job.history = list(job.run.history) if checkpoint else []
        steps = job.run.status.get("checkpoint_updates", 0) if checkpoint else -1
        self._book.cut_rows(run_id, steps)
        job.future = self._cluster.submit(
            f"run-{run_id}-{attempt}", job.run.created, worker.train, run_id, attempt, job.run.kind, job.run.spec, checkpoint,
            self._settings.downloads, job.pictures,
        )  # fmt: skip
        job.future.add_done_callback(
            lambda future: self._inbox.put(lambda: self._ended(run_id, attempt, future))
        )

    def _told(self, message: dict[str, Any]) -> None:
        """Rows, lines of history and status from a worker."""
        job = self._jobs.get(message["run"])
        if job is None or message["attempt"] != job.attempt:
            return
        if self._book.run(job.run.id) is None:  # its learner asked to be forgotten: nothing more is written
            self._jobs.pop(job.run.id)
            if self._cluster is not None:
                self._cluster.tell_all(worker.stop, job.run.id)
            return
        if "started" in message:
            if job.started == job.attempt:  # Dask itself began it anew elsewhere, without the checkpoint
                self._again(job)
                return
            job.started = job.attempt
            began = {"started": time.time()} if job.run.started is None else {}
            self._book.change(job.run.id, state="running", **began)
            return
        self._book.add_rows(job.run.id, message["rows"])
        job.history = [*(job.history or []), *message["lines"]]
        job.run.status.update(message["status"])
        if message["lines"] and time.monotonic() - job.collected > CHECKPOINT_EVERY:
            self._collect(job, message["worker"])
        self._book.change(job.run.id, history=job.history, status=dict(job.run.status))

    def _collect(self, job: _Job, address: str) -> None:
        """Fetches the checkpoint and the weights of the epochs since the last one."""
        assert self._cluster is not None
        kept = self._cluster.ask(address, worker.collect, job.run.id)
        if kept is None or kept["checkpoint"] is None:
            return
        for epoch, data in kept["snapshots"].items():
            self._book.keep_epoch(job.run.id, epoch, data)
        self._book.keep(job.run.id, "checkpoint", kept["checkpoint"])
        job.run.history[:] = job.history or []
        rows = self._book.rows(job.run.id)
        whole = [row["step"] for row in rows if row["epoch"] <= len(job.run.history)]
        job.run.status["checkpoint_updates"] = max(whole, default=0)
        job.collected = time.monotonic()

    def _again(self, job: _Job) -> None:
        """Starts a run anew after its worker died, from its last checkpoint, and says so."""
        if job.started != job.attempt:  # it was still waiting: nothing was lost
            job.attempt += 1
            self._send(job)
            return
        job.deaths += 1
        if job.deaths >= ATTEMPTS:
            message = "The training process died three times. Choose fewer nodes or pictures, and try again."
            self._end(job, {"state": "failed", "message": message})
            return
        job.attempt += 1
        epoch = len(job.run.history) if self._book.checkpoint(job.run.id) else 0
        where = f"goes on from the end of epoch {epoch}" if epoch else "starts again"
        self._book.change(job.run.id, message=f"The training process was lost. The run {where} in a new one.")
        self._send(job)

    def _ended(self, run_id: str, attempt: int, future: Any) -> None:
        job = self._jobs.get(run_id)
        if job is None or job.attempt != attempt:
            return
        if future.status == "finished":
            self._end(job, future.result())
        elif future.cancelled():
            self._end(job, {"state": "stopped", "message": "Stopped before it began."})
        else:
            self._again(job)

    def _end(self, job: _Job, outcome: dict[str, Any]) -> None:
        """Writes down what a run leaves."""
        self._jobs.pop(job.run.id, None)
        if self._book.run(job.run.id) is None:
            return
        outcome_rules.write(self._book, job.run, outcome)

    def _stop(self, run_id: str) -> None:
        job = self._jobs.get(run_id)
        if job is None:
            run = self._book.run(run_id)
            if run is not None and run.live:
                self._book.change(run_id, status=run.status | {"stopping": True})
            return
        job.run.status["stopping"] = True
        self._book.change(run_id, status=dict(job.run.status))
        if job.started != job.attempt:
            job.future.cancel()
        if self._cluster is not None:
            self._cluster.tell_all(worker.stop, run_id)
