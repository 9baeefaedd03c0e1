"""Which app process has a run under way: each run goes to one, and from one that is gone to one other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib.lab_book import leases
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path))


def add(book: LabBook, owner: str | None = None) -> str:
    return book.add("ann", DigitRun(), "x", shareable=True, owner=owner)


def test_each_process_has_its_own_runs_and_those_of_nobody(book: LabBook) -> None:
    of_nobody, of_one, of_two = add(book), add(book, "one"), add(book, "two")
    assert list(book.beat("one")) == [of_nobody, of_one]
    assert list(book.beat("two")) == [of_two]
    assert [book.holds("one", run) for run in (of_nobody, of_one, of_two, "no run")] == [
        True,
        True,
        False,
        False,
    ]
    assert [run.id for run in book.live_runs()] == [of_nobody, of_one, of_two]  # the queue is everybody's
    assert book.processes() == ["one", "two"]


def test_a_run_that_has_ended_is_nobodys(book: LabBook) -> None:
    run_id = add(book, "one")
    book.change(run_id, state="done")
    assert not book.holds("one", run_id)
    assert book.beat("one") == {}


@pytest.mark.parametrize("how", ["leave", "gone", "time"])
def test_the_runs_of_a_process_that_is_gone_go_to_whoever_asks(
    book: LabBook, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    run_id = add(book, "one")
    book.change(run_id, status={"epoch": 3})
    if how == "leave":
        book.depart("one")
    if how == "time":
        monkeypatch.setattr(leases, "LEASE", 0.0)
    assert book.beat("two", ["one"] if how == "gone" else []) == {run_id: {"epoch": 3}}
    assert (book.holds("one", run_id), book.holds("two", run_id)) == (False, True)
    monkeypatch.undo()
    assert book.beat("one") == {}  # it was only slow, and learns so


def test_of_many_who_ask_at_once_one_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = [LabBook(Settings(folder=tmp_path)) for _ in range(4)]
    lost = [add(books[0], "gone") for _ in range(12)]
    with ThreadPoolExecutor(4) as at_once:
        held = list(at_once.map(lambda i: list(books[i].beat(f"app {i}", ["gone"])), range(4)))
    assert sorted(run for runs in held for run in runs) == sorted(lost)


def test_others_runs_make_the_queues_figures_old(book: LabBook) -> None:
    book.beat("one")
    before = book.moved
    book.beat("one")
    assert book.moved is before  # alone: whatever moves, moves here
    book.beat("two")
    assert book.moved is not before
