"""The lab book's bounds, in a real database: repeats are lines alone, and bytes, files and statements stay bounded."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from lib.lab_book import housekeeping
from lib.lab_book.book import LabBookError
from lib.lab_book.pruning import HOUR
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

MB = 2**20
TABLES = ("trainings", "rows", "files", "blobs")


class Clock:
    """Time as the lab book sees it; `later` moves it on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_790_000_000.0
        for module in ("runs", "book", "lessons"):
            monkeypatch.setattr(f"lib.lab_book.{module}.time.time", self)

    def __call__(self) -> float:
        self.now += 0.001  # no two runs at one moment
        return self.now

    def later(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def trained(
    book: LabBook, learner: str, same: str = "", *, weights: int = 1000, epochs: int = 0, name: str = ""
) -> str:
    run_id = book.add(learner, DigitRun(), same or uuid.uuid4().hex, shareable=True, name=name)
    book.add_rows(
        run_id,
        [{"step": i, "split": "train", "epoch": i / 10, "loss": 0.5, "accuracy": 0.9} for i in range(10)],
    )
    for epoch in range(epochs):
        book.keep_epoch(run_id, epoch, os.urandom(weights))
    book.keep(run_id, "weights", os.urandom(weights))
    book.keep(run_id, "checkpoint", None)
    book.change(run_id, state="done", history=[{"epoch": 1}], result={"test": [9, 10]}, ended=1.0)
    book.prune(learner)
    return run_id


def repeat(book: LabBook, same: str, learner: str) -> str:
    same_run = book.same_run(same, learner)
    assert same_run is not None
    return book.copy(same_run, learner)


def counts(book: LabBook) -> dict[str, int]:
    with book._engine.begin() as c:
        return {table: c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in TABLES}


def disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("lab_book.sqlite*"))


class TestRepeats:
    def test_a_repeat_costs_no_row_and_no_file_and_reads_what_its_run_reads(self, tmp_path: Path) -> None:
        book = LabBook(Settings(folder=tmp_path))
        first = trained(book, "ann", "same", epochs=3, name="Ann's")
        before = counts(book)
        again = [repeat(book, "same", f"learner {i}") for i in range(30)]
        assert counts(book) == before
        original = book.run(first)
        assert original is not None
        for run_id in (again[0], again[-1]):
            run = book.run(run_id)
            assert run is not None
            assert (run.copy_of, run.name, run.history, run.result) == (
                first,
                "",
                original.history,
                original.result,
            )
            assert book.rows(run_id) == book.rows(first)
            assert book.weights(run_id) == book.weights(first)
            assert book.epoch_weights(run_id) == book.epoch_weights(first)

    def test_a_repeat_changes_nothing_of_what_it_shows(self, tmp_path: Path) -> None:
        book = LabBook(Settings(folder=tmp_path))
        first = trained(book, "ann", "same", epochs=1)
        again = repeat(book, "same", "bob")
        seen = (book.rows(first), book.weights(first), book.epoch_weights(first), book.run(first))
        book.add_rows(again, [{"step": 1, "split": "train", "epoch": 0.1, "loss": 0.0, "accuracy": 1.0}])
        book.cut_rows(again, -1)
        book.keep(again, "weights", b"others")
        book.keep_epoch(again, 0, b"others")
        book.change(again, history=[], result={})
        assert (book.rows(first), book.weights(first), book.epoch_weights(first), book.run(first)) == seen

    @pytest.mark.parametrize("leave", ["delete", "forget", "prune"])
    def test_what_was_computed_stays_while_anybody_shows_it(
        self, tmp_path: Path, clock: Clock, leave: str
    ) -> None:
        book = LabBook(Settings(folder=tmp_path, runs_per_learner=1))
        first = trained(book, "ann", "same", epochs=2)
        bob, cem = repeat(book, "same", "bob"), repeat(book, "same", "cem")
        seen = (book.rows(first), book.weights(first), book.epoch_weights(first))
        if leave == "prune":
            clock.later(2 * HOUR)
            trained(book, "ann")
        else:
            getattr(book, leave)(*([first, "ann"] if leave == "delete" else ["ann"]))
        assert book.run(first) is None
        for run_id in (bob, cem):
            assert (book.rows(run_id), book.weights(run_id), book.epoch_weights(run_id)) == seen
        same_run = book.same_run("same", "dee")
        assert same_run is not None
        dee = book.copy(same_run, "dee")  # a repeat of a repeat, whose run is gone
        book.delete(bob, "bob")
        book.forget("cem")
        assert (book.rows(dee), book.weights(dee), book.epoch_weights(dee)) == seen
        book.delete(dee, "dee")
        book.forget("ann")
        assert set(counts(book).values()) == {0}

    def test_repeats_under_many_ids_prune_nobody_and_are_bounded(self, tmp_path: Path, clock: Clock) -> None:
        book = LabBook(Settings(folder=tmp_path, runs_in_all=20))
        hers = [trained(book, "ann", f"{i}", name="mine") for i in range(5)]
        his = trained(book, "bob")
        clock.later(2 * HOUR)
        named = repeat(book, "0", "cem")
        book.rename(named, "cem", "for my homework")
        for i in range(60):
            with suppress(LabBookError):  # those of the last hour stay, and no more are taken on
                repeat(book, f"{i % 5}", f"invented {i}")
        with book._engine.begin() as c:
            repeats = c.exec_driver_sql("SELECT count(*) FROM runs WHERE copy_of IS NOT NULL").scalar_one()
        assert repeats <= 20
        assert all(book.run(run_id) for run_id in (*hers, his, named))

    def test_a_twin_that_is_deleted_meanwhile_is_a_sentence(self, tmp_path: Path) -> None:
        book = LabBook(Settings(folder=tmp_path))
        trained(book, "ann", "same")
        same_run = book.same_run("same", "bob")
        assert same_run is not None
        book.forget("ann")
        with pytest.raises(RuntimeError, match="Press once more"):
            book.copy(same_run, "bob")
        assert book.runs("bob") == []


class TestBounds:
    @pytest.mark.sqlite
    def test_the_disk_is_bounded_and_free_pages_are_used_again(self, tmp_path: Path, clock: Clock) -> None:
        """Three times what fits is written; the file ends within a tenth of the bound, its log aside."""
        book = LabBook(Settings(folder=tmp_path, disk=4))
        for i in range(60):
            trained(book, f"learner {i}", weights=50_000, epochs=3)
            clock.later(HOUR / 10)
        book._engine.dispose()
        assert (tmp_path / "lab_book.sqlite").stat().st_size < 1.1 * 4 * MB

    def test_a_flood_of_the_last_hour_keeps_within_the_disk_too(self, tmp_path: Path, clock: Clock) -> None:
        book = LabBook(Settings(folder=tmp_path, disk=2))
        hers = trained(book, "ann", weights=20_000, name="mine")
        taken = []
        for i in range(60):
            with suppress(LabBookError):
                taken.append(trained(book, f"invented {i}", weights=50_000, epochs=2))
        with pytest.raises(LabBookError, match="full of runs of the last hour"):
            trained(book, "one more")
        assert 20 < len(taken) < 45
        assert all(book.run(run_id) and book.weights(run_id) for run_id in taken)
        assert sum(len(data) for data in stored_bytes(book)) <= 2 * MB
        assert book.weights(hers) is not None
        clock.later(HOUR + 1)
        book._looked = 0.0
        trained(book, "bob", weights=50_000)  # what is older makes room
        assert sum(len(data) for data in stored_bytes(book)) <= 2 * MB

    def test_answers_are_bounded_by_learner_by_number_and_by_age(
        self, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(housekeeping, "ANSWERS_OF_ONE", 5)
        monkeypatch.setattr(housekeeping, "ANSWERS_IN_ALL", 20)
        book = LabBook(Settings(folder=tmp_path))
        for i in range(9):
            book.answer("ann", "home", f"question {i}", "said")
            book.mark("ann", f"lesson {i}", "done")
        assert sorted(book.answers("ann", "home")) == [f"question {i}" for i in range(4, 9)]
        assert len(book.progress("ann")) == 5
        for i in range(40):
            book.answer(f"learner {i}", "home", "q", "said")
            book.mark(f"learner {i}", "home", "here")
        with book._engine.begin() as c:
            for table in ("answers", "progress"):
                assert c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() <= 20
        assert book.answers("learner 39", "home") == {"q": "said"}
        assert book.answers("ann", "home") == {}
        clock.later(86400 * (housekeeping.ANSWER_DAYS + 1))
        for i in range(2):
            book.answer("bob", "home", f"q{i}", "said")
        with book._engine.begin() as c:
            assert c.exec_driver_sql("SELECT DISTINCT learner FROM answers").scalars().all() == ["bob"]

    def test_long_answers_are_bounded_by_bytes(self, tmp_path: Path, clock: Clock) -> None:
        book = LabBook(Settings(folder=tmp_path, disk=1))
        for i in range(200):
            book.answer(f"learner {i}", "home", "q", "x" * 5000)
        with book._engine.begin() as c:
            held = c.exec_driver_sql("SELECT sum(length(value)) FROM answers").scalar_one()
        assert held < MB / housekeeping.ANSWERS_SHARE + MB / 20

    def test_replays_stay_for_the_newest_runs_alone(self, tmp_path: Path, clock: Clock) -> None:
        book = LabBook(Settings(folder=tmp_path))
        hers = [trained(book, "ann", f"{i}", epochs=2) for i in range(housekeeping.REPLAYS)]
        repeat(book, "0", "bob")
        hers += [trained(book, "ann", epochs=2) for _ in range(housekeeping.REPLAYS)]
        kept = [bool(book.epoch_weights(run_id)) for run_id in hers]
        assert kept == [True, False, False, True, True, True]  # the first is bob's newest, too


def stored_bytes(book: LabBook) -> list[bytes]:
    with book._engine.begin() as c:
        return list(c.exec_driver_sql("SELECT data FROM blobs").scalars())


@contextmanager
def work(book: LabBook) -> Iterator[dict[str, int]]:
    """Counts statements, and SQLite's own instructions in hundreds: what a scan costs, whatever the machine's speed."""
    found = {"statements": 0, "instructions": 0}

    def statement(*_: object) -> None:
        found["statements"] += 1

    def tick() -> int:
        found["instructions"] += 1
        return 0

    def watch(connection, *_: object) -> None:
        connection.set_progress_handler(tick, 100)

    event.listen(book._engine, "before_cursor_execute", statement)
    event.listen(book._engine, "checkout", watch)
    yield found
    event.remove(book._engine, "before_cursor_execute", statement)
    event.remove(book._engine, "checkout", watch)


@pytest.mark.sqlite
def test_an_insert_costs_the_same_in_a_full_book_as_in_an_empty_one(tmp_path: Path) -> None:
    costs = []
    for number in (5, 200):
        book = LabBook(Settings(folder=tmp_path / str(number)))
        for i in range(number):
            trained(book, f"learner {i}", f"{i}", epochs=1)
        live = book.add("eve", DigitRun(), "x", shareable=True)
        with work(book) as cost:
            book.add_rows(live, [{"step": 1, "split": "train", "epoch": 0.1, "loss": 0.5, "accuracy": 0.9}])
            book.keep(live, "checkpoint", b"one")
            book.keep(live, "checkpoint", b"two")
            book.keep_epoch(live, 1, b"weights")
            repeat(book, "1", "fay")
            book.answer("eve", "home", "q", "said")
            book.add("gus", DigitRun(), "y", shareable=True)
            with suppress(LabBookError):
                book.run("\ud83d")  # a forged id that fails makes no later write look at everything
            book.rename(live, "eve", "mine")
            book.add_rows(live, [{"step": 2, "split": "train", "epoch": 0.2, "loss": 0.5, "accuracy": 0.9}])
        costs.append(cost)
    few, many = costs
    assert many["statements"] == few["statements"] < 60
    assert many["instructions"] <= few["instructions"] + 5
