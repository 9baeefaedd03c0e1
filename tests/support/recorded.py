"""Lab books of earlier schemas, what their own version read in them, and how a lab book is read whole."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect

from lib.lab_book.runs import LabBook
from lib.specs.specs import identity, make, to_dict

RECORDED = Path(__file__).parents[1] / "recorded"


def _said() -> dict[str, Any]:
    """What schema 2 read, with settings by today's names and the identities that a run of these settings has today."""
    said = json.loads((RECORDED / "lab_book_2.json").read_text(encoding="utf-8"))
    now: dict[str, str] = {}
    for line in said["runs"].values():
        run = line["run"]
        spec, old = make(run["kind"], run["spec"]), run["identity"]
        now[old] = identity(spec, run["result"]["data_hash"]) if "data_hash" in run["result"] else old
        run |= {"spec": to_dict(spec), "identity": now[old]}
    return said | {"twins": {now[old]: found for old, found in said["twins"].items()}}


SAID = _said()


def digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def read(book: LabBook) -> dict[str, Any]:
    """All that can be read, in the form of the record."""
    learners = list(SAID["progress"])
    runs = {run.id: run for learner in learners for run in book.runs(learner)}
    twins = {
        same: {
            learner: (found.id if (found := book.same_run(same, learner)) else None) for learner in learners
        }
        for same in SAID["twins"]
    }
    for run in runs.values():
        assert run.has_weights == (book.weights(run.id) is not None)
        assert run.has_replay == bool(book.epoch_weights(run.id))
        assert book.watch(run.shows) == ((run, book.rows(run.id), 0) if run.live else None)
    read = {
        "runs": {
            run.id: {
                "run": {
                    name: value
                    for name, value in vars(run).items()
                    if not name.startswith("has_") and name != "guess"
                },
                "rows": book.rows(run.id),
                "weights": digest(book.weights(run.id)),
                "checkpoint": digest(book.checkpoint(run.id)),
                "answers": digest(book.test_answers(run.id)),
                "epochs": {epoch: digest(data) for epoch, data in book.epoch_weights(run.id).items()},
            }
            for run in runs.values()
        },
        "twins": twins,
        "live": [run.id for run in book.live_runs()],
        "progress": {learner: book.progress(learner) for learner in learners},
        "answers": {
            learner: {lesson: book.answers(learner, lesson) for lesson in SAID["answers"][learner]}
            for learner in learners
        },
    }
    return json.loads(json.dumps(read))


def shape(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    return {
        table: (
            {column["name"]: str(column["type"]) for column in found.get_columns(table)},
            found.get_pk_constraint(table)["constrained_columns"],
            sorted((index["name"], tuple(index["column_names"])) for index in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
