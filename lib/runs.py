"""The lab book: every run with its settings, curve, result and weights, and each learner's progress and answers.

One SQL database through SQLAlchemy. It knows nothing of workers or of screens.
"""

from __future__ import annotations

import hashlib
import math
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, union, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.settings import Settings
from lib.specs import Spec, Training, kind_of, make, to_dict
from lib.tables import answers, blobs, open_database, progress, rows, runs, snapshots

LIVE = ("queued", "running")
NAME_LIMIT = 80
SNAPSHOT_RUNS = 3  # a learner's newest runs that keep their weights of every epoch: at most 12 MB each


class LabBookError(RuntimeError):
    """The database refused; the message says what the learner can do."""


@dataclass(frozen=True)
class Run:
    """One line of the lab book, as it stands at the moment of reading."""

    id: str
    learner: str
    kind: str  # digits | retrain
    name: str
    state: str  # queued | running | done | stopped | failed
    identity: str
    copy_of: str | None
    spec: dict[str, Any]
    status: dict[str, Any]
    history: list[dict[str, Any]]
    result: dict[str, Any]
    message: str
    created: float  # seconds since 1970
    started: float | None
    ended: float | None

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def settings(self) -> Spec:
        return make(self.kind, self.spec)

    @property
    def training(self) -> Training:
        """The settings of a run that trains one network; a race or an experiment has several."""
        spec = self.settings
        assert isinstance(spec, Training)
        return spec


class LabBook:
    """All access to the database; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._engine = open_database(settings.database_url)
        self._limits = (settings.runs_per_learner, settings.runs_in_all)

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise LabBookError(
                "The lab book cannot be written just now: its disk is full or its database does not answer. "
                "What you see stays on the page. Try again in a moment."
            ) from error

    # Runs

    def add(self, learner: str, spec: Spec, identity: str, *, shareable: bool, name: str = "") -> str:
        """Writes a new run as queued and gives its id."""
        run_id = uuid.uuid4().hex
        with self._begin() as c:
            c.execute(insert(runs).values(**_new_run(run_id, learner, spec, identity, shareable, name)))
        return run_id

    def run(self, run_id: str) -> Run | None:
        with self._begin() as c:
            found = c.execute(select(*_COLUMNS).where(runs.c.id == run_id)).first()
        return _to_run(found) if found else None

    def runs(self, learner: str, kind: str | None = None) -> list[Run]:
        """This learner's runs, newest first."""
        query = select(*_COLUMNS).where(runs.c.learner == learner).order_by(runs.c.created.desc())
        with self._begin() as c:
            found = c.execute(query.where(runs.c.kind == kind) if kind else query).all()
        return [_to_run(row) for row in found]

    def live_runs(self) -> list[Run]:
        """All learners' queued and running runs, oldest first."""
        with self._begin() as c:
            found = c.execute(select(*_COLUMNS).where(runs.c.state.in_(LIVE)).order_by(runs.c.created)).all()
        return [_to_run(row) for row in found]

    def twin(self, identity: str, learner: str) -> Run | None:
        """A finished run that did exactly this: the learner's own, else anybody's on a built-in picture set."""
        mine = (runs.c.learner == learner) | (runs.c.shareable == 1)
        query = select(*_COLUMNS).where(runs.c.identity == identity, runs.c.state == "done", mine)
        with self._begin() as c:
            found = c.execute(query.order_by((runs.c.learner == learner).desc(), runs.c.created)).first()
        return _to_run(found) if found else None

    def copy(self, twin: Run, learner: str) -> str:
        """Gives `learner` a run of their own with the twin's curve, result and weights; no name, no notes."""
        run_id, now = uuid.uuid4().hex, time.time()
        with self._begin() as c:
            new = _new_run(run_id, learner, twin.settings, twin.identity, True, "")
            kept = c.execute(select(runs.c.weights, runs.c.answers).where(runs.c.id == twin.id)).one()
            new |= {
                "state": "done", "copy_of": twin.copy_of or twin.id, "history": twin.history, "result": twin.result,
                "weights": kept.weights, "answers": kept.answers, "started": now, "ended": now,
            }  # fmt: skip
            c.execute(insert(runs).values(**new))
            for table, columns in ((rows, rows.c), (snapshots, snapshots.c)):
                source = [literal(run_id) if column.name == "run" else column for column in columns]
                query = select(*source).where(columns.run == twin.id)
                c.execute(insert(table).from_select([column.name for column in columns], query))
        return run_id

    def change(self, run_id: str, **values: Any) -> None:
        """Sets columns of a run: state, status, history, result, message, started, ended."""
        if "history" in values:
            values["history"] = [_finite(line) for line in values["history"]]
        with self._begin() as c:
            c.execute(update(runs).where(runs.c.id == run_id).values(**values))

    def rename(self, run_id: str, learner: str, name: str) -> None:
        with self._begin() as c:
            mine = (runs.c.id == run_id) & (runs.c.learner == learner)
            c.execute(update(runs).where(mine).values(name=name.strip()[:NAME_LIMIT]))

    def delete(self, run_id: str, learner: str) -> None:
        with self._begin() as c:
            _drop(
                c,
                [
                    row.id
                    for row in c.execute(
                        select(runs.c.id).where(runs.c.id == run_id, runs.c.learner == learner)
                    )
                ],
            )

    def prune(self, learner: str) -> int:
        """Drops runs over the limits, oldest first, never a live one; the number of this learner's that went."""
        per_learner, in_all = self._limits
        ended = runs.c.state.not_in(LIVE)
        newest = select(runs.c.id).where(ended).order_by(runs.c.created.desc())
        with self._begin() as c:
            mine = [row.id for row in c.execute(newest.where(runs.c.learner == learner))]
            everybody = [row.id for row in c.execute(newest)]
            old = set(mine[per_learner:]) | set(everybody[in_all:])
            _drop(c, sorted(old))
            c.execute(delete(snapshots).where(snapshots.c.run.in_(mine[SNAPSHOT_RUNS:])))
        return len(old.intersection(mine))

    # What a run computes

    def add_rows(self, run_id: str, new: Iterable[dict[str, Any]]) -> None:
        """Appends curve rows: step, split, epoch, loss, accuracy. A step that is there already is written anew."""
        values = [{"run": run_id} | _finite(row) for row in new]
        with self._begin() as c:
            for row in values:
                same = (rows.c.run == run_id) & (rows.c.step == row["step"]) & (rows.c.split == row["split"])
                c.execute(delete(rows).where(same))
            if values:
                c.execute(insert(rows), values)

    def rows(self, run_id: str) -> list[dict[str, Any]]:
        """The curve, in order: dicts of step, split, epoch, loss, accuracy."""
        columns = (rows.c.step, rows.c.split, rows.c.epoch, rows.c.loss, rows.c.accuracy)
        with self._begin() as c:
            found = c.execute(
                select(*columns).where(rows.c.run == run_id).order_by(rows.c.step, rows.c.split)
            ).all()
        return [dict(row._mapping) for row in found]

    def cut_rows(self, run_id: str, step: int) -> None:
        """Drops the curve after `step`: a run that starts again from its checkpoint writes it anew."""
        with self._begin() as c:
            c.execute(delete(rows).where(rows.c.run == run_id, rows.c.step > step))

    def keep(self, run_id: str, what: str, data: bytes | None) -> None:
        """Stores `data` as the run's "weights", "checkpoint" or "answers"; None takes it away."""
        with self._begin() as c:
            digest = None
            if data is not None:
                digest = hashlib.sha256(data).hexdigest()
                if c.execute(select(blobs.c.digest).where(blobs.c.digest == digest)).first() is None:
                    c.execute(insert(blobs).values(digest=digest, data=data))
            c.execute(update(runs).where(runs.c.id == run_id).values({what: digest}))
            _sweep(c)

    def weights(self, run_id: str) -> bytes | None:
        return self._blob(run_id, runs.c.weights)

    def checkpoint(self, run_id: str) -> bytes | None:
        return self._blob(run_id, runs.c.checkpoint)

    def test_answers(self, run_id: str) -> bytes | None:
        """What the run answered to every test photo (`lib.pictures.answers.Answers`); None where its result says it all."""
        return self._blob(run_id, runs.c.answers)

    def _blob(self, run_id: str, column: Any) -> bytes | None:
        query = select(blobs.c.data).join(runs, column == blobs.c.digest).where(runs.c.id == run_id)
        with self._begin() as c:
            return c.execute(query).scalar()

    def keep_epoch(self, run_id: str, epoch: int, data: bytes) -> None:
        """Stores the weights after `epoch` (0: the random start) for the replay."""
        with self._begin() as c:
            c.execute(delete(snapshots).where(snapshots.c.run == run_id, snapshots.c.epoch == epoch))
            c.execute(insert(snapshots).values(run=run_id, epoch=epoch, data=data))

    def epoch_weights(self, run_id: str) -> dict[int, bytes]:
        """Weights by epoch, for the runs that still keep them."""
        query = select(snapshots.c.epoch, snapshots.c.data).where(snapshots.c.run == run_id)
        with self._begin() as c:
            return {row.epoch: row.data for row in c.execute(query.order_by(snapshots.c.epoch))}

    def finished(self, kind: str, count: int = 20) -> list[Run]:
        """The newest finished runs of a kind that were really trained, whoever's: for predicting times."""
        query = select(*_COLUMNS).where(runs.c.kind == kind, runs.c.state == "done", runs.c.copy_of.is_(None))
        with self._begin() as c:
            return [_to_run(row) for row in c.execute(query.order_by(runs.c.ended.desc()).limit(count))]

    # Lessons

    def progress(self, learner: str) -> dict[str, str]:
        """Lesson key to "here" (opened) or "done"."""
        with self._begin() as c:
            found = c.execute(
                select(progress.c.lesson, progress.c.state).where(progress.c.learner == learner)
            )
            return {row.lesson: row.state for row in found}

    def mark(self, learner: str, lesson: str, state: str) -> None:
        """Notes "here" or "done"; what is done stays done."""
        mine = (progress.c.learner == learner) & (progress.c.lesson == lesson)
        with self._begin() as c:
            old = c.execute(select(progress.c.state).where(mine)).scalar()
            if old is None:
                c.execute(insert(progress).values(learner=learner, lesson=lesson, state=state))
            elif old != "done":
                c.execute(update(progress).where(mine).values(state=state))

    def answer(self, learner: str, lesson: str, question: str, value: str) -> None:
        """Keeps a guess, an answer or a note, in place of an earlier one to the same question."""
        mine = (
            (answers.c.learner == learner) & (answers.c.lesson == lesson) & (answers.c.question == question)
        )
        with self._begin() as c:
            c.execute(delete(answers).where(mine))
            new = {
                "learner": learner,
                "lesson": lesson,
                "question": question,
                "value": value[:2000],
                "at": time.time(),
            }
            c.execute(insert(answers).values(**new))

    def answers(self, learner: str, lesson: str) -> dict[str, str]:
        query = select(answers.c.question, answers.c.value)
        with self._begin() as c:
            found = c.execute(query.where(answers.c.learner == learner, answers.c.lesson == lesson))
            return {row.question: row.value for row in found}

    def forget(self, learner: str) -> None:
        """Deletes everything of this learner's."""
        with self._begin() as c:
            _drop(c, [row.id for row in c.execute(select(runs.c.id).where(runs.c.learner == learner))])
            for table in (answers, progress):
                c.execute(delete(table).where(table.c.learner == learner))


_COLUMNS = tuple(runs.c[name] for name in Run.__dataclass_fields__)


def _to_run(row: Row) -> Run:
    return Run(**row._mapping)


def _new_run(
    run_id: str, learner: str, spec: Spec, identity: str, shareable: bool, name: str
) -> dict[str, Any]:
    return {
        "id": run_id, "learner": learner, "kind": kind_of(spec), "name": name[:NAME_LIMIT], "state": "queued",
        "identity": identity, "shareable": int(shareable), "spec": to_dict(spec), "status": {}, "history": [],
        "result": {}, "message": "", "created": time.time(),
    }  # fmt: skip


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose loss may be NaN or infinite (a run that diverged) becomes one that every database takes."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}


def _drop(c: Connection, ids: list[str]) -> None:
    if ids:
        for table, column in ((rows, rows.c.run), (snapshots, snapshots.c.run), (runs, runs.c.id)):
            c.execute(delete(table).where(column.in_(ids)))
        _sweep(c)


def _sweep(c: Connection) -> None:
    """Drops blobs that no run names any more."""
    used = union(
        select(runs.c.weights).where(runs.c.weights.is_not(None)),
        select(runs.c.checkpoint).where(runs.c.checkpoint.is_not(None)),
        select(runs.c.answers).where(runs.c.answers.is_not(None)),
    )
    if c.execute(select(func.count()).select_from(blobs)).scalar():
        c.execute(delete(blobs).where(blobs.c.digest.not_in(used)))
