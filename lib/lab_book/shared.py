"""Runs that show one training: repeats of what is done, and those who came while it was under way, and leave again.

A run is a learner's line; what was computed is the training's. It knows nothing of who may train what.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, literal, select, update

from lib.lab_book import housekeeping
from lib.lab_book.book import Book, LabBookError
from lib.lab_book.housekeeping import LIVE
from lib.lab_book.run import RUNS, Run, lines_of, to_run
from lib.lab_book.tables import TRAINING, rows, runs, trainings

LEFT = "You left this run. Others watch it, so it goes on without you. Press Train with the same settings to come back to it."
TRAINED_BYTES = 8000  # of a run's history and result


class Shared(Book):
    """Twins, repeats, and runs that were joined."""

    def same_run(self, identity: str, learner: str) -> Run | None:
        """A finished run that did exactly this: the learner's own, else anybody's on a built-in picture set."""
        mine = (runs.c.learner == learner) | (runs.c.shareable == 1)
        query = RUNS.where(runs.c.identity == identity, runs.c.state == "done", mine)
        with self._begin() as c:
            found = c.execute(query.order_by((runs.c.learner == learner).desc(), runs.c.created)).first()
        return to_run(found) if found else None

    def copy(self, run: Run, learner: str) -> str:
        """Gives `learner` a repeat of a run: a run of their own, with no name and no notes, that shows what it computed.

        Raises:
            LabBookError: also where the run was deleted in this moment.
        """
        run_id, now, training = uuid.uuid4().hex, time.time(), run.copy_of or run.id
        new = new_run(run_id, learner, run.kind, run.spec, run.identity)
        with self._write() as c:
            self._welcome(c, learner)
            self._make_sure_of_room(c)
            there = select(trainings.c.id).where(trainings.c.id == training).with_for_update()
            if c.execute(there).first() is None:
                raise LabBookError(
                    "The stored run with these settings was deleted just now. Press once more."
                )
            new |= {"copy_of": training, "state": "done", "started": now, "ended": now}
            c.execute(insert(runs).values(**new, name="", shareable=1))
            housekeeping.trim_own(c, learner, self._per_learner, now)
            self._grow(c, runs=1, size=housekeeping.LINE_BYTES)
        self.moved = object()
        return run_id

    def join(self, identity: str, learner: str) -> tuple[str, str] | None:
        """Gives `learner` a line of their own of the training with these settings that is under way; None without one.

        Only one on a built-in picture set is joined, and none that is being stopped.

        Returns:
            The line's id, and the training's.
        """
        run_id = uuid.uuid4().hex
        with self._write() as c:
            self._welcome(c, learner)
            same = (runs.c.identity == identity) & runs.c.state.in_(LIVE) & (runs.c.shareable == 1)
            query = select(TRAINING.label("training"), runs).where(same).order_by(runs.c.created)
            found = c.execute(query.with_for_update()).first()
            if found is None:
                return None
            shown = ("state", "status", "message", "started", "shareable")
            new = new_run(run_id, learner, found.kind, found.spec, identity)
            new |= {name: getattr(found, name) for name in shown}
            c.execute(insert(runs).values(**new, copy_of=found.training, name=""))
            housekeeping.trim_own(c, learner, self._per_learner, time.time())
            self._grow(c, runs=1, size=housekeeping.LINE_BYTES)
        self.moved = object()
        return run_id, found.training

    def leave(self, run_id: str, learner: str) -> str | None:
        """Takes a learner off a live run of theirs; the training to be stopped where nobody else is left, else None.

        The last one's run stays live until its training has stopped. Else theirs ends now: it keeps the curve up to here as
        its own, while the training goes on for the others.
        """
        with self._write() as c:
            mine = (runs.c.id == run_id) & (runs.c.learner == learner) & runs.c.state.in_(LIVE)
            training = c.execute(select(TRAINING).where(mine)).scalar()
            if training is None:
                return None
            c.execute(select(trainings.c.id).where(trainings.c.id == training).with_for_update()).all()
            others = lines_of(training) & runs.c.state.in_(LIVE) & (runs.c.id != run_id)
            if c.execute(select(runs.c.id).where(others)).first() is None:
                c.execute(update(runs).where(runs.c.id == run_id).values(shareable=0))  # nobody joins it now
                return training
            own = run_id if training != run_id else uuid.uuid4().hex
            _keep_curve(c, training, own)
            c.execute(
                update(runs)
                .where(runs.c.id == run_id)
                .values(
                    copy_of=None if own == run_id else own, state="stopped", ended=time.time(), message=LEFT
                )
            )
            self._grow(c, runs=1, size=TRAINED_BYTES)
        self.moved = object()
        return None

    def under_way(self, training: str) -> Run | None:
        """A live training, as the oldest line of those who watch it has it, under its own id; None where nobody is left."""
        query = RUNS.where(lines_of(training), runs.c.state.in_(LIVE)).order_by(runs.c.created).limit(1)
        with self._begin() as c:
            found = c.execute(query).first()
        return replace(to_run(found), id=training, copy_of=None) if found else None


def new_run(run_id: str, learner: str, kind: str, spec: dict[str, Any], identity: str) -> dict[str, Any]:
    return {
        "id": run_id, "learner": learner, "kind": kind, "spec": spec, "identity": identity, "status": {}, "message": "",
        "created": time.time(),
    }  # fmt: skip


def _keep_curve(c: Connection, training: str, own: str) -> None:
    """A training of its own, `own`, with the curve of another as it stands: for whoever leaves that."""
    whole = select(literal(own), trainings.c.history, trainings.c.result).where(trainings.c.id == training)
    c.execute(insert(trainings).from_select(["id", "history", "result"], whole))
    columns = [column for column in rows.c if column.name != "training"]
    curve = select(literal(own), *columns).where(rows.c.training == training)
    c.execute(insert(rows).from_select(["training", *(column.name for column in columns)], curve))
