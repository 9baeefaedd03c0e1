"""A lab book of the version before, as that version wrote it, reads the same in this one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect

from lib.lab_book import database, upgrades
from lib.lab_book.database import VERSION, SchemaError, open_database
from lib.lab_book.runs import LabBook
from lib.lab_book.tables import metadata
from lib.settings import Settings

RECORDED = Path(__file__).parents[2] / "recorded"
SAID = json.loads((RECORDED / "lab_book_2.json").read_text(encoding="utf-8"))  # what its own version read


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A lab book of schema 2: every kind of run, with copies beside their original and without it."""
    return Path(shutil.copy(RECORDED / "lab_book_2.sqlite", tmp_path / "lab_book.sqlite"))


def digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def read(book: LabBook) -> dict[str, Any]:
    """All that can be read, in the form of the record."""
    learners = list(SAID["progress"])
    runs = {run.id: run for learner in learners for run in book.runs(learner)}
    twins = {
        same: {learner: (found.id if (found := book.twin(same, learner)) else None) for learner in learners}
        for same in SAID["twins"]
    }
    for run in runs.values():
        assert run.has_weights == (book.weights(run.id) is not None)
        assert run.has_replay == bool(book.epoch_weights(run.id))
        assert book.watch(run.shows) == ((run, book.rows(run.id), 0) if run.live else None)
    read = {
        "runs": {
            run.id: {
                "run": {name: value for name, value in vars(run).items() if not name.startswith("has_")},
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


def test_everything_reads_the_same(old: Path, tmp_path: Path) -> None:
    assert {line["run"]["kind"] for line in SAID["runs"].values()} == {
        "digits",
        "retrain",
        "race",
        "experiment",
    }
    assert read(LabBook(Settings(folder=tmp_path))) == SAID
    assert read(LabBook(Settings(folder=tmp_path))) == SAID  # and once more, with nothing left to do


def test_copies_keep_no_data_of_their_own_and_outlive_their_original(old: Path, tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    with book._engine.begin() as c:
        count = lambda table: c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: E731
        trained = {line["run"]["copy_of"] or run for run, line in SAID["runs"].items()}
        assert count("trainings") == len(trained)
        assert count("files WHERE training NOT IN (SELECT id FROM trainings)") == 0
        assert count("blobs WHERE digest NOT IN (SELECT digest FROM files)") == 0
        assert count("files WHERE digest NOT IN (SELECT digest FROM blobs)") == 0
        original, *_ = (
            run for run, line in SAID["runs"].items() if line["run"]["name"].startswith("My first")
        )
    copies = [run for run, line in SAID["runs"].items() if line["run"]["copy_of"] == original]
    assert len(copies) == 2
    book.forget(SAID["runs"][original]["run"]["learner"])
    for copy in copies:
        assert book.rows(copy) == SAID["runs"][copy]["rows"]
        assert digest(book.weights(copy)) == SAID["runs"][copy]["weights"]


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


def test_an_upgraded_lab_book_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    upgraded = open_database(f"sqlite:///{old}")
    fresh = open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    assert shape(upgraded) == shape(fresh)
    assert set(shape(fresh)) == set(metadata.tables)


def test_a_copy_is_kept_before_and_goes_after_a_week(old: Path, tmp_path: Path) -> None:
    open_database(f"sqlite:///{old}")
    copy = tmp_path / "lab_book.sqlite.schema-2"
    with sqlite3.connect(copy) as c:
        assert c.execute("SELECT version FROM about").fetchone() == (2,)
        assert c.execute("SELECT count(*) FROM runs").fetchone() == (len(SAID["runs"]),)
    open_database(f"sqlite:///{old}")
    assert copy.exists()
    week_ago = copy.stat().st_mtime - 86400 * (database.COPY_DAYS + 1)
    os.utime(copy, (week_ago, week_ago))
    open_database(f"sqlite:///{old}")
    assert not copy.exists()


def test_a_step_that_fails_half_way_leaves_all_as_it_was(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(c: Any, runs: Any) -> None:
        raise OSError("the machine was switched off")

    with monkeypatch.context() as broken:
        broken.setattr(upgrades, "_one_file_each", fail)
        with pytest.raises(OSError, match="switched off"):
            open_database(f"sqlite:///{old}")
    with sqlite3.connect(old) as c:
        assert c.execute("SELECT version FROM about").fetchone() == (2,)
    assert read(LabBook(Settings(folder=tmp_path))) == SAID


def test_without_room_for_the_copy_nothing_is_touched(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    before = old.read_bytes()
    with pytest.raises(SchemaError, match="no room"):
        open_database(f"sqlite:///{old}")
    assert old.read_bytes() == before
    assert not list(old.parent.glob("*.part"))


def test_each_step_is_run_once(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    steps = [lambda c, n=n, step=step: (ran.append(n), step(c)) for n, step in enumerate(upgrades.STEPS, 1)]
    monkeypatch.setattr(database, "STEPS", tuple(steps))
    open_database(f"sqlite:///{old}")
    open_database(f"sqlite:///{old}")
    open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    assert ran == [2]
    assert len(steps) + 1 == VERSION


def test_many_megabytes_of_snapshots_pass_one_at_a_time(old: Path) -> None:
    one = 2**20
    with sqlite3.connect(old) as c:
        run = c.execute("SELECT id FROM runs WHERE copy_of IS NULL AND state = 'done'").fetchone()[0]
        c.execute("DELETE FROM snapshots WHERE run = ?", (run,))
        for epoch in range(40):
            c.execute("INSERT INTO snapshots VALUES (?, ?, ?)", (run, epoch, os.urandom(one)))
    size = old.stat().st_size
    tracemalloc.start()
    engine = open_database(f"sqlite:///{old}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * one
    assert old.stat().st_size < size + 4 * one  # the pages of what was moved are used again
    with engine.begin() as c:
        assert (
            c.exec_driver_sql(
                "SELECT count(*) FROM files WHERE training = ? AND what = 'epoch'", (run,)
            ).scalar()
            == 40
        )


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    with create_engine(url).begin() as c:
        c.exec_driver_sql("CREATE TABLE about (version INTEGER NOT NULL)")
        c.exec_driver_sql(f"INSERT INTO about VALUES ({VERSION + 1})")
    with pytest.raises(SchemaError, match="newer version"):
        open_database(url)
    assert inspect(create_engine(url)).get_table_names() == ["about"]
