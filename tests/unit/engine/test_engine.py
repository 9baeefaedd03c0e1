"""The engine with a real Dask scheduler and a real worker process: queue, Stop, a killed worker, a restarted app."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from engine_runs import LONG, OWN_RUN, PATIENCE, QUICK, ended, the, wait, who

from lib.engine import tasks
from lib.engine.engine import Engine, Refused
from lib.engine.tasks import Task
from lib.lab_book.runs import LabBook
from lib.measure.answers import Answers
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.pictures.sets.retrain_data import data_hash as data_hash_of
from lib.settings import ROOT, Settings
from lib.specs.specs import DigitRun


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        folder=tmp_path_factory.mktemp("engine"),
        queue_limit=3,
        seconds_limit=900,
        downloads=False,
        memory_needed=1,
    )


@pytest.fixture(scope="module")
def book(settings: Settings) -> LabBook:
    return LabBook(settings)


@pytest.fixture(scope="module")
def engine(settings: Settings, book: LabBook) -> Iterator[Engine]:
    engine = Engine(settings, book)
    engine.warm_up()
    yield engine
    engine.close()


def test_a_run_is_trained_watched_and_kept(engine: Engine, book: LabBook, data_hash: str) -> None:
    run_id = engine.submit(who("ann"), QUICK, data_hash)
    run = wait(book, run_id, ended)
    assert run.state == "done"
    assert len(run.history) == 2
    assert len(book.rows(run_id)) == 2 * 2 * 10
    assert book.weights(run_id)
    assert sorted(book.epoch_weights(run_id)) == [0, 1, 2]
    assert book.checkpoint(run_id) is None
    assert len(run.status["guesses"]) == 20
    assert run.result["data_hash"] == data_hash


def test_an_exact_repeat_is_shown_at_once_to_anybody(engine: Engine, book: LabBook, data_hash: str) -> None:
    first = engine.submit(who("ann"), QUICK, data_hash)
    assert engine.submit(who("ann"), QUICK, data_hash) == first
    copy = book.run(engine.submit(who("bob"), QUICK, data_hash))
    assert copy is not None
    assert (copy.state, copy.copy_of) == ("done", first)
    assert book.same_run(copy.identity, "x") is not None
    other = engine.submit(who("bob"), QUICK, data_hash="other data")
    assert other != copy.id
    wait(book, other, ended)


def test_stop_is_heard_and_keeps_what_was_learned(engine: Engine, book: LabBook, data_hash: str) -> None:
    run_id = engine.submit(who("ann"), LONG, data_hash)
    wait(book, run_id, lambda run: bool(run.history))
    engine.stop(run_id, "bob")  # not bob's: nothing happens
    assert not the(book, run_id).status.get("stopping")
    engine.stop(run_id, "ann")
    run = wait(book, run_id, ended)
    assert run.state == "stopped"
    assert len(run.history) < LONG.epochs
    assert run.result["test"][0] > 0
    assert book.weights(run_id)


def test_a_forgotten_learner_s_live_run_stops_and_leaves_nothing(
    engine: Engine, book: LabBook, data_hash: str
) -> None:
    run_id = engine.submit(who("eve"), LONG, data_hash + "forgotten")
    wait(book, run_id, lambda run: bool(book.rows(run_id)))
    book.forget("eve")
    end = time.monotonic() + PATIENCE
    while run_id in engine._keeper._jobs and time.monotonic() < end:
        time.sleep(0.05)
    after = engine.submit(who("fay"), replace(QUICK, seed=77), data_hash)  # the worker is free again
    assert wait(book, after, ended).state == "done"
    assert book.rows(run_id) == []
    assert book.epoch_weights(run_id) == {}


def test_a_short_run_does_not_wait_behind_a_long_one(engine: Engine, book: LabBook, data_hash: str) -> None:
    long = engine.submit(who("ann"), replace(LONG, seed=21), data_hash)
    wait(book, long, lambda run: bool(book.rows(long)))
    short = engine.submit(who("bob"), replace(QUICK, seed=22), data_hash)
    assert wait(book, short, ended).state == "done"
    assert the(book, long).live
    engine.stop(long, "ann")
    assert wait(book, long, ended).status["turns"] >= 1


def test_a_forgotten_learner_s_waiting_run_leaves_the_worker_s_queue(
    engine: Engine, book: LabBook, data_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.engine.cluster.part_of_worker", lambda spec: 1.0)  # one at a time
    first = engine.submit(who("fay"), replace(LONG, seed=12), data_hash)
    wait(book, first, lambda run: run.state == "running")
    waiting = engine.submit(who("gus"), replace(LONG, seed=13), data_hash)
    jobs, until = engine._keeper._jobs, time.monotonic() + PATIENCE
    while waiting not in jobs and time.monotonic() < until:
        time.sleep(0.05)
    engine.forget("gus")
    while waiting in jobs and the(book, first).live and time.monotonic() < until:
        time.sleep(0.05)
    assert waiting not in jobs
    assert the(book, first).live
    engine.stop(first, "fay")
    wait(book, first, ended)


def test_others_wait_in_turn_and_a_full_queue_says_so(
    engine: Engine, book: LabBook, data_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "lib.engine.cluster.part_of_worker", lambda spec: 1.0
    )  # runs that fill the worker's memory
    first = engine.submit(who("ann"), LONG, data_hash + "1")
    second = engine.submit(who("bob"), LONG, data_hash + "2")
    third = engine.submit(who("cem"), LONG, data_hash + "3")
    wait(book, first, lambda run: run.state == "running")
    place = engine.place(the(book, third))
    assert (place.position, place.waiting) == (2, 2)
    assert place.seconds >= engine.place(the(book, second)).seconds > 0  # in turns, they end together
    assert place.words.endswith(f"Your run takes turns, about {place.seconds:.0f} s")
    with pytest.raises(Refused, match="still training"):
        engine.submit(who("ann"), DigitRun(seed=7), data_hash)
    with pytest.raises(Refused, match="3 runs are waiting"):
        engine.submit(who("dee"), DigitRun(seed=8), data_hash)
    for run_id, learner in ((second, "bob"), (third, "cem"), (first, "ann")):
        engine.stop(run_id, learner)
    for run_id in (first, second, third):
        assert wait(book, run_id, ended).state == "stopped"


def test_a_run_that_would_take_too_long_is_refused_with_what_to_lower(
    engine: Engine, data_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "lib.engine.expected.cost.pace", lambda pairs, spec: 1.0
    )  # however fast this machine was so far
    with pytest.raises(Refused, match="fewer epochs, a larger batch size"):
        engine.submit(
            who("ann"), DigitRun(epochs=30, batch_size=8, hidden=(1024, 1024, 1024, 1024)), data_hash
        )


def test_a_killed_worker_costs_no_more_than_the_last_epoch(
    engine: Engine, book: LabBook, data_hash: str
) -> None:
    spec = DigitRun(epochs=14, hidden=(32,), train_size=20_000, seed=5)
    run_id = engine.submit(who("ann"), spec, data_hash)
    wait(book, run_id, lambda run: book.checkpoint(run_id) is not None)
    for process in engine._keeper._cluster._processes:  # type: ignore[union-attr]
        process.kill()
    run = wait(book, run_id, ended)
    assert run.state == "done"
    assert "goes on from the end of epoch" in run.message
    assert [line["epoch"] for line in run.history] == list(range(1, 15))
    steps = [row["step"] for row in book.rows(run_id) if row["split"] == "train"]
    assert len(steps) == len(set(steps)) == 140


def test_a_failing_task_tells_a_sentence_and_the_worker_lives(engine: Engine) -> None:
    with pytest.raises(Refused, match="Something went wrong in the training process"):
        engine.call(tasks.KERAS_FILES["digits"], b"this is no model")
    with pytest.raises(Refused):
        engine.call(Task("lib.networks.build.dense:no_such_function"))


def test_a_worker_holds_nothing_that_keras_can_do_without(engine: Engine) -> None:
    until = time.monotonic() + PATIENCE
    while not engine._keeper.warm and time.monotonic() < until:
        time.sleep(0.05)
    found = engine._keeper._cluster._client.run(  # type: ignore[union-attr]
        lambda: sorted({"keras", "matplotlib", "pandas", "sklearn"} & sys.modules.keys())
    )
    assert list(found.values()) == [["keras"]]


def test_nothing_spills_and_nothing_is_logged(engine: Engine, settings: Settings) -> None:
    """A photo in a task's arguments stays in memory: no file holds it, no log names it."""
    assert engine._keeper.ready.wait(PATIENCE)
    limits = engine._keeper._cluster._client.run(
        lambda dask_worker: (
            dask_worker.memory_manager.memory_limit,
            dask_worker.memory_manager.memory_spill_fraction,
        )
    )  # type: ignore[union-attr]
    assert set(limits.values()) == {(None, False)}
    secret = b"a learner's photo " * 1000
    code = (
        "import sys\nfrom lib.engine.engine import Engine, Refused\nfrom lib.engine.tasks import KERAS_FILES\nfrom lib.lab_book.runs import LabBook\nfrom lib.settings import Settings\n"
        "from pathlib import Path\n"
        f"settings = Settings(folder=Path({str(settings.folder / 'quiet')!r}), memory_needed=1)\n"
        "engine = Engine(settings, LabBook(settings))\n"
        f"try:\n    engine.call(KERAS_FILES['digits'], {secret!r})\n"
        "except Refused as error:\n    print(error)\n"
        "engine.close()\nassert 'tensorflow' not in sys.modules\nassert 'keras' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=300, check=True
    )
    assert b"Something went wrong" in done.stdout
    assert b"learner's photo" not in done.stdout + done.stderr
    for file in settings.folder.rglob("*"):
        assert not file.is_file() or b"learner's photo" not in file.read_bytes()


def traces(folder: Path, pictures: OwnSet) -> list[str]:
    """Files below `folder` that hold any of these pictures."""
    whole = [file for file in folder.rglob("*") if file.is_file()]
    parts = [picture.jpeg[20:] for picture in pictures.pictures]
    return [str(file) for file in whole if any(part in file.read_bytes() for part in parts)]


def test_own_pictures_train_and_leave_no_trace(
    engine: Engine, book: LabBook, settings: Settings, own: OwnSet
) -> None:
    data = packed.to_bytes(own)
    key = data_hash_of(OWN_RUN, pictures=data)
    run_id = engine.submit(who("ann"), OWN_RUN, key, pictures=data)
    run = wait(book, run_id, ended)
    assert run.state == "done", run.message
    assert set(run.result["by_class"]) == {"my dark things", "my light things"}
    assert run.result["data_hash"] == key
    answers = Answers.from_bytes(book.test_answers(run_id) or b"")
    assert answers.probabilities.shape == (run.result["test"][1], 2)
    assert engine.submit(who("ann"), OWN_RUN, key, pictures=data) == run_id
    assert traces(settings.folder, own) == []
    assert engine._keeper.held() == 0
    other = engine.submit(
        who("bob"), OWN_RUN, key, pictures=data
    )  # the very same pictures, and no copy of ann's run
    assert the(book, other).copy_of is None
    assert wait(book, other, ended).state == "done"


def test_too_many_pictures_at_once_are_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.engine.engine.HELD_LIMIT", 1000)
    with pytest.raises(Refused, match="in a few minutes"):
        engine.submit(who("ann"), OWN_RUN, "some pictures", pictures=b"x" * 1001)
