"""Trainings under way, from the lab book to a worker and back: what the keeper's thread does for each of them.

It knows nothing of the thread itself, nor of how workers are kept.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lib.engine import worker
from lib.engine.cluster import Cluster
from lib.engine.presence import Presence
from lib.engine.turns import Whose
from lib.lab_book import outcome as outcome_rules
from lib.lab_book.runs import LabBook, Run
from lib.pictures.sets.retrain_data import LOST
from lib.settings import Settings
from lib.specs.choices import OWN

ATTEMPTS = 3  # a run that loses its worker so often is likely to be the reason
UNREADABLE = "The settings of this run are no longer possible here. Choose new ones, and start again."
FETCH = 30.0  # seconds for an outcome, 20 MB at most, to come from its worker
CHECKPOINT_EVERY = 2.0  # seconds: a checkpoint of the default network is 6.5 MB, an epoch may take 0.3 s


@dataclass
class _Job:
    """What the keeper holds of a training under way."""

    run: Run  # under the training's id, and nobody's: all who watch it have a line of their own in the lab book
    future: Any
    # No number of another process': its worker may still tell of a run that it had.
    attempt: int = field(default_factory=lambda: secrets.randbits(48))
    connection: int = 0  # of the cluster, by which it was handed in
    deaths: int = 0  # workers lost while this run was under way
    started: int = 0  # the attempt whose start was told
    # The history up to the checkpoint that this attempt began with
    before: list[dict[str, Any]] | None = None
    history: list[dict[str, Any]] | None = None
    collected: float = 0.0  # when the last checkpoint came
    pictures: bytes | None = None  # a learner's own; nowhere else but with the worker
    whose: Whose = ("", "")  # by which turns are shared; not known of a run that another process took on


class Trainings:
    """All but `left` and `held` is the keeper's thread's alone.

    Args:
        memory: megabytes that must be free where a training begins.
    """

    def __init__(self, settings: Settings, book: LabBook, memory: int) -> None:
        self._settings, self._book, self._memory = settings, book, memory
        # What the thread has to do, and the run that would be lost if it could not
        self._inbox: queue.SimpleQueue[tuple[Callable[[], None], str | None]] = queue.SimpleQueue()
        self._jobs: dict[str, _Job] = {}
        # Handed over by a worker that leaves, turned away there, or without a connection
        self._held: list[_Job] = []
        self._pictures: dict[str, bytes] = {}  # learners' own, of runs that have not been taken on yet
        self._whose: dict[str, Whose] = {}  # of these runs too; in memory alone, as it holds an address
        self._given_up: set[str] = set()  # runs whose end is still to be written down
        self._cluster: Cluster | None = None
        self._presence = Presence(settings.folder)
        # Held from a run's way into the lab book until `hand_in` has its pictures
        self.handing_in = threading.Lock()

    @property
    def owner(self) -> str:
        """This process, in the lab book."""
        return self._presence.name

    def left(self) -> dict[str, float]:
        """Seconds of computing that trainings under way have told to be left, turns of others apart."""
        told = {job.run.id: job.run.status for job in tuple(self._jobs.values())}
        return {
            training: status["seconds_left"] / max(1, status.get("turns", 1))
            for training, status in told.items()
            if status.get("seconds_left") is not None
        }

    def held(self, runs: Collection[str] | None = None) -> int:
        """Bytes of learners' own pictures that this process holds, for all runs or for some."""
        pictures = dict(self._pictures) | {job.run.id: job.pictures for job in tuple(self._jobs.values())}
        chosen = pictures if runs is None else pictures.keys() & set(runs)
        return sum(len(pictures[run_id] or b"") for run_id in chosen)

    def _take_on(self, run_id: str) -> None:
        if run_id in self._jobs:
            return
        with self.handing_in:
            run, pictures = self._book.under_way(run_id), self._pictures.pop(run_id, None)
            whose = self._whose.pop(run_id, ("", run_id))
        if run is None:
            return
        if not run.readable:
            self._fail(run_id, UNREADABLE)
            return
        if run.spec.get("pictures") == OWN and pictures is None:
            self._fail(run_id, LOST)
            return
        if run.status.get("stopping"):
            self._book.change(run_id, state="stopped", ended=time.time(), message="Stopped before it began.")
            return
        run = replace(run, learner="", name="")  # whoever leaves it may be whoever began it
        job = self._jobs[run_id] = _Job(run, None, pictures=pictures, whose=whose)
        self._inbox.put((partial(self._send, job), run_id))

    def _send(self, job: _Job) -> None:
        """Hands the run to Dask, from its last checkpoint where there is one."""
        assert self._cluster is not None
        run_id, attempt = job.run.id, job.attempt
        if run_id not in self._jobs:
            return
        if not self._cluster.connected:
            self._held.append(job)
            return
        checkpoint, status = self._book.checkpoint(run_id), job.run.status
        epochs = status.get("checkpoint_epochs", len(job.run.history)) if checkpoint else 0
        job.before = job.history = job.run.history[:epochs]
        self._book.cut_rows(run_id, status.get("checkpoint_updates", 0) if checkpoint else -1)
        job.connection = self._cluster.connections
        job.future = self._cluster.submit(
            f"run-{run_id}-{attempt}", job.run.created, job.run.settings, worker.train, run_id, attempt, job.run.kind, job.run.spec, checkpoint,
            self._settings.downloads, job.pictures, self._memory, job.whose,
        )  # fmt: skip
        job.future.add_done_callback(
            lambda future: self._inbox.put((lambda: self._on_done(run_id, attempt, future), run_id))
        )

    def _recover(self) -> None:
        """Hands in again what went over a connection that was lost: Dask tells of most of that, not of all."""
        assert self._cluster is not None
        for job in self._jobs.values():
            if job.future is not None and job.connection != self._cluster.connections:
                self._release(job)
                self._inbox.put((partial(self._lost, job, job.attempt), job.run.id))

    def _lost(self, job: _Job, attempt: int) -> None:
        if job.attempt == attempt and job.run.id in self._jobs:
            self._restart_from_checkpoint(job)

    def _handle_message(self, message: dict[str, Any]) -> None:
        """Rows, lines of history and status from a worker."""
        job = self._jobs.get(message["run"])
        if job is None or message["attempt"] != job.attempt:
            return
        status = self._book.status(self.owner, job.run.id)
        if status is None:
            self._let_go(job.run.id)
            return
        if status.get("stopping") and not job.run.status.get("stopping"):
            self._stop(job.run.id)  # it was asked for in another process
        if "started" in message:
            if job.started == job.attempt:  # Dask itself began it anew elsewhere, without the checkpoint
                self._restart_from_checkpoint(job)
                return
            began = {"started": time.time()} if job.run.started is None else {}
            self._book.change(job.run.id, state="running", **began)
            job.started = job.attempt
            if job.run.status.get("stopping") and self._cluster is not None:  # told to a worker that is gone
                self._cluster.ask(message["worker"], worker.stop, job.run.id)
            return
        # The job is changed last: what raises half-way is done again from its beginning.
        self._book.add_rows(job.run.id, message["rows"])
        history = [*(job.history or []), *message["lines"]]
        job.run.status.update(message["status"])
        if message["lines"] and time.monotonic() - job.collected > CHECKPOINT_EVERY:
            self._collect(job, message["worker"])
        # A checkpoint may be of an epoch that is still to be told.
        known = max(history, job.run.history, key=len)
        self._book.change(job.run.id, history=known, status=dict(job.run.status))
        job.history = history

    def _collect(self, job: _Job, address: str) -> None:
        """Fetches the checkpoint and the weights of the epochs since the last one."""
        assert self._cluster is not None
        kept = self._cluster.ask(address, worker.collect, job.run.id)
        if kept is not None and kept["checkpoint"] is not None:
            self._keep_checkpoint(job, kept)

    def _keep_checkpoint(self, job: _Job, kept: dict[str, Any]) -> None:
        """Args: kept: as from `lib.engine.worker.collect`."""
        history = [*(job.before or []), *kept["lines"]]
        at = {"checkpoint_updates": kept["updates"], "checkpoint_epochs": len(history)}
        status = job.run.status | at
        self._book.keep_checkpoint(job.run.id, kept["checkpoint"], kept["snapshots"], history, status)
        job.run.history[:], job.collected = history, time.monotonic()
        job.run.status.update(at)

    def _restart_from_checkpoint(self, job: _Job) -> None:
        """Starts a run anew after its worker died, from its last checkpoint, and says so."""
        if job.started != job.attempt:  # it was still waiting: nothing was lost
            job.attempt += 1
            self._inbox.put((partial(self._send, job), job.run.id))
            return
        if job.deaths + 1 >= ATTEMPTS:
            message = (
                "The training process broke off three times. Choose fewer nodes or pictures, and try again."
            )
            self._finish(job, {"state": "failed", "message": message})
            return
        epoch = len(job.run.history) if self._book.checkpoint(job.run.id) else 0
        where = f"goes on from the end of epoch {epoch}" if epoch else "starts again"
        self._book.change(
            job.run.id, message=f"The training process broke off. The run {where} in a new one."
        )
        job.deaths += 1
        job.attempt += 1
        self._inbox.put((partial(self._send, job), job.run.id))

    def _on_done(self, run_id: str, attempt: int, future: Any) -> None:
        job = self._jobs.get(run_id)
        if job is None or job.attempt != attempt:
            return
        if future.status == "finished":
            try:
                outcome = future.result(timeout=FETCH)
            except TimeoutError:  # its worker ended with the outcome still there
                self._restart_from_checkpoint(job)
                return
            if outcome["state"] == "stopped" and not job.run.status.get("stopping"):
                # An earlier attempt began late, in the same worker, and took its place there.
                self._restart_from_checkpoint(job)
                return
            (self._hold if outcome["state"] == worker.HANDED_OVER else self._finish)(job, outcome)
        elif future.cancelled() and job.run.status.get("stopping"):
            self._finish(job, {"state": "stopped", "message": "Stopped before it began."})
        else:  # its worker died, or the connection to the scheduler was lost
            self._restart_from_checkpoint(job)

    def _hold(self, job: _Job, outcome: dict[str, Any]) -> None:
        """A run that its worker has handed over waits for the next one; nothing of it is lost."""
        if outcome["kept"] is not None:
            self._keep_checkpoint(job, outcome["kept"])
        job.attempt += 1
        self._release(job)
        self._held.append(job)

    def _finish(self, job: _Job, outcome: dict[str, Any]) -> None:
        """Writes down what a run leaves."""
        if self._book.holds(self.owner, job.run.id) and (run := self._book.under_way(job.run.id)) is not None:
            outcome_rules.write(self._book, run, outcome)
        self._release(job)
        self._jobs.pop(job.run.id, None)

    def _release(self, job: _Job) -> None:
        """Its worker may forget the outcome; else Dask would have another one train for it anew once this one has ended."""
        if job.future is not None:
            job.future.release()
        job.future = None

    def _stop(self, run_id: str) -> None:
        job = self._jobs.get(run_id)
        if job is None:
            run = self._book.under_way(run_id)
            if run is not None:
                self._book.change(run_id, status=run.status | {"stopping": True})
            return
        job.run.status["stopping"] = True
        self._book.change(run_id, status=dict(job.run.status))
        if job.future is None and not job.started:
            self._finish(job, {"state": "stopped", "message": "Stopped before it began."})
        elif job.future is not None and job.started != job.attempt:
            job.future.cancel()
        if self._cluster is not None:
            self._cluster.tell_all(worker.stop, run_id)

    def _fail(self, run_id: str, message: str) -> None:
        if self._book.holds(self.owner, run_id):
            self._book.change(run_id, state="failed", ended=time.time(), message=message)
        self._given_up.discard(run_id)

    def _let_go(self, run_id: str) -> None:
        """Writes nothing more of a run: its learner asked to be forgotten, or another process took it for lost."""
        job = self._jobs.pop(run_id)
        if job.future is not None:
            job.future.cancel()
        # In a cluster that others use too, its new owner trains it by the same name.
        if self._cluster is not None and (not self._settings.cluster or self._book.under_way(run_id) is None):
            self._cluster.tell_all(worker.stop, run_id)
