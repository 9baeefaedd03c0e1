"""A lab book of the version before, as that version wrote it, reads the same in this one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from recorded import RECORDED, SAID, digest, read, shape
from sqlalchemy import create_engine, inspect

from lib.lab_book import database, upgrades
from lib.lab_book.database import VERSION, SchemaError, open_database
from lib.lab_book.runs import LabBook
from lib.lab_book.tables import metadata
from lib.settings import Settings

pytestmark = pytest.mark.sqlite  # of PostgreSQL: test_postgres.py


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A lab book of schema 2: every kind of run, with copies beside their original and without it."""
    return Path(shutil.copy(RECORDED / "lab_book_2.sqlite", tmp_path / "lab_book.sqlite"))


def test_schema_3_reads_the_same_and_its_live_runs_are_anybodys(tmp_path: Path) -> None:
    shutil.copy(
        RECORDED / "lab_book_3.sqlite", tmp_path / "lab_book.sqlite"
    )  # the one of schema 2, as 3 had it
    book = LabBook(Settings(folder=tmp_path))
    assert read(book) == SAID
    assert list(book.beat("this app")) == SAID["live"]


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
    assert ran == [2, 3, 4, 5, 6]
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
