"""A database that is locked, whose disk is full, or that is broken: a sentence each time, nothing half written, and then it goes on."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lib.lab_book.book import LabBookError
from lib.lab_book.database import open_database, truncate_log, writing
from lib.lab_book.guess import Guess
from lib.lab_book.runs import LabBook, Run
from lib.lab_book.tables import metadata
from lib.settings import Settings
from lib.specs.specs import DigitRun

BROUGHT = {"state": "done", "history": [], "result": {}, "weights": b"w", "answers": b"a"}

ROW = {"step": 1, "split": "train", "epoch": 0.1, "loss": 0.5, "accuracy": 0.9}
AGES = {"older": 1.0, "newer": 2.0}  # an hour ago and more
READING: dict[str, Callable[[LabBook, Run], Any]] = {
    "run": lambda book, run: book.run(run.id),
    "runs": lambda book, run: book.runs("ann"),
    "watch": lambda book, run: book.watch(run.id),
    "stamp": lambda book, run: book.watch(run.id) if book.stamp(run.id) else None,
    "page_run": lambda book, run: in_a_page_run(book),
    "live_runs": lambda book, run: book.live_runs(),
    "finished": lambda book, run: book.finished("digits"),
    "same_run": lambda book, run: book.same_run("same", "bob"),
    "under_way": lambda book, run: book.under_way(run.id),
    "last_hour": lambda book, run: book.last_hour(),
    "young_repeats": lambda book, run: book.young_repeats(),
    "rows": lambda book, run: book.rows(run.id),
    "curve": lambda book, run: book.curve(run.id),
    "snapshots": lambda book, run: book.snapshots(run.id),
    "weights": lambda book, run: book.weights(run.id),
    "checkpoint": lambda book, run: book.checkpoint(run.id),
    "test_answers": lambda book, run: book.test_answers(run.id),
    "epoch_weights": lambda book, run: book.epoch_weights(run.id),
    "progress": lambda book, run: book.progress("ann"),
    "answers": lambda book, run: book.answers("ann", "home"),
    "answered_at": lambda book, run: book.answered_at("ann", "home"),
    "status": lambda book, run: book.status("this app", run.id),
    "holds": lambda book, run: book.holds("this app", run.id),
    "ended_since": lambda book, run: book.ended_since(0.0),
    "processes": lambda book, run: book.processes(),
    "room": lambda book, run: book.room(CODES[0]),
    "room_version": lambda book, run: book.room_version(CODES[0]),
    "open_rooms": lambda book, run: book.open_rooms(),
    "place_of": lambda book, run: book.place_of("ann"),
    "members_of": lambda book, run: book.members_of(CODES[0]),
    "guesses_of_member": lambda book, run: book.guesses_of_member(CODES[0], 1),
    "runs_of_room": lambda book, run: book.runs_of_room(CODES[0]),
}
WRITING: dict[str, Callable[[LabBook, Run], Any]] = {
    "add": lambda book, run: book.add("ann", DigitRun(), "x", shareable=True),
    "copy": lambda book, run: book.copy(run, "bob"),
    "join": lambda book, run: book.join("live", "bob"),
    "leave": lambda book, run: leave_live(book),
    "change": lambda book, run: book.change(run.id, message="changed"),
    "rename": lambda book, run: book.rename(run.id, "ann", "renamed"),
    "bring": lambda book, run: book.bring("dee", DigitRun(), "brought", BROUGHT, [ROW]),
    "add_rows": lambda book, run: book.add_rows(run.id, [ROW | {"step": 2}]),
    "cut_rows": lambda book, run: book.cut_rows(run.id, -1),
    "keep": lambda book, run: book.keep(run.id, "answers", b"said"),
    "keep_epoch": lambda book, run: book.keep_epoch(run.id, 5, b"later"),
    "keep_checkpoint": lambda book, run: book.keep_checkpoint(run.id, b"half-way", {1: b"w"}, [], {}),
    "mark": lambda book, run: book.mark("ann", "home", "done"),
    "answer": lambda book, run: book.answer("ann", "home", "q", "said"),
    "answer_all": lambda book, run: book.answer_all("ann", "home", {"q": "said", "q.first": "said"}),
    "take_back": lambda book, run: book.take_back("ann", "home", "kept"),
    "keep_guess": lambda book, run: book.keep_guess(run.id, "ann", Guess("settings", accuracy=0.9)),
    "prune": lambda book, run: book.prune("ann"),
    "delete": lambda book, run: book.delete(run.id, "ann"),
    "forget": lambda book, run: book.forget("ann"),
    "beat": lambda book, run: book.beat("that app"),
    "depart": lambda book, run: book.depart("this app"),
    "open_room": lambda book, run: book.open_room("another"),
    "come_back": lambda book, run: book.come_back(CODES[0], SECRETS[0], "elsewhere"),
    "new_secret": lambda book, run: book.new_secret(CODES[0], LECTURER),
    "set_room": lambda book, run: book.set_room(CODES[0], LECTURER, shut=True),
    "lead_to": lambda book, run: book.lead_to(CODES[0], LECTURER, "home"),
    "end_room": lambda book, run: book.end_room(CODES[0], LECTURER),
    "end_overdue": lambda book, run: overdue(book),
    "join_room": lambda book, run: book.join_room(CODES[0], "dee", lambda taken: "Calm Crane"),
    "leave_room": lambda book, run: book.leave_room(CODES[0], "ann"),
    "seen_in_room": lambda book, run: book.seen_in_room(CODES[0], "ann"),
    "wish_name": lambda book, run: book.wish_name(CODES[0], "ann", "Ann"),
    "name_member": lambda book, run: book.name_member(CODES[0], LECTURER, 1, "Glad Goat"),
    "hide_name": lambda book, run: book.hide_name(CODES[0], LECTURER, 1, True),
    "put_out": lambda book, run: book.put_out(CODES[0], LECTURER, 1),
    "ask_room": lambda book, run: book.ask_room(CODES[0], LECTURER, "What now?", {"a": "A", "b": "B"}),
    "ask_again": lambda book, run: book.ask_again(CODES[0], LECTURER),
    "show_guesses": lambda book, run: book.show_guesses(CODES[0], LECTURER),
    "stop_asking": lambda book, run: book.stop_asking(CODES[0], LECTURER),
    "guess_in_room": lambda book, run: book.guess_in_room(CODES[0], "ann", 1, "b"),
}
LECTURER = "lee"
SECRETS: list[str] = []  # of the one room that the book has
CODES: list[str] = []  # which is known also when the room is gone
ASKS_NONE = {"room_stamp", "now"}  # no database


def overdue(book: LabBook) -> None:
    """Ends the rooms whose time is over, when it is."""
    later = time.time() + 24 * 3600
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lib.lab_book.rooms.time.time", lambda: later)
        book.end_overdue()


def leave_live(book: LabBook) -> None:
    book.leave(next(run.id for run in book.live_runs() if run.learner == "cem"), "cem")


def in_a_page_run(book: LabBook) -> dict[str, str]:
    with book.page_run():
        return book.progress("ann")


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A book of SQLite's, made once as each test has a copy, and the code and the secret of its room."""
    folder = tmp_path_factory.mktemp("filled")
    book = filled(folder)
    assert truncate_log(book._engine)
    book._engine.dispose()
    return folder / "lab_book.sqlite", CODES.copy(), SECRETS.copy()


@pytest.fixture
def book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, request: pytest.FixtureRequest
) -> LabBook:
    monkeypatch.setattr("lib.lab_book.database.PATIENCE", 1)
    if database != "sqlite":
        return filled(tmp_path)
    file, CODES[:], SECRETS[:] = request.getfixturevalue("filled_file")
    shutil.copy(file, tmp_path)
    return LabBook(Settings(folder=tmp_path, runs_per_learner=1))


def filled(folder: Path) -> LabBook:
    book = LabBook(Settings(folder=folder, runs_per_learner=1))
    for name in ("older", "newer"):  # the older one is for `prune` to take
        run_id = book.add("ann", DigitRun(), "same", shareable=True, name=name)
        book.add_rows(run_id, [ROW])
        book.keep(run_id, "weights", b"weights")
        book.keep_epoch(run_id, 0, b"start")
        book.change(run_id, state="done", ended=1.0, result={"test": [9, 10]}, created=AGES[name])
    book.add("cem", DigitRun(), "live", shareable=True)
    book.mark("ann", "home", "here")
    book.answer("ann", "home", "kept", "said")
    book.beat("this app")
    opened, secret = book.open_room(LECTURER)
    CODES[:], SECRETS[:] = [opened], [secret]
    book.set_room(opened, LECTURER, free_names=True)
    book.join_room(opened, "ann", lambda taken: "Brave Otter")
    book.ask_room(opened, LECTURER, "Which one?", {"a": "A", "b": "B"})
    book.guess_in_room(opened, "ann", 1, "a")
    return book


@pytest.fixture
def run(book: LabBook) -> Run:
    return book.runs("ann")[0]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    other = open_database(Settings(folder=folder).database_url)
    with writing(other).begin():
        yield
    other.dispose()


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow past a page: what a full disk is to SQLite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def content(book: LabBook) -> dict[str, list[str]]:
    with book._engine.connect() as c:
        return {name: sorted(map(repr, c.execute(table.select()))) for name, table in metadata.tables.items()}


def test_every_public_method_is_tried() -> None:
    public = {name for name in dir(LabBook) if not name.startswith("_")}
    assert public == set(READING) | set(WRITING) | ASKS_NONE


@pytest.mark.parametrize("method", WRITING)
def test_a_locked_database_refuses_and_the_next_try_works(
    book: LabBook, run: Run, tmp_path: Path, method: str
) -> None:
    before = content(book)
    with locked(tmp_path):
        assert [read(book, run) for read in READING.values()].count(run) == 1  # readers go on
        with pytest.raises(LabBookError, match="Try again"):
            WRITING[method](book, run)
    assert content(book) == before
    WRITING[method](book, run)
    assert content(book) != before


@pytest.mark.sqlite
@pytest.mark.parametrize("method", WRITING)
def test_a_full_disk_refuses_and_the_next_try_works(book: LabBook, run: Run, method: str) -> None:
    before = content(book)
    assert truncate_log(book._engine)  # what is written next makes this file grow
    with full_disk(), pytest.raises(LabBookError, match="disk is full"):
        WRITING[method](book, run)
    assert content(book) == before
    WRITING[method](book, run)
    assert content(book) != before


@pytest.mark.sqlite
@pytest.mark.parametrize("method", READING | WRITING)
def test_a_broken_database_refuses_and_works_once_it_is_back(
    book: LabBook, run: Run, tmp_path: Path, method: str
) -> None:
    file, do = tmp_path / "lab_book.sqlite", (READING | WRITING)[method]
    assert truncate_log(book._engine)
    book._engine.dispose()
    whole = file.read_bytes()
    file.write_bytes(b"this is no database" * 1000)
    with pytest.raises(LabBookError, match="Try again"):
        do(book, run)
    book._engine.dispose()
    file.write_bytes(whole)
    do(book, run)


def test_what_a_refusal_leaves_in_the_log_tells_nothing_of_a_learner(book: LabBook) -> None:
    with book._engine.begin() as c:
        c.exec_driver_sql("DROP TABLE answers")
    with pytest.raises(LabBookError) as refused:
        book.answer("a secret id", "home", "q", "a note like no other")
    told = f"{refused.value} {refused.value.__cause__}"
    assert "answers" in told
    assert "a secret id" not in told
    assert "a note like no other" not in told
