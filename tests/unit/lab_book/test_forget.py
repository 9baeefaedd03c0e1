"""Forget me: nothing of a learner stays in the database's files, and nothing more is written for them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.lab_book import book as book_module
from lib.lab_book import runs as runs_module
from lib.lab_book.book import LabBookError
from lib.lab_book.database import copies
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

RECORDED = Path(__file__).parents[2] / "recorded"
EVE = "e" * 12 + "4" + "e" * 3 + "8" + "e" * 15
NOTE, LONG_NOTE, NAME, EARLIER = (
    "a note like no other",
    "🜲" * 2000,
    "a name like no other",
    "an earlier name like no other",
)


def write_much(book: LabBook) -> str:
    """All that a learner can leave, written over and over as a course does; the id of a shareable run."""
    run_id = book.add(EVE, DigitRun(), "same", shareable=True, name=EARLIER)
    for i in range(20):
        book.answer(EVE, "home", f"question {i % 3}", f"{NOTE} {i}")
        book.answer(EVE, "home", "long", LONG_NOTE)
        book.mark(EVE, f"lesson {i}", "here")
        book.keep(run_id, "checkpoint", f"checkpoint like no other {i}".encode() * 500)
        book.change(run_id, status={"phase": f"phase like no other {i}"})
    book.keep(run_id, "weights", b"weights")
    book.change(run_id, state="done", result={"test": [9, 10]}, ended=1.0)
    book.rename(run_id, EVE, NAME)
    return run_id


def found(folder: Path, text: str) -> list[str]:
    """The database's files whose raw bytes hold this."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if text.encode() in file.read_bytes()]


@pytest.mark.sqlite
def test_the_files_hold_nothing_of_a_forgotten_learner(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    write_much(book)
    own = book.add(EVE, DigitRun(), "own", shareable=False, name=NAME)
    traces = (
        NOTE,
        LONG_NOTE[:100],
        NAME,
        EARLIER,
        EVE,
        "phase like no other",
        "checkpoint like no other",
        own,
    )
    assert all(found(tmp_path, text) for text in (NOTE, LONG_NOTE[:100], NAME, EVE, own))
    book.answer("ann", "home", "q", "stays")
    book.forget(EVE)
    assert {text: found(tmp_path, text) for text in traces} == {text: [] for text in traces}
    assert (tmp_path / "lab_book.sqlite-wal").stat().st_size == 0
    assert book.answers("ann", "home") == {"q": "stays"}


def test_a_repeat_of_theirs_survives_without_a_word_of_them(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    write_much(book)
    same_run = book.same_run("same", "bob")
    assert same_run is not None
    copy = book.copy(same_run, "bob")
    book.forget(EVE)
    run = book.run(copy)
    assert run is not None
    assert (run.learner, run.name, run.result) == ("bob", "", {"test": [9, 10]})
    assert book.weights(copy) == b"weights"
    assert [found(tmp_path, text) for text in (NOTE, NAME, EARLIER, EVE)] == [[], [], [], []]


LATE: dict[str, Callable[[LabBook], object]] = {
    "a run": lambda book: book.add(EVE, DigitRun(), "new", shareable=True),
    "an answer": lambda book: book.answer(EVE, "home", "q", "late"),
    "progress": lambda book: book.mark(EVE, "home", "done"),
    "a repeat": lambda book: book.copy(book.same_run("anns", EVE), EVE),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", LATE)
def test_what_comes_late_is_refused_across_restarts_too(tmp_path: Path, what: str) -> None:
    book = LabBook(Settings(folder=tmp_path))
    anns = book.add("ann", DigitRun(), "anns", shareable=True)
    book.change(anns, state="done")
    book.answer(EVE, "home", "q", "early")
    book.forget(EVE)
    for each in (book, LabBook(Settings(folder=tmp_path))):
        with pytest.raises(LabBookError, match="as you asked"):
            LATE[what](each)
        assert (each.runs(EVE), each.answers(EVE, "home"), each.progress(EVE)) == ([], {}, {})
    assert found(tmp_path, EVE) == []


def test_a_run_under_way_writes_nothing_more(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    run_id = book.add(EVE, DigitRun(), "x", shareable=True)
    book.change(run_id, state="running")
    book.forget(EVE)
    book.add_rows(run_id, [{"step": 1, "split": "train", "epoch": 0.1, "loss": 0.5, "accuracy": 0.9}])
    book.keep(run_id, "checkpoint", b"late")
    book.keep_epoch(run_id, 1, b"late")
    book.change(run_id, state="done", history=[{"epoch": 1}], result={"test": [1, 2]})
    book.prune(EVE)
    with book._engine.begin() as c:
        for table in ("runs", "trainings", "rows", "files", "blobs"):
            assert c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0


def test_who_is_remembered_as_forgotten_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "FORGOTTEN", 5)
    book = LabBook(Settings(folder=tmp_path))
    for i in range(12):
        book.forget(f"learner {i}")
    book.forget("learner 11")  # twice
    with book._engine.begin() as c:
        kept = set(c.exec_driver_sql("SELECT digest FROM forgotten").scalars())
    assert kept == {book_module.digest_of(f"learner {i}") for i in range(7, 12)}


@pytest.mark.sqlite
def test_a_reader_in_the_way_delays_the_emptied_log_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.lab_book.database.PATIENCE", 1)
    book = LabBook(Settings(folder=tmp_path))
    write_much(book)
    reader = sqlite3.connect(tmp_path / "lab_book.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    book.forget(EVE)
    assert book.answers(EVE, "home") == {}
    assert found(tmp_path, NOTE)  # the reader still needs it
    reader.close()
    book.answer("ann", "home", "q", "the next write")
    assert [found(tmp_path, text) for text in (NOTE, NAME, EVE)] == [[], [], []]


@pytest.mark.sqlite
def test_the_copy_from_before_an_upgrade_goes_too(tmp_path: Path) -> None:
    shutil.copy(RECORDED / "lab_book_2.sqlite", tmp_path / "lab_book.sqlite")
    book = LabBook(Settings(folder=tmp_path))
    ann = "a" * 12 + "4" + "a" * 3 + "8" + "a" * 15
    assert copies(book._engine)
    assert found(tmp_path, "Ich weiß")
    book.forget(ann)
    assert copies(book._engine) == []
    assert [found(tmp_path, text) for text in ("Ich weiß", "My first Löwe", ann)] == [[], [], []]
