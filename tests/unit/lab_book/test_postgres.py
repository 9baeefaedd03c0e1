"""What only a server has: connections that break, writers side by side, and an upgrade of a lab book that it held before."""

from __future__ import annotations

import json
import math
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from postgres import Postgres
from recorded import RECORDED, SAID, read, shape
from sqlalchemy import Connection, MetaData, create_engine, event

from lib.lab_book import upgrades
from lib.lab_book.book import LabBookError
from lib.lab_book.database import open_database
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun


@pytest.fixture
def server(postgres: Postgres):
    yield postgres
    postgres.clear()


def lab_book(server: Postgres, name: str = "one") -> LabBook:
    return LabBook(Settings(database=server.url(name)))


def taken_over(server: Postgres, version: int) -> str:
    """A recorded lab book of an earlier schema, moved into PostgreSQL as it is."""
    url, tables = server.url(f"of {version}"), MetaData()
    with create_engine(f"sqlite:///{RECORDED}/lab_book_{version}.sqlite").connect() as old:
        tables.reflect(old)
        for column in (column for table in tables.tables.values() for column in table.columns):
            column.type = column.type.as_generic()
        with create_engine(url).begin() as new:
            tables.create_all(new)
            for table in tables.sorted_tables:
                if found := [dict(row._mapping) for row in old.execute(table.select())]:
                    new.execute(table.insert(), found)
    return url


@pytest.mark.parametrize("version", [2, 3])
def test_a_lab_book_of_an_earlier_schema_reads_the_same(server: Postgres, version: int) -> None:
    book = LabBook(Settings(database=taken_over(server, version)))
    assert read(book) == SAID
    lab_book(server)
    assert shape(book._engine) == shape(open_database(server.url("one")))


@pytest.mark.parametrize(("version", "guesses"), [(4, 3), (5, 4)])
def test_runs_answers_and_guesses_of_a_later_schema_read_the_same_as_in_sqlite(
    server: Postgres, tmp_path: Path, version: int, guesses: int
) -> None:
    shutil.copy(RECORDED / f"lab_book_{version}.sqlite", tmp_path / "lab_book.sqlite")
    here, there = (
        LabBook(Settings(database=f"sqlite:///{tmp_path}/lab_book.sqlite")),
        LabBook(Settings(database=taken_over(server, version))),
    )
    ann, lesson = "aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa", "train_a_digit_reader"
    assert there.answers(ann, lesson) == here.answers(ann, lesson)
    seen = [[(run.identity, run.settings, run.guessed) for run in book.runs(ann)] for book in (there, here)]
    assert seen[0] == seen[1]
    assert sum(guess is not None for _, _, guess in seen[0]) == guesses


def test_a_step_that_fails_half_way_leaves_all_as_it_was(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(c: Any, runs: Any) -> None:
        raise OSError("the machine was switched off")

    url = taken_over(server, 2)
    with monkeypatch.context() as broken:
        broken.setattr(upgrades, "_one_file_each", fail)
        with pytest.raises(OSError, match="switched off"):
            open_database(url)
    assert read(LabBook(Settings(database=url))) == SAID


def test_two_apps_that_open_an_empty_or_an_old_database_at_once_make_it_once(server: Postgres) -> None:
    old = taken_over(server, 2)
    with ThreadPoolExecutor(4) as at_once:
        books = list(at_once.map(lambda url: LabBook(Settings(database=url)), [server.url("empty"), old] * 2))
    assert read(books[1]) == read(books[3]) == SAID
    assert shape(books[0]._engine) == shape(books[1]._engine)


def test_a_connection_that_was_lost_is_made_anew(server: Postgres) -> None:
    book = lab_book(server)
    run_id = book.add("ann", DigitRun(), "x", shareable=True)
    assert server.cut()
    assert book.run(run_id) is not None
    assert server.cut()
    book.answer("ann", "home", "q", "said")
    assert book.answers("ann", "home") == {"q": "said"}


def test_a_connection_that_is_lost_within_a_write_is_a_sentence_and_nothing_is_written(
    server: Postgres,
) -> None:
    book = lab_book(server)

    def cut(_c: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO runs"):
            server.cut()

    event.listen(book._engine, "before_cursor_execute", cut)
    with pytest.raises(LabBookError, match="Try again"):
        book.add("ann", DigitRun(), "x", shareable=True)
    event.remove(book._engine, "before_cursor_execute", cut)
    assert book.runs("ann") == []
    with book._engine.connect() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM trainings").scalar() == 0


def test_a_server_that_is_not_there_is_a_sentence(server: Postgres, tmp_path: Path) -> None:
    book = lab_book(server)
    server.cut()
    book._engine.dispose()
    book._engine.pool._creator = create_engine(f"postgresql+psycopg://x@/x?host={tmp_path}").pool._creator
    with pytest.raises(LabBookError, match="does not answer"):
        book.runs("ann")


def test_files_of_the_same_content_are_kept_once_by_writers_side_by_side(server: Postgres) -> None:
    books = [lab_book(server) for _ in range(4)]
    runs = [book.add(f"learner {i}", DigitRun(), "x", shareable=True) for i, book in enumerate(books)]

    def write(i: int) -> None:
        for epoch in range(10):
            books[i].keep(runs[i], "checkpoint", b"same %d" % (epoch % 2))
            books[i].keep(runs[i], "checkpoint", None)
        books[i].keep(runs[i], "weights", b"same")

    with ThreadPoolExecutor(4) as side_by_side:
        list(side_by_side.map(write, range(4)))
    assert [book.weights(run_id) for book, run_id in zip(books, runs, strict=True)] == [b"same"] * 4
    with books[0]._engine.connect() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM blobs").scalar() == 1


def test_what_was_forgotten_is_out_of_the_tables_files_once_they_are_rewritten(server: Postgres) -> None:
    """As README says of VACUUM FULL; the write-ahead log and backups are another matter."""
    book = lab_book(server)
    note, name = "a note like no other", "a name like no other"
    run_id = book.add("eve", DigitRun(), "x", shareable=False, name=name)
    book.keep(run_id, "weights", b"weights like no other" * 2)
    book.answer("eve", "home", "q", note)

    def found() -> list[str]:
        server.sql("CHECKPOINT")
        data = b"".join(file.read_bytes() for file in server.folder().iterdir())
        return [text for text in (note, name, "weights like no other") if text.encode() in data]

    assert len(found()) == 3
    book.forget("eve")
    server.sql("VACUUM FULL")
    assert found() == []


def test_a_run_that_diverged_is_kept_as_json(tmp_path: Path) -> None:
    """NaN is no JSON, and PostgreSQL refuses it."""
    book = LabBook(Settings(folder=tmp_path))
    run_id = book.add("ann", DigitRun(), "x", shareable=True)
    book.change(
        run_id,
        status={"loss": math.nan, "guesses": [{"probability": math.inf}]},
        history=[{"epoch": 1, "loss": math.nan, "groups": [-math.inf, 1.0]}],
        result={"loss": math.inf, "test": (9, 10)},
    )
    run = book.run(run_id)
    assert run is not None
    assert run.status == {"loss": None, "guesses": [{"probability": None}]}
    assert run.history == [{"epoch": 1, "loss": None, "groups": [None, 1.0]}]
    assert run.result == {"loss": None, "test": [9, 10]}
    json.dumps([run.status, run.history, run.result], allow_nan=False)


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "🜲" * 5000, "' OR 1=1 --"])
def test_an_id_of_any_characters_is_an_answer_or_a_sentence(tmp_path: Path, text: str) -> None:
    book = LabBook(Settings(folder=tmp_path))
    for ask in (book.run, book.runs, book.rows, book.weights, book.watch, book.progress):
        with suppress(LabBookError):
            assert not ask(text)  # type: ignore[operator]
    with suppress(LabBookError):
        book.answer(text, text, text, text)
    book.answer("ann", "home", "q", "said")
    assert book.answers("ann", "home") == {"q": "said"}
