"""Lines that share a training under way: what each keeps, and that nothing of it goes while anybody watches."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from lib.lab_book import outcome
from lib.lab_book.pruning import HOUR
from lib.lab_book.runs import LabBook
from lib.lab_book.shared import LEFT
from lib.settings import Settings
from lib.specs.specs import DigitRun

ROWS = [{"step": i, "split": "train", "epoch": i / 10, "loss": 0.5, "accuracy": 0.9} for i in range(1, 6)]


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path, runs_in_all=3, disk=1))


def joined(book: LabBook, learner: str) -> str:
    found = book.join("same", learner)
    assert found is not None
    return found[0]


def begun(book: LabBook) -> str:
    first = book.add("ann", DigitRun(), "same", shareable=True, name="Ann's")
    book.change(first, state="running", started=1.0, history=[{"epoch": 1}])
    book.add_rows(first, ROWS)
    book.keep_epoch(first, 0, os.urandom(1000))
    book.keep(first, "checkpoint", b"half-way")
    return first


def test_a_joined_run_has_the_files_of_its_training_as_a_repeat_has(book: LabBook) -> None:
    first = begun(book)
    second = joined(book, "bob")
    assert book.rows(second) == book.rows(first) == ROWS
    run = book.under_way(first)
    assert run is not None
    outcome.write(
        book, run, {"state": "done", "weights": b"w", "answers": b"a", "result": {"test": [9, 10]}, "snapshots": {1: b"1"}}
    )  # fmt: skip
    book.forget("ann")
    bob = book.run(second)
    assert bob is not None
    assert (bob.state, bob.result, bob.history) == ("done", {"test": [9, 10]}, [{"epoch": 1}])
    assert (bob.name, bob.has_weights, bob.has_replay) == ("", True, True)
    assert (book.weights(second), book.test_answers(second)) == (b"w", b"a")
    assert sorted(book.epoch_weights(second)) == [0, 1]
    assert book.same_run("same", "cem") is not None


def test_whoever_leaves_keeps_the_curve_up_to_there_as_their_own(book: LabBook) -> None:
    first = begun(book)
    second, third = joined(book, "bob"), joined(book, "cem")
    assert book.leave(second, "ann") is None  # not hers: nothing happens
    assert book.leave(first, "ann") is None
    assert book.leave(second, "bob") is None
    book.add_rows(first, [ROWS[0] | {"step": 9}])
    book.change(first, history=[{"epoch": 1}, {"epoch": 2}], status={"phase": "training"}, message="again")
    for run_id in (first, second):
        left = book.run(run_id)
        assert left is not None
        assert (left.state, left.message, left.history, left.status) == ("stopped", LEFT, [{"epoch": 1}], {})
        assert book.rows(run_id) == ROWS
    last = book.run(third)
    assert last is not None
    assert (last.state, len(last.history), len(book.rows(third))) == ("running", 2, 6)
    assert book.leave(third, "cem") == first
    assert book.leave(third, "cem") == first  # pressed twice
    assert book.join("same", "dee") is None  # it is being stopped
    book.delete(first, "ann")
    assert (book.curve(first), book.checkpoint(first)) == (book.rows(third), b"half-way")


def test_a_watched_training_never_goes_and_what_it_left_does(
    book: LabBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begun(book)
    second = joined(book, "bob")
    book.keep(first, "weights", os.urandom(900_000))
    book.forget("ann")
    monkeypatch.setattr("lib.lab_book.runs.time.time", lambda: 2e9 + 2 * HOUR)
    for number in range(6):
        book._full = False
        other = book.add(f"learner {number}", DigitRun(), f"{number}", shareable=True)
        book.keep(other, "weights", os.urandom(60_000))
        book.change(other, state="done", created=1.0 + number)
    book._count_anew()
    book.prune("learner 5")
    assert len(book.runs("learner 0")) == 0  # room was made
    assert len(book.rows(second)) == len(ROWS)
    assert book.checkpoint(first) == b"half-way"
    assert [run.shows for run in book.live_runs() if run.learner == "bob"] == [first]
    assert book.forget("bob") == [first]
    assert book.checkpoint(first) is None


def test_of_two_who_leave_at_once_one_is_the_last(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    first = begun(book)
    lines = {first: "ann"} | {joined(book, f"child {i}"): f"child {i}" for i in range(7)}
    together, told = threading.Barrier(len(lines)), list[str | None]()

    def leave(run_id: str, learner: str) -> None:
        together.wait()
        told.append(book.leave(run_id, learner))

    class_of = [threading.Thread(target=leave, args=line) for line in lines.items()]
    for each in class_of:
        each.start()
    for each in class_of:
        each.join()
    assert (told.count(first), told.count(None)) == (1, 7)
    assert len(book.live_runs()) == 1
