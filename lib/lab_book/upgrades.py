"""The steps from one schema version to the next, each run once, in one transaction, on whatever database there is.

A step speaks of the tables as they were then, so it knows nothing of `lib.lab_book.tables` and stays as it is when they change.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Column, Connection, Float, Index, Integer, MetaData, String, Table, text

from lib.lab_book.step_5 import to_5
from lib.lab_book.step_6 import to_6
from lib.lab_book.step_7 import to_7


def _to_2(c: Connection) -> None:
    """What a run answered to its test pictures."""
    c.execute(text("ALTER TABLE runs ADD COLUMN answers VARCHAR(64)"))


def _to_3(c: Connection) -> None:
    """What a run computed leaves `runs`: a repeat refers to it, and files of every sort are shared by content."""
    new = MetaData()
    Table(
        "trainings",
        new,
        Column("id", String(32), primary_key=True),
        Column("history", JSON, nullable=False),
        Column("result", JSON, nullable=False),
    )
    Table(
        "files",
        new,
        Column("training", String(32), primary_key=True),
        Column("what", String(12), primary_key=True),
        Column("epoch", Integer, primary_key=True, autoincrement=False),
        Column("digest", String(64), nullable=False),
        Index("files_by_digest", "digest"),
    )
    Table(
        "forgotten",
        new,
        Column("digest", String(64), primary_key=True),
        Column("at", Float, nullable=False),
    )
    new.create_all(c)
    c.execute(text("ALTER TABLE rows RENAME COLUMN run TO training"))
    c.execute(text("CREATE INDEX runs_by_training ON runs (copy_of)"))
    c.execute(text("ALTER TABLE progress ADD COLUMN at FLOAT NOT NULL DEFAULT 0"))
    c.execute(text("UPDATE progress SET at = :now"), {"now": time.time()})
    runs = [row._mapping for row in c.execute(text(
        "SELECT id, coalesce(copy_of, id) AS training, weights, checkpoint, answers FROM runs "
        "ORDER BY copy_of IS NOT NULL, created"
    ))]  # fmt: skip
    _one_curve_each(c, runs)
    _one_file_each(c, runs)
    c.execute(text("DROP TABLE snapshots"))
    for column in ("history", "result", "weights", "checkpoint", "answers"):
        c.execute(text(f"ALTER TABLE runs DROP COLUMN {column}"))


def _one_curve_each(c: Connection, runs: list[Any]) -> None:
    """Curve, history and result: those of the trained run, or of its oldest copy where that is gone."""
    found: set[str] = set()
    for run in runs:
        this = {"run": run["id"], "training": run["training"]}
        if run["training"] not in found:
            found.add(run["training"])
            c.execute(text(
                "INSERT INTO trainings (id, history, result) SELECT :training, history, result FROM runs WHERE id = :run"
            ), this)  # fmt: skip
            c.execute(text("UPDATE rows SET training = :training WHERE training = :run"), this)
        elif run["id"] != run["training"]:
            c.execute(text("DELETE FROM rows WHERE training = :run"), this)
    c.execute(text("DELETE FROM rows WHERE training NOT IN (SELECT id FROM trainings)"))


def _one_file_each(c: Connection, runs: list[Any]) -> None:
    """References to files; a snapshot becomes a blob, one at a time: a database may hold more than memory does."""
    insert = text("INSERT INTO files VALUES (:training, :what, :epoch, :digest)")
    held: set[tuple[str, str, int]] = set()

    def refer(training: str, what: str, epoch: int, digest: str) -> None:
        held.add((training, what, epoch))
        c.execute(insert, {"training": training, "what": what, "epoch": epoch, "digest": digest})

    for run in runs:
        for what in ("weights", "checkpoint", "answers"):
            if run[what] is not None and (run["training"], what, 0) not in held:
                refer(run["training"], what, 0, run[what])
    known = {row.digest for row in c.execute(text("SELECT digest FROM blobs"))}
    for run in runs:
        epochs = c.execute(text("SELECT epoch FROM snapshots WHERE run = :run"), {"run": run["id"]}).scalars()
        for epoch in epochs.all():
            this = {"run": run["id"], "epoch": epoch}
            if (run["training"], "epoch", epoch) not in held:
                data = bytes(
                    c.execute(
                        text("SELECT data FROM snapshots WHERE run = :run AND epoch = :epoch"), this
                    ).scalar_one()
                )
                digest = hashlib.sha256(data).hexdigest()
                if digest not in known:
                    known.add(digest)
                    c.execute(
                        text("INSERT INTO blobs VALUES (:digest, :data)"), {"digest": digest, "data": data}
                    )
                refer(run["training"], "epoch", epoch, digest)
            # Its pages are free for the next one, so that the file hardly grows.
            c.execute(text("DELETE FROM snapshots WHERE run = :run AND epoch = :epoch"), this)


def _to_4(c: Connection) -> None:
    """Several app processes share the runs: each says that it is there, and a training says whose it is."""
    new = MetaData()
    Table("processes", new, Column("id", String(32), primary_key=True), Column("beat", Float, nullable=False))
    new.create_all(c)
    c.execute(text("ALTER TABLE trainings ADD COLUMN owner VARCHAR(32)"))


STEPS: tuple[Callable[[Connection], None], ...] = (
    _to_2,
    _to_3,
    _to_4,
    to_5,
    to_6,
    to_7,
)  # the first leads from version 1 to 2
