"""The lab book: what is kept, for whom, and what goes."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from lib.lab_book.book import LabBookError
from lib.lab_book.database import SchemaError, open_database
from lib.lab_book.runs import LabBook
from lib.lab_book.tables import about, blobs
from lib.settings import Settings, SettingsError, read_settings
from lib.specs.specs import DigitRun, RetrainRun

RECORDED = Path(__file__).parents[2] / "recorded"


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path, runs_per_learner=3, runs_in_all=5))


def finished(book: LabBook, learner: str, identity: str = "same", **spec: int) -> str:
    run_id = book.add(learner, DigitRun(**spec), identity, shareable=True, name="mine")
    book.add_rows(run_id, [{"step": 1, "split": "train", "epoch": 0.1, "loss": 0.5, "accuracy": 0.9}])
    book.keep(run_id, "weights", b"weights of " + run_id.encode())
    book.keep_epoch(run_id, 0, b"start")
    book.change(run_id, state="done", ended=1.0, result={"test": [9, 10]})
    return run_id


def test_a_run_comes_back_as_it_was_written(book: LabBook) -> None:
    run_id = finished(book, "ann", epochs=3)
    run = book.run(run_id)
    assert run is not None
    assert run.settings == DigitRun(epochs=3)
    assert (run.state, run.name, run.result) == ("done", "mine", {"test": [9, 10]})
    assert book.weights(run_id) == b"weights of " + run_id.encode()
    assert [r.id for r in book.runs("ann")] == [run_id]
    assert book.runs("bob") == []


def test_numbers_that_are_none_are_kept_as_none(book: LabBook) -> None:
    run_id = book.add("ann", DigitRun(), "x", shareable=True)
    book.add_rows(run_id, [{"step": 1, "split": "train", "epoch": 0.1, "loss": math.nan, "accuracy": 0.1}])
    book.change(run_id, history=[{"epoch": 1, "loss": math.inf}])
    run = book.run(run_id)
    assert book.rows(run_id)[0]["loss"] is None
    assert run is not None
    assert run.history == [{"epoch": 1, "loss": None}]


def test_rows_written_again_replace_the_old_ones(book: LabBook) -> None:
    run_id = finished(book, "ann")
    row = {"step": 1, "split": "train", "epoch": 0.1, "loss": 0.25, "accuracy": 0.9}
    book.add_rows(run_id, [row, row | {"step": 2, "epoch": 0.2}])
    assert [r["loss"] for r in book.rows(run_id)] == [0.25, 0.25]
    book.cut_rows(run_id, 1)
    assert [r["step"] for r in book.rows(run_id)] == [1]


def test_a_result_is_shared_by_content_and_nothing_else(book: LabBook) -> None:
    run_id = finished(book, "ann")
    same_run = book.same_run("same", "bob")
    assert same_run is not None
    copy = book.run(book.copy(same_run, "bob"))
    assert copy is not None
    assert (copy.learner, copy.name, copy.copy_of, copy.result) == ("bob", "", run_id, {"test": [9, 10]})
    assert book.rows(copy.id) == book.rows(run_id)
    assert book.weights(copy.id) == book.weights(run_id)
    book.forget("ann")
    assert book.weights(copy.id) is not None
    assert book.epoch_weights(copy.id) == {0: b"start"}


def test_a_run_on_own_pictures_is_nobody_elses(book: LabBook) -> None:
    run_id = book.add("ann", DigitRun(), "own", shareable=False)
    book.change(run_id, state="done")
    assert book.same_run("own", "bob") is None
    mine = book.same_run("own", "ann")
    assert mine is not None
    assert mine.id == run_id


def test_a_live_run_is_not_deleted_as_it_would_leave_its_place_and_not_the_queue(book: LabBook) -> None:
    run_id = book.add("ann", DigitRun(), "same", shareable=True)
    for state in ("queued", "running"):
        book.change(run_id, state=state)
        book.delete(run_id, "ann")
        assert book.run(run_id) is not None
    book.change(run_id, state="stopped")
    book.delete(run_id, "ann")
    assert book.run(run_id) is None


def test_only_the_owner_renames_and_deletes(book: LabBook) -> None:
    run_id = finished(book, "ann")
    book.rename(run_id, "bob", "stolen")
    book.delete(run_id, "bob")
    run = book.run(run_id)
    assert run is not None
    assert run.name == "mine"
    book.rename(run_id, "ann", "  seven " + "x" * 200)
    run = book.run(run_id)
    assert run is not None
    assert len(run.name) == 80
    book.delete(run_id, "ann")
    assert book.run(run_id) is None
    assert book.weights(run_id) is None


def test_ids_of_somebody_else_or_of_nobody_do_nothing(book: LabBook) -> None:
    """Whoever forges a run's id, or a learner's for it, changes nothing and learns nothing."""
    run_id = finished(book, "ann")
    book.answer("ann", "home", run_id, "ann's")
    before = (book.run(run_id), book.rows(run_id), book.weights(run_id), book.epoch_weights(run_id))
    for forged in (run_id, run_id[:-1], run_id.upper(), "", "%", "' OR 1=1 --", "x" * 10_000, "🜲"):
        for learner in ("bob", "", "ann ", "ANN", "%", "' OR '1'='1"):
            book.rename(forged, learner, "stolen")
            book.delete(forged, learner)
            assert learner == "bob" or book.runs(learner) == []
            assert book.answers(learner, "home") == {}
        if forged != run_id:
            assert book.run(forged) is None
            assert (book.rows(forged), book.weights(forged), book.epoch_weights(forged)) == ([], None, {})
            book.add_rows(forged, [{"step": 1, "split": "train", "epoch": 0.1, "loss": 0.0, "accuracy": 1.0}])
            book.keep(forged, "weights", b"forged")
            book.keep_epoch(forged, 0, b"forged")
            book.change(forged, state="done", result={"test": [10, 10]})
            assert (book.rows(forged), book.weights(forged), book.epoch_weights(forged)) == ([], None, {})
    book.answer("bob", "home", run_id, "bob's")
    assert (book.run(run_id), book.rows(run_id), book.weights(run_id), book.epoch_weights(run_id)) == before
    assert book.answers("ann", "home") == {run_id: "ann's"}


def test_text_that_no_database_takes_is_no_error_of_the_app(book: LabBook) -> None:
    """Half a character, and a zero byte: JSON from a browser may hold both."""
    run_id = finished(book, "ann")
    half = json.loads('"a\\ud83d\\u0000b"')
    book.answer("ann", "home", "q", half)
    book.rename(run_id, "ann", half)
    named = book.add("ann", DigitRun(), "named", shareable=True, name=half)
    assert book.answers("ann", "home") == {"q": "a?b"}
    assert [run.name for run in book.runs("ann") if run.id in (run_id, named)] == ["a?b", "a?b"]
    with pytest.raises(LabBookError):
        book.run(half)


def test_old_runs_go_by_the_rule_and_live_ones_stay(book: LabBook) -> None:
    live = book.add("ann", DigitRun(), "live", shareable=True)
    ids = [finished(book, "ann", f"i{i}") for i in range(5)]
    assert book.prune("ann") == 0  # of the last hour
    for i, run_id in enumerate(ids):
        book.change(run_id, created=1000.0 + i)
    assert book.prune("ann") == 2
    assert {run.id for run in book.runs("ann")} == {live, *ids[2:]}
    for learner in "bcd":
        book.change(finished(book, learner), created=2000.0)
    book.prune("d")
    assert sum(len(book.runs(learner)) for learner in ("ann", *"bcd")) == 1 + 5


def test_forgetting_leaves_nothing(book: LabBook) -> None:
    run_id = finished(book, "ann")
    book.mark("ann", "home", "done")
    book.answer("ann", "home", "q", "my note")
    book.forget("ann")
    assert book.run(run_id) is None
    assert book.rows(run_id) == []
    assert book.epoch_weights(run_id) == {}
    assert book.progress("ann") == {}
    assert book.answers("ann", "home") == {}


def test_progress_only_grows_and_answers_are_replaced(book: LabBook) -> None:
    book.mark("ann", "home", "done")
    book.mark("ann", "home", "here")
    assert book.progress("ann") == {"home": "done"}
    book.answer("ann", "l", "q", "first")
    book.answer("ann", "l", "q", "second")
    assert book.answers("ann", "l") == {"q": "second"}


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    LabBook(settings)
    with open_database(settings.database_url).begin() as connection:
        connection.execute(update(about).values(version=99))
    with pytest.raises(SchemaError, match="newer version"):
        LabBook(settings)


@pytest.mark.sqlite
def test_a_database_that_fails_says_so_in_a_sentence(book: LabBook, tmp_path: Path) -> None:
    for file in tmp_path.glob("lab_book.sqlite*"):
        file.write_bytes(b"this is no database" * 100)
    book._engine.dispose()
    with pytest.raises(LabBookError, match="Try again"):
        book.runs("ann")


def test_settings_come_from_the_environment() -> None:
    found = read_settings({"LAYERS_FOLDER": "/elsewhere", "LAYERS_QUEUE_LIMIT": "3", "LAYERS_DOWNLOADS": "0"})
    assert (found.folder, found.queue_limit, found.downloads) == (Path("/elsewhere"), 3, False)
    assert read_settings({"DATABASE_URL": "postgresql://x/y"}).database_url == "postgresql://x/y"
    for given in ("none", "0", "²"):
        with pytest.raises(SettingsError, match="LAYERS_WORKERS"):
            read_settings({"LAYERS_WORKERS": given})


def test_answers_are_kept_copied_and_go_with_their_runs(book):
    first = book.add("ann", RetrainRun(pictures="caltech101"), "same", shareable=True)
    book.keep(first, "answers", b"what it said")
    book.change(first, state="done")
    assert book.test_answers(first) == b"what it said"
    copy = book.copy(book.run(first), "bob")
    book.delete(first, "ann")
    assert book.test_answers(copy) == b"what it said"
    book.forget("bob")
    with book._engine.connect() as c:
        assert c.execute(select(func.count()).select_from(blobs)).scalar() == 0


@pytest.mark.sqlite
def test_a_lab_book_of_version_1_is_taken_over(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    shutil.copy(RECORDED / "lab_book_2.sqlite", tmp_path / "old.sqlite")
    with sqlite3.connect(tmp_path / "old.sqlite") as c:  # as version 1 had it
        c.execute("ALTER TABLE runs DROP COLUMN answers")
        c.execute("UPDATE about SET version = 1")
    old = LabBook(Settings(database=url))
    run_id = old.add("ann", RetrainRun(), "x", shareable=True)
    old.keep(run_id, "answers", b"said")
    assert LabBook(Settings(database=url)).test_answers(run_id) == b"said"
