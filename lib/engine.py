"""Runs work in worker processes on Dask distributed: submit, watch, stop, queue position.

One keeper thread owns the cluster and writes what the workers tell into the lab book; pages only read there.
It names tasks and never imports what they use: tensorflow stays out of this process.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from lib import expected, worker
from lib import outcome as outcome_rules
from lib.cluster import Cluster
from lib.memory import available_memory
from lib.pictures.retrain_data import LOST
from lib.pictures.sets import OWN
from lib.runs import LabBook, LabBookError, Run
from lib.settings import Settings
from lib.specs import Spec, identity, kind_of

log = logging.getLogger(__name__)

ATTEMPTS = 3  # a run that loses its worker so often is likely to be the reason
CHECKPOINT_EVERY = 2.0  # seconds: a checkpoint of the default network is 6.5 MB, an epoch may take 0.3 s
HELD_LIMIT = 150e6  # bytes of learners' own pictures in runs that wait or train; one set may have 30 MB


class Refused(ValueError):
    """A run or task that is not taken on; the message says why and what to change."""


@dataclass(frozen=True)
class Place:
    """Where a waiting run stands."""

    position: int  # 1: next
    waiting: int  # runs in the queue
    seconds: float  # expected wait


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


class Engine:
    """Public methods may be called from any thread and answer at once; only `call` waits for a worker."""

    def __init__(self, settings: Settings, book: LabBook) -> None:
        self._settings, self._book = settings, book
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._jobs: dict[str, _Job] = {}
        self._pictures: dict[str, bytes] = {}  # learners' own, of runs that have not been taken on yet
        self._cluster: Cluster | None = None
        self._started = threading.Lock()
        self._closing = threading.Event()
        self._born = time.time()
        self._submitting = threading.Lock()  # one live run a learner must hold against two clicks at once
        self.ready = threading.Event()  # set once a worker can take work
        if book.live_runs():
            self.warm_up()

    # For pages

    def warm_up(self) -> None:
        """Starts the cluster in the background, if that has not been done; returns at once."""
        if self.enough_memory() and self._started.acquire(blocking=False):
            threading.Thread(target=self._keep, name="engine", daemon=True).start()

    def enough_memory(self) -> bool:
        """Whether a worker of our own fits; a cluster elsewhere has its own memory."""
        if self._settings.cluster or self._started.locked():
            return True
        return available_memory() >= self._settings.memory_needed

    def predicted_seconds(self, spec: Spec) -> float:
        """How long a run will take on this machine, from its past runs."""
        return expected.seconds(spec, self._book.finished(kind_of(spec)), self._born)

    def submit(
        self,
        learner: str,
        spec: Spec,
        data_hash: str,
        *,
        shareable: bool = True,
        name: str = "",
        pictures: bytes | None = None,
    ) -> str:
        """Takes a run on, or shows the stored result of the same one; gives the run's id.

        Args:
            pictures: the learner's own, from `lib.pictures.own.OwnSet.to_bytes`. They stay in this process' memory and the
                worker's while the run is live, never in the lab book or on the disk, and nobody else is shown the run.

        Raises:
            Refused: the learner has a live run, the queue is full, the run would take too long, or memory is short.
        """
        with self._submitting:
            same = identity(spec, data_hash)
            twin = self._book.twin(same, learner)
            if twin is not None:
                return twin.id if twin.learner == learner else self._book.copy(twin, learner)
            live = self._book.live_runs()
            if any(run.learner == learner for run in live):
                raise Refused("You have a run going already. Stop it, or wait until it has ended.")
            if len(live) >= self._settings.queue_limit:
                raise Refused(
                    f"{len(live)} runs are waiting already, and that is the limit. Try again in a few minutes."
                )
            if pictures is not None and self._held() + len(pictures) > HELD_LIMIT:
                raise Refused(
                    "Other learners' pictures fill the memory that there is for them. Try again in a few minutes."
                )
            predicted = self.predicted_seconds(spec)
            if predicted > self._settings.seconds_limit:
                raise Refused(
                    f"This would take about {predicted:.0f} seconds; at most {self._settings.seconds_limit} are allowed "
                    "here. Choose fewer epochs, a larger batch size, or fewer pictures."
                )
            if not self.enough_memory():
                raise Refused(
                    "This machine has too little memory to train. Reading, and all stored runs, still work."
                )
            shared = shareable and pictures is None
            run_id = self._book.add(learner, spec, same, shareable=shared, name=name)
            if pictures is not None:
                self._pictures[run_id] = pictures
        self.warm_up()
        self._inbox.put(lambda: self._take_on(run_id))
        return run_id

    def _held(self) -> int:
        """Bytes of learners' own pictures that this process holds."""
        jobs = (job.pictures for job in tuple(self._jobs.values()))
        return sum(len(p) for p in (*self._pictures.values(), *jobs) if p is not None)

    def stop(self, run_id: str, learner: str) -> None:
        """Asks a run of this learner's to stop; it ends within about a second and keeps what it has learned."""
        run = self._book.run(run_id)
        if run is not None and run.learner == learner and run.live:
            self._inbox.put(lambda: self._stop(run_id))

    def place(self, run: Run) -> Place:
        """Position and expected wait of a queued run: the predicted time of all ahead of it, shared by the workers."""
        live = self._book.live_runs()
        waiting = [other for other in live if other.state == "queued"]
        ahead = [other for other in live if other.created < run.created]
        seconds = sum(self._seconds_left(other) for other in ahead) / self._settings.workers
        position = 1 + sum(other.created < run.created for other in waiting)
        return Place(position, len(waiting), seconds)

    def call(self, target: str, *args: Any, seconds: float = 60.0) -> Any:
        """Runs `module:function` of `lib.networks` in a worker and waits for its value.

        Raises:
            Refused: no worker came in time, or the function failed; the message is for the learner.
        """
        self.warm_up()
        if not self.ready.wait(seconds) or self._cluster is None:
            raise Refused("No worker process is ready. Try again in a moment.")
        try:
            answer = self._cluster.call(target, args, seconds)
        except (TimeoutError, OSError) as error:
            raise Refused("The worker process did not answer in time. Try again in a moment.") from error
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """Ends the workers; live runs stay in the lab book for the app's next life."""
        self._closing.set()
        self.ready.clear()
        if self._cluster is not None:
            self._cluster.close()

    # The keeper thread

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
        with self._submitting:  # whoever hands a run in has its pictures ready before this looks for them
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

    def _seconds_left(self, run: Run) -> float:
        return run.status.get("seconds_left") or self.predicted_seconds(run.settings)
