"""Whoever presses Train on what somebody is training joins that run, and may leave it without ending it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_runs import the, who
from idle_cluster import IdleCluster, until

from lib.engine import keeper
from lib.engine.engine import Engine, Refused
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.lab_book.shared import LEFT
from lib.settings import Settings
from lib.specs.specs import DigitRun, RetrainRun

RUN = DigitRun(epochs=2, hidden=(8,), train_size=1000)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, memory_needed=1)


@pytest.fixture
def book(settings: Settings) -> LabBook:
    return LabBook(settings)


@pytest.fixture
def engine(settings: Settings, book: LabBook, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(keeper, "Cluster", IdleCluster)
    engine = Engine(settings, book)
    engine.warm_up()
    until(lambda: engine._keeper._cluster)
    yield engine
    engine.close()


def cluster(engine: Engine) -> IdleCluster:
    found = engine._keeper._cluster
    assert isinstance(found, IdleCluster)
    return found


def running(engine: Engine, book: LabBook, run_id: str) -> None:
    until(lambda: run_id in cluster(engine).futures)
    cluster(engine).begin(run_id)
    until(lambda: the(book, run_id).state == "running")


def test_one_training_is_watched_by_all_and_each_has_it_as_their_own(engine: Engine, book: LabBook) -> None:
    first = engine.submit(who("ann"), RUN, "data", name="Ann's")
    running(engine, book, first)
    second = engine.submit(who("bob"), RUN, "data")
    bob = the(book, second)
    assert (bob.learner, bob.name, bob.state, bob.shows, bob.joined) == ("bob", "", "running", first, True)
    cluster(engine).tell(first, 10, seconds_left=7.0)
    until(lambda: the(book, second).status.get("seconds_left") == 7.0)
    watched = book.watch(first)
    assert watched is not None
    assert watched[0].live
    assert [row["step"] for row in watched[1]] == [10]
    cluster(engine).end(first)
    until(lambda: not the(book, second).live)
    ended = the(book, second)
    assert (ended.state, ended.result["test"], ended.joined) == ("done", [9, 10], True)
    assert book.weights(second) == b"w"
    assert the(book, first).joined is False
    assert cluster(engine).trained == [first]
    again = engine.submit(who("cem"), RUN, "data")  # now it is a repeat
    assert (the(book, again).joined, the(book, again).copy_of) == (False, first)


def test_thirty_who_press_at_once_share_one_training(engine: Engine, book: LabBook) -> None:
    found: list[str] = []
    ready = threading.Barrier(30)

    def press(child: int) -> None:
        ready.wait()
        found.append(engine.submit(Visitor(f"child {child}", f"tab {child}", "198.51.100.7"), RUN, "data"))

    children = [threading.Thread(target=press, args=(child,)) for child in range(30)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert len(set(found)) == 30
    assert len({the(book, run_id).shows for run_id in found}) == 1
    until(lambda: cluster(engine).trained)
    cluster(engine).end(cluster(engine).trained[0])
    until(lambda: not book.live_runs())
    assert {the(book, run_id).state for run_id in found} == {"done"}
    assert len(cluster(engine).trained) == 1


@pytest.mark.parametrize("how", ["stop", "start afresh", "forget"])
def test_whoever_began_it_leaves_and_it_goes_on(engine: Engine, book: LabBook, how: str) -> None:
    first = engine.submit(who("ann"), RUN, "data")
    running(engine, book, first)
    second = engine.submit(who("bob"), RUN, "data")
    cluster(engine).tell(first, 10)
    until(lambda: book.rows(second))
    if how != "forget":
        engine.stop(first, "ann") if how == "stop" else engine.leave("ann")
        ann = the(book, first)
        assert (ann.state, ann.message, ann.live) == ("stopped", LEFT, False)
    else:
        engine.forget("ann")
        assert book.run(first) is None
    cluster(engine).tell(first, 20)
    until(lambda: len(book.rows(second)) == 2)
    assert the(book, second).state == "running"
    if how != "forget":
        assert [row["step"] for row in book.rows(first)] == [10]  # what was learned while ann watched
        back = engine.submit(who("ann"), RUN, "data")
        assert the(book, back).shows == first
        engine.stop(back, "ann")
    assert cluster(engine).told == []
    assert all("ann" not in str(job) for job in engine._keeper._jobs.values())
    cluster(engine).end(first)
    until(lambda: the(book, second).state == "done")
    assert book.weights(second) == b"w"
    if how != "forget":
        assert the(book, first).result == {}
        assert book.weights(first) is None


def test_when_the_last_leaves_it_stops_and_nobody_joins_it_meanwhile(engine: Engine, book: LabBook) -> None:
    first = engine.submit(who("ann"), RUN, "data")
    running(engine, book, first)
    second = engine.submit(who("bob"), RUN, "data")
    engine.stop(first, "ann")
    engine.stop(second, "ann")  # not hers
    assert the(book, second).live
    engine.stop(second, "bob")
    until(lambda: cluster(engine).told == [first])
    other = engine.submit(who("cem"), RUN, "data")
    assert the(book, other).shows == other
    cluster(engine).end(first, "stopped")
    until(lambda: the(book, second).state == "stopped")
    assert the(book, second).result["test"] == [9, 10]  # the last one keeps what was learned, as ever
    assert the(book, first).message == LEFT


def test_when_all_are_forgotten_it_stops(engine: Engine, book: LabBook) -> None:
    first = engine.submit(who("ann"), RUN, "data")
    running(engine, book, first)
    engine.submit(who("bob"), RUN, "data")
    engine.forget("ann")
    engine.forget("bob")
    until(lambda: first in cluster(engine).told)
    cluster(engine).tell(first, 20)
    until(lambda: not engine._keeper._jobs)
    with book._engine.begin() as c:
        for table in ("runs", "trainings", "rows"):
            assert c.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0


def test_own_pictures_are_never_joined(engine: Engine, book: LabBook) -> None:
    own = RetrainRun(pictures="own", base="pocket", epochs=1)
    first = engine.submit(who("ann"), own, "pictures", pictures=b"p", shareable=False)
    second = engine.submit(who("bob"), own, "pictures", pictures=b"p", shareable=False)
    assert the(book, second).shows == second != first


def test_an_app_that_starts_again_takes_a_training_up_once(
    engine: Engine, book: LabBook, settings: Settings
) -> None:
    first = engine.submit(who("ann"), RUN, "data")
    running(engine, book, first)
    lines = [engine.submit(who(learner), RUN, "data") for learner in ("bob", "cem")]
    cluster(engine).tell(first, 10)
    until(lambda: book.rows(lines[0]))
    engine.stop(first, "ann")
    book.keep(first, "checkpoint", b"half-way")
    engine.close()
    later = Engine(settings, book)
    try:
        until(lambda: later._keeper._cluster and cluster(later).trained)
        assert cluster(later).trained == [first]
        cluster(later).end(first)
        until(lambda: not book.live_runs())
        assert cluster(later).trained == [first]
    finally:
        later.close()
    assert [the(book, run_id).state for run_id in lines] == ["done", "done"]
    assert the(book, first).message == LEFT


def test_a_joined_run_is_a_learner_s_one_and_takes_no_place_in_the_queue(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "Cluster", IdleCluster)
    small = Settings(folder=tmp_path / "small", memory_needed=1, queue_limit=1)
    book = LabBook(small)
    engine = Engine(small, book)
    engine.submit(who("ann"), RUN, "data")
    joined = [engine.submit(who(f"child {i}"), RUN, "data") for i in range(5)]
    assert len({the(book, run_id).shows for run_id in joined}) == 1
    with pytest.raises(Refused, match="One of your runs is still training"):
        engine.submit(who("child 1"), DigitRun(seed=9), "data")
    with pytest.raises(Refused, match="1 runs are waiting"):
        engine.submit(who("dee"), DigitRun(seed=9), "data")
    for learner in ("eve", "fay", "gus"):
        engine.submit(Visitor(learner, "one tab"), RUN, "data")
    with pytest.raises(Refused, match="3 runs of this browser tab are still training"):
        engine.submit(Visitor("hal", "one tab"), RUN, "data")
    engine.close()
