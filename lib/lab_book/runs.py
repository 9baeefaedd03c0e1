"""The lab book: every run with its settings, curve, result and weights, and each learner's progress and answers.

One SQL database through SQLAlchemy; `LabBook` is the one way in. It knows nothing of workers or of screens.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from lib.lab_book import housekeeping
from lib.lab_book.book import LabBookError, digest_of, storable
from lib.lab_book.computed import Computed, finite
from lib.lab_book.housekeeping import LIVE
from lib.lab_book.leases import Leases
from lib.lab_book.lessons import Lessons
from lib.lab_book.tables import TRAINING, answers, files, forgotten, progress, rows, runs, trainings
from lib.specs.field import SpecError
from lib.specs.specs import Spec, Training, kind_of, make, to_dict

NAME_LIMIT = 80
LEFT = "You left this run. Others watch it, so it goes on without you. Press Train with the same settings to come back to it."
TRAINED_BYTES = 8000  # of a run's history and result
FORGOTTEN = 10_000  # learners of whom it is remembered that they asked to be forgotten; a late answer comes within hours


@dataclass(frozen=True)
class Run:
    """One line of the lab book, as it stands at the moment of reading."""

    id: str
    learner: str
    kind: str  # digits | retrain
    name: str
    state: str  # queued | running | done | stopped | failed
    identity: str
    copy_of: str | None  # a repeat, or one that joined: the training whose curve, result and files it shows
    spec: dict[str, Any]
    status: dict[str, Any]
    history: list[dict[str, Any]]
    result: dict[str, Any]
    message: str
    created: float  # seconds since 1970
    started: float | None
    ended: float | None
    has_weights: bool = False  # they may have gone to make room
    has_replay: bool = False  # the weights of every epoch

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def shows(self) -> str:
        """The training whose curve, result and files it shows: its own, or the one that it repeats or has joined."""
        return self.copy_of or self.id

    @property
    def joined(self) -> bool:
        """Whether it came to a training that was under way; what a repeat shows has ended when that comes."""
        return self.copy_of is not None and (self.live or (self.ended or 0.0) > self.created)

    @property
    def readable(self) -> bool:
        """Whether its settings pass today's table: a run of an earlier version may have some that are gone.

        No other has `settings` or `training`; what such a run was stands in `spec`.
        """
        try:
            return self.settings is not None
        except (SpecError, TypeError):  # the latter: an experiment's unknown part
            return False

    @property
    def settings(self) -> Spec:
        """Raises SpecError where the run is not `readable`."""
        return make(self.kind, self.spec)

    @property
    def training(self) -> Training:
        """The settings of a run that trains one network; a race or an experiment has several."""
        spec = self.settings
        assert isinstance(spec, Training)
        return spec


class LabBook(Computed, Leases, Lessons):
    """All access to the database; safe to share between threads.

    Every method raises LabBookError where the database refuses; then nothing of it was written.
    """

    def add(
        self,
        learner: str,
        spec: Spec,
        identity: str,
        *,
        shareable: bool,
        name: str = "",
        owner: str | None = None,
    ) -> str:
        """Writes a new run as queued and gives its id; without an `owner` any app process may take it up.

        Raises:
            LabBookError: also where runs of the last hour, which nobody loses, fill the lab book.
        """
        run_id = uuid.uuid4().hex
        new = _new_run(run_id, learner, kind_of(spec), to_dict(spec), identity)
        with self._write() as c:
            self._welcome(c, learner)
            self._make_sure_of_room(c)
            self._join(c, owner)
            c.execute(insert(trainings).values(id=run_id, history=[], result={}, owner=owner))
            c.execute(
                insert(runs).values(
                    **new,
                    name=storable(name, NAME_LIMIT),
                    state="queued",
                    shareable=int(shareable),
                )
            )
            self._grow(c, runs=1, size=housekeeping.LINE_BYTES)
        self.moved = object()
        return run_id

    def run(self, run_id: str) -> Run | None:
        for key, kept in (self._page.read or {}).items():
            if key[0] == "runs" and (known := next((run for run in kept if run.id == run_id), None)):
                return known
        with self._begin() as c:
            found = c.execute(_RUNS.where(runs.c.id == run_id)).first()
        return _to_run(found) if found else None

    def runs(self, learner: str, kind: str | None = None) -> list[Run]:
        """This learner's runs, newest first; of a kind those alone that are `readable`."""
        query = _RUNS.where(runs.c.learner == learner).order_by(runs.c.created.desc())
        every = self._once(("runs", learner), lambda: self._list(query))
        return [run for run in every if kind is None or (run.kind == kind and run.readable)]

    def watch(self, training: str, since: int = -1) -> tuple[Run, list[dict[str, Any]], int] | None:
        """A live training as it stands now, in one query: for whoever reads it again and again; None where nobody is left.

        Returns:
            The oldest run that shows it; its curve from the step `since` on, as `rows` gives it; how many rows stand before
            that step.
        """
        nothing = [cast(null(), column.type).label(f"row_{column.name}") for column in _ROW]
        left = select(runs.c.id).where(_lines(training), runs.c.state.in_(LIVE)).order_by(runs.c.created)
        before = select(func.count()).where(rows.c.training == training, rows.c.step < since)
        line = select(*_RUNS.selected_columns, *nothing, before.scalar_subquery())
        line = line.join(trainings, trainings.c.id == TRAINING)
        line = line.where(runs.c.id == left.limit(1).scalar_subquery())
        points = select(*(null() for _ in _RUNS.selected_columns), *_ROW, null())
        points = points.where(rows.c.training == training, rows.c.step >= since)
        with self._begin() as c:
            found: Sequence[Any] = c.execute(union_all(line, points)).all()
        width, names = len(_RUNS.selected_columns), [column.name for column in _ROW]
        first = next((row for row in found if row[0] is not None), None)
        curve = [dict(zip(names, row[width:-1], strict=True)) for row in found if row[0] is None]
        if first is None:
            return None
        return Run(*first[:width]), sorted(curve, key=lambda row: (row["step"], row["split"])), first[-1]

    def live_runs(self) -> list[Run]:
        """All learners' queued and running runs, oldest first."""
        return self._list(_RUNS.where(runs.c.state.in_(LIVE)).order_by(runs.c.created))

    def finished(self, kind: str, count: int = 20, since: float = 0.0) -> list[Run]:
        """The newest finished runs of a kind that were really trained, whoever's: for predicting times.

        Args:
            since: only those that ended later, in seconds since 1970.
        """
        query = _RUNS.where(
            runs.c.kind == kind, runs.c.state == "done", runs.c.copy_of.is_(None), runs.c.ended > since
        )
        newest = self._list(query.order_by(runs.c.ended.desc()).limit(count))
        return [run for run in newest if run.readable]

    def last_hour(self) -> dict[str, int]:
        """Bytes, replays apart, of each training that a run of the last hour, or a live one, shows."""
        with self._begin() as c:
            return housekeeping.last_hour(c, time.time())

    def young_repeats(self) -> int:
        """How many runs of the last hour show what another one trained."""
        with self._begin() as c:
            return housekeeping.young_repeats(c, time.time())

    def _list(self, query: Select) -> list[Run]:
        with self._begin() as c:
            return [_to_run(row) for row in c.execute(query)]

    def twin(self, identity: str, learner: str) -> Run | None:
        """A finished run that did exactly this: the learner's own, else anybody's on a built-in picture set."""
        mine = (runs.c.learner == learner) | (runs.c.shareable == 1)
        query = _RUNS.where(runs.c.identity == identity, runs.c.state == "done", mine)
        with self._begin() as c:
            found = c.execute(query.order_by((runs.c.learner == learner).desc(), runs.c.created)).first()
        return _to_run(found) if found else None

    def copy(self, twin: Run, learner: str) -> str:
        """Gives `learner` a repeat of the twin: a run of their own, with no name and no notes, that shows what it computed.

        Raises:
            LabBookError: also where the twin was deleted in this moment.
        """
        run_id, now, training = uuid.uuid4().hex, time.time(), twin.copy_of or twin.id
        new = _new_run(run_id, learner, twin.kind, twin.spec, twin.identity)
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
            new = _new_run(run_id, learner, found.kind, found.spec, identity)
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
            others = _lines(training) & runs.c.state.in_(LIVE) & (runs.c.id != run_id)
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
        query = _RUNS.where(_lines(training), runs.c.state.in_(LIVE)).order_by(runs.c.created).limit(1)
        with self._begin() as c:
            found = c.execute(query).first()
        return replace(_to_run(found), id=training, copy_of=None) if found else None

    def change(self, run_id: str, **values: Any) -> None:
        """Sets columns of a run, and of all who joined it: state, status, history, result, message, started, ended."""
        computed = {name: values.pop(name) for name in ("history", "result") if name in values}
        if "history" in computed:
            computed["history"] = [finite(line) for line in computed["history"]]
        with self._write() as c:
            if values:
                joined = (runs.c.copy_of == run_id) & runs.c.state.in_(LIVE)
                own = (runs.c.id == run_id) & (runs.c.copy_of.is_(None) | runs.c.state.in_(LIVE))
                c.execute(update(runs).where(own | joined).values(**values))
            if computed:  # a repeat has no training of its own id: what it shows stays
                c.execute(update(trainings).where(trainings.c.id == run_id).values(**computed))
        self._writes[run_id] += 1
        if "state" in values:
            self.moved = object()
        if "ended" in values:
            del self._writes[run_id]

    def rename(self, run_id: str, learner: str, name: str) -> None:
        with self._write() as c:
            mine = (runs.c.id == run_id) & (runs.c.learner == learner)
            c.execute(update(runs).where(mine).values(name=storable(name.strip(), NAME_LIMIT)))

    def delete(self, run_id: str, learner: str) -> None:
        """Deletes a run of this learner's that has ended; a live one holds a place, and must be stopped first."""
        with self._write() as c:
            mine = (runs.c.id == run_id) & (runs.c.learner == learner) & runs.c.state.not_in(LIVE)
            housekeeping.drop_runs(c, list(c.execute(select(runs.c.id).where(mine)).scalars()))
        self.moved = object()

    def prune(self, learner: str) -> int:
        """Holds the limits now that a run has ended; how many of this learner's runs went."""
        with self._write() as c:
            ended = select(runs.c.id).where(runs.c.learner == learner, runs.c.state.not_in(LIVE))
            before = len(c.execute(ended).all())
            housekeeping.trim_own(c, learner, self._per_learner, time.time())
            self._grow(c, runs=1, size=TRAINED_BYTES)
            return before - len(c.execute(ended).all())

    def forget(self, learner: str) -> list[str]:
        """Deletes everything of this learner's, from the database's files too, and keeps nothing of theirs from now on.

        Others' repeats of a run that was theirs stay: they hold no name, no note and no id of theirs.

        Returns:
            The trainings that were live and that nobody watches now: whoever trains them must be told.
        """
        with self._write() as c:
            mine = select(runs.c.id, runs.c.state, TRAINING.label("training")).where(
                runs.c.learner == learner
            )
            found = c.execute(mine).all()
            housekeeping.drop_runs(c, [row.id for row in found])
            live = {row.training for row in found if row.state in LIVE}
            watched = select(TRAINING).where(TRAINING.in_(live), runs.c.state.in_(LIVE))
            live -= set(c.execute(watched).scalars())
            for table in (answers, progress):
                c.execute(delete(table).where(table.c.learner == learner))
            _remember(c, digest_of(learner))
        self.moved = object()
        self._erase()
        return sorted(live)


def _lines(training: str) -> ColumnElement[bool]:
    """The runs that show this training. Whoever trained it, left, and went on with a curve of their own does not."""
    return ((runs.c.id == training) & runs.c.copy_of.is_(None)) | (runs.c.copy_of == training)


def _keep_curve(c: Connection, training: str, own: str) -> None:
    """A training of its own, `own`, with the curve of another as it stands: for whoever leaves that."""
    whole = select(literal(own), trainings.c.history, trainings.c.result).where(trainings.c.id == training)
    c.execute(insert(trainings).from_select(["id", "history", "result"], whole))
    columns = [column for column in rows.c if column.name != "training"]
    curve = select(literal(own), *columns).where(rows.c.training == training)
    c.execute(insert(rows).from_select(["training", *(column.name for column in columns)], curve))


def _has(what: str) -> ColumnElement[bool]:
    return exists().where(files.c.training == TRAINING, files.c.what == what)


_RUNS: Select = select(
    *(
        runs.c[name]
        for name in ("id", "learner", "kind", "name", "state", "identity", "copy_of", "spec", "status")
    ),
    trainings.c.history,
    trainings.c.result,
    *(runs.c[name] for name in ("message", "created", "started", "ended")),
    _has("weights").label("has_weights"),
    _has("epoch").label("has_replay"),
).join(trainings, trainings.c.id == TRAINING)
_ROW = (rows.c.step, rows.c.split, rows.c.epoch, rows.c.loss, rows.c.accuracy)


def _to_run(row: Row) -> Run:
    return Run(**row._mapping)


def _new_run(run_id: str, learner: str, kind: str, spec: dict[str, Any], identity: str) -> dict[str, Any]:
    return {
        "id": run_id, "learner": learner, "kind": kind, "spec": spec, "identity": identity, "status": {}, "message": "",
        "created": time.time(),
    }  # fmt: skip


def _remember(c: Connection, digest: str) -> None:
    """Notes a forgotten learner, by a digest; past a number the oldest go."""
    c.execute(delete(forgotten).where(forgotten.c.digest == digest))
    c.execute(insert(forgotten).values(digest=digest, at=time.time()))
    old = select(forgotten.c.digest).order_by(forgotten.c.at.desc()).offset(FORGOTTEN)
    c.execute(delete(forgotten).where(forgotten.c.digest.in_(old)))
