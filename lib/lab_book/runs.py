"""The lab book: every run with its settings, curve, result and weights, and each learner's progress and answers.

One SQL database through SQLAlchemy; `LabBook` is the one way in. It knows nothing of workers or of screens.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    cast,
    delete,
    func,
    insert,
    null,
    select,
    union_all,
    update,
)

from lib.lab_book import housekeeping
from lib.lab_book.book import digest_of, storable
from lib.lab_book.brought import Brought
from lib.lab_book.computed import finite, trained
from lib.lab_book.guess import Guess
from lib.lab_book.housekeeping import LIVE
from lib.lab_book.leases import Leases
from lib.lab_book.lessons import Lessons
from lib.lab_book.room_members import forget_member
from lib.lab_book.room_questions import RoomQuestions
from lib.lab_book.run import RUNS, Run, lines_of, to_run
from lib.lab_book.shared import TRAINED_BYTES, Shared, new_run
from lib.lab_book.tables import TRAINING, answers, forgotten, progress, rows, runs, trainings
from lib.specs.specs import Spec, kind_of, to_dict

NAME_LIMIT = 80
FORGOTTEN = 10_000  # learners of whom it is remembered that they asked to be forgotten; a late answer comes within hours

_ROW = (rows.c.step, rows.c.split, rows.c.epoch, rows.c.loss, rows.c.accuracy)


class LabBook(Brought, Leases, Lessons, RoomQuestions, Shared):
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
        new = new_run(run_id, learner, kind_of(spec), to_dict(spec), identity)
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
            found = c.execute(RUNS.where(runs.c.id == run_id)).first()
        return to_run(found) if found else None

    def runs(self, learner: str, kind: str | None = None) -> list[Run]:
        """This learner's runs, newest first; of a kind those alone that are `readable`."""
        query = RUNS.where(runs.c.learner == learner).order_by(runs.c.created.desc())
        every = self._once(("runs", learner), lambda: self._list(query))
        return [run for run in every if kind is None or (run.kind == kind and run.readable)]

    def watch(self, training: str, since: int = -1) -> tuple[Run, list[dict[str, Any]], int] | None:
        """A live training as it stands now, in one query: for whoever reads it again and again; None where nobody is left.

        Returns:
            The oldest run that shows it; its curve from the step `since` on, as `rows` gives it; how many rows stand before
            that step.
        """
        nothing = [cast(null(), column.type).label(f"row_{column.name}") for column in _ROW]
        left = select(runs.c.id).where(lines_of(training), runs.c.state.in_(LIVE)).order_by(runs.c.created)
        before = select(func.count()).where(rows.c.training == training, rows.c.step < since)
        line = select(*RUNS.selected_columns, *nothing, before.scalar_subquery())
        line = line.join(trainings, trainings.c.id == TRAINING)
        line = line.where(runs.c.id == left.limit(1).scalar_subquery())
        points = select(*(null() for _ in RUNS.selected_columns), *_ROW, null())
        points = points.where(rows.c.training == training, rows.c.step >= since)
        with self._begin() as c:
            found: Sequence[Any] = c.execute(union_all(line, points)).all()
        width, names = len(RUNS.selected_columns), [column.name for column in _ROW]
        first = next((row for row in found if row[0] is not None), None)
        curve = [dict(zip(names, row[width:-1], strict=True)) for row in found if row[0] is None]
        if first is None:
            return None
        return Run(*first[:width]), sorted(curve, key=lambda row: (row["step"], row["split"])), first[-1]

    def live_runs(self) -> list[Run]:
        """All learners' queued and running runs, oldest first."""
        return self._list(RUNS.where(runs.c.state.in_(LIVE)).order_by(runs.c.created))

    def finished(self, kind: str, count: int = 20, since: float = 0.0) -> list[Run]:
        """The newest finished runs of a kind that were really trained, whoever's: for predicting times.

        Args:
            since: only those that ended later, in seconds since 1970.
        """
        query = RUNS.where(
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
            return [to_run(row) for row in c.execute(query)]

    def change(self, run_id: str, **values: Any) -> None:
        """Sets columns of a run, and of all who joined it: state, status, history, result, message, started, ended."""
        with self._write() as c:
            _set(c, run_id, values)
        self._writes[run_id] += 1
        if "state" in values:
            self.moved = object()
        if "ended" in values:
            del self._writes[run_id]

    def keep_checkpoint(
        self,
        run_id: str,
        data: bytes,
        snapshots: Mapping[int, bytes],
        history: list[dict[str, Any]],
        status: dict[str, Any],
    ) -> None:
        """A checkpoint with the weights of epochs, history and status that it belongs to: all of it, or the one before stays."""
        with self._write() as c:
            if not trained(c, run_id):
                return
            for epoch, weights in snapshots.items():
                self._put(c, run_id, "epoch", epoch, weights)
            self._put(c, run_id, "checkpoint", 0, data)
            _set(c, run_id, {"history": history, "status": status})
        self._writes[run_id] += 1

    def rename(self, run_id: str, learner: str, name: str) -> None:
        with self._write() as c:
            mine = (runs.c.id == run_id) & (runs.c.learner == learner)
            c.execute(update(runs).where(mine).values(name=storable(name.strip(), NAME_LIMIT)))

    def keep_guess(self, run_id: str, learner: str, guess: Guess) -> None:
        """Keeps what the learner guessed of a run of theirs; a guess that it has stays as it is."""
        mine = (runs.c.id == run_id) & (runs.c.learner == learner) & runs.c.guess.is_(None)
        with self._write() as c:
            c.execute(update(runs).where(mine).values(guess=guess.to_json()))

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
            forget_member(c, learner)
            _remember(c, digest_of(learner))
        self.moved = object()
        self._erase()
        return sorted(live)


def _set(c: Connection, run_id: str, values: dict[str, Any]) -> None:
    computed = {name: value for name, value in values.items() if name in {"history", "result"}}
    if "history" in computed:
        computed["history"] = [finite(line) for line in computed["history"]]
    if own := {name: value for name, value in values.items() if name not in computed}:
        joined = (runs.c.copy_of == run_id) & runs.c.state.in_(LIVE)
        mine = (runs.c.id == run_id) & (runs.c.copy_of.is_(None) | runs.c.state.in_(LIVE))
        c.execute(update(runs).where(mine | joined).values(**own))
    if computed:  # a repeat has no training of its own id: what it shows stays
        c.execute(update(trainings).where(trainings.c.id == run_id).values(**computed))


def _remember(c: Connection, digest: str) -> None:
    """Notes a forgotten learner, by a digest; past a number the oldest go."""
    c.execute(delete(forgotten).where(forgotten.c.digest == digest))
    c.execute(insert(forgotten).values(digest=digest, at=time.time()))
    old = select(forgotten.c.digest).order_by(forgotten.c.at.desc()).offset(FORGOTTEN)
    c.execute(delete(forgotten).where(forgotten.c.digest.in_(old)))
