"""What a run computes: its curve, and files (weights, checkpoint, answers, weights of every epoch).

All of it belongs to the training, so a repeat reads what its run left and writes nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from lib.lab_book import housekeeping
from lib.lab_book.book import Book
from lib.lab_book.tables import TRAINING, blobs, files, rows, runs, trainings


class Computed(Book):
    """Rows and files of runs."""

    def add_rows(self, run_id: str, new: Iterable[dict[str, Any]]) -> None:
        """Appends curve rows: step, split, epoch, loss, accuracy. A step that is there already is written anew."""
        values = [{"training": run_id} | finite(row) for row in new]
        with self._write() as c:
            if not values or not trained(c, run_id):
                return
            same = (rows.c.step == bindparam("at")) & (rows.c.split == bindparam("part"))
            c.execute(
                delete(rows).where(rows.c.training == run_id, same),
                [{"at": row["step"], "part": row["split"]} for row in values],
            )
            c.execute(insert(rows), values)
            self._grow(c, size=housekeeping.ROW_BYTES * len(values))
        self._writes[run_id] += 1

    def rows(self, run_id: str) -> list[dict[str, Any]]:
        """The curve, in order: dicts of step, split, epoch, loss, accuracy."""
        return self._curve(_training(run_id).scalar_subquery())

    def curve(self, training: str) -> list[dict[str, Any]]:
        """As `rows`, of a training: whoever trained it may have left it."""
        return self._curve(training)

    def _curve(self, training: Any) -> list[dict[str, Any]]:
        columns = (rows.c.step, rows.c.split, rows.c.epoch, rows.c.loss, rows.c.accuracy)
        query = select(*columns).where(rows.c.training == training)
        with self._begin() as c:
            found = c.execute(query.order_by(rows.c.step, rows.c.split)).all()
        return [dict(row._mapping) for row in found]

    def cut_rows(self, run_id: str, step: int) -> None:
        """Drops the curve after `step`: a run that starts again from its checkpoint writes it anew."""
        with self._write() as c:
            if trained(c, run_id):
                c.execute(delete(rows).where(rows.c.training == run_id, rows.c.step > step))
        self._writes[run_id] += 1

    def keep(self, run_id: str, what: str, data: bytes | None) -> None:
        """Stores `data` as the run's "weights", "checkpoint" or "answers"; None takes it away."""
        self._keep(run_id, what, 0, data)

    def keep_epoch(self, run_id: str, epoch: int, data: bytes) -> None:
        """Stores the weights after `epoch` (0: the random start) for the replay."""
        self._keep(run_id, "epoch", epoch, data)

    def weights(self, run_id: str) -> bytes | None:
        return self._file(run_id, "weights")

    def checkpoint(self, training: str) -> bytes | None:
        """By the training, since whoever trained it may have left it."""
        query = select(blobs.c.data).join(files, files.c.digest == blobs.c.digest)
        with self._begin() as c:
            return c.execute(query.where(files.c.training == training, files.c.what == "checkpoint")).scalar()

    def test_answers(self, run_id: str) -> bytes | None:
        """What the run answered to every test photo (`lib.measure.answers.Answers`); None where its result says it all."""
        return self._file(run_id, "answers")

    def epoch_weights(self, run_id: str) -> dict[int, bytes]:
        """Weights by epoch, for the runs that still keep them."""
        with self._begin() as c:
            return {row.epoch: row.data for row in c.execute(_files(run_id, "epoch"))}

    def snapshots(self, training: str, after: int = -1) -> dict[int, bytes]:
        """As `epoch_weights`, of a training: those of the epochs after `after`."""
        query = select(files.c.epoch, blobs.c.data).join(blobs, blobs.c.digest == files.c.digest)
        mine = (files.c.training == training) & (files.c.what == "epoch") & (files.c.epoch > after)
        with self._begin() as c:
            return {row.epoch: row.data for row in c.execute(query.where(mine).order_by(files.c.epoch))}

    def _file(self, run_id: str, what: str) -> bytes | None:
        with self._begin() as c:
            found = c.execute(_files(run_id, what)).first()
        return found.data if found else None

    def _keep(self, run_id: str, what: str, epoch: int, data: bytes | None) -> None:
        with self._write() as c:
            if trained(c, run_id):
                self._put(c, run_id, what, epoch, data)

    def _put(self, c: Connection, run_id: str, what: str, epoch: int, data: bytes | None) -> None:
        this = {"training": run_id, "what": what, "epoch": epoch}
        # The old one first: SQLite writes the new one into its pages.
        grown = -housekeeping.drop_files(
            c, (files.c.training == run_id) & (files.c.what == what) & (files.c.epoch == epoch)
        )
        if data is not None:
            digest = hashlib.sha256(data).hexdigest()
            if c.execute(select(blobs.c.digest).where(blobs.c.digest == digest)).first() is None:
                c.execute(insert(blobs).values(digest=digest, data=data))
                grown += len(data)
            c.execute(insert(files).values(**this, digest=digest))
        self._grow(c, size=grown)


def finite(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose loss may be NaN or infinite (a run that diverged) becomes one that every database takes."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}


def trained(c: Connection, run_id: str) -> bool:
    """Whether this is a training; a repeat is none. It may be gone while a worker still tells of it."""
    query = select(trainings.c.id).where(trainings.c.id == run_id)
    return c.execute(query.with_for_update()).first() is not None


def _training(run_id: str) -> Select:
    return select(TRAINING).where(runs.c.id == run_id)


def _files(run_id: str, what: str) -> Select:
    training = _training(run_id).scalar_subquery()
    query = select(files.c.epoch, blobs.c.data).join(blobs, blobs.c.digest == files.c.digest)
    return query.where(files.c.training == training, files.c.what == what).order_by(files.c.epoch)
