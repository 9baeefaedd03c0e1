"""Who may do what at the engine: places by learner, session and address, how fast they are asked for, whose runs stop."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from lib.engine import places
from lib.engine.engine import Engine, Place, Refused
from lib.engine.visitor import Visitor
from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook, Run
from lib.settings import Settings
from lib.specs.specs import DigitRun, RetrainRun, identity

RUN = DigitRun(epochs=1, hidden=(16,), train_size=1000)


class Hall:
    """An engine whose worker never comes, so that runs stay in the queue; each run has a seed of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
        self.settings = Settings(folder=folder, memory_needed=1, **limits)
        self.book = LabBook(self.settings)
        self.engine = Engine(self.settings, self.book)
        self.runs = 0
        monkeypatch.setattr(self.engine._keeper, "start", lambda: None)

    def train(self, learner: str, session: str = "", address: str = "") -> str:
        self.runs += 1
        visitor = Visitor(learner, session or f"tab of {learner}", address)
        return self.engine.submit(visitor, replace(RUN, seed=self.runs), "data")

    def end(self, run_id: str) -> None:
        self.book.change(run_id, state="stopped")


def test_a_hall_behind_one_address_trains_and_others_still_get_a_place(tmp_path: Path) -> None:
    """With the limits that a host has who sets none."""
    book, asked = LabBook(Settings(folder=tmp_path)), places.Places(Settings(folder=tmp_path))
    run = book.run(book.add("ann", RUN, "a run", shareable=False))
    assert run is not None
    live: list[Run] = []

    def train(learner: str, address: str) -> None:
        visitor = Visitor(learner, f"tab of {learner}", address)
        asked.ask(visitor)
        asked.check_own(visitor, live)
        asked.check_queue(visitor, live)
        live.append(replace(run, id=f"run of {learner}", learner=learner))
        asked.give(live[-1].id, visitor)

    for child in range(300):
        train(f"child {child}", "198.51.100.7")
    asked._asked.clear()  # a minute later
    with pytest.raises(Refused, match="300 runs of your network are waiting"):
        train("one more", "198.51.100.7")
    for other in range(200):
        train(f"other {other}", f"203.0.113.{other}")
    with pytest.raises(Refused, match="500 runs are waiting, and that is the limit"):
        train("the last", "192.0.2.1")


def test_an_address_gets_its_place_back_when_a_run_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(tmp_path, monkeypatch, queue_limit=4, queue_share=50)
    first = hall.train("ann", address="198.51.100.7")
    hall.train("bob", address="198.51.100.7")
    with pytest.raises(Refused, match="of your network"):
        hall.train("cem", address="198.51.100.7")
    hall.end(first)
    hall.train("cem", address="198.51.100.7")


def test_invented_learners_in_one_session_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(tmp_path, monkeypatch)
    hall.train("ann", session="a tab")
    with pytest.raises(Refused, match="One of your runs is still training"):
        hall.train("ann", session="another tab")
    for learner in ("bob", "cem"):
        hall.train(learner, session="a tab")
    with pytest.raises(Refused, match="3 runs of this browser tab are still training"):
        hall.train("dee", session="a tab")
    hall.train("dee", session="another tab")


def test_a_repeat_holds_no_place_but_is_counted_as_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(tmp_path, monkeypatch)
    run = hall.book.run(hall.book.add("ann", RUN, identity(RUN, "data"), shareable=True))
    assert run is not None
    write(hall.book, run, {"state": "done", "result": {"seconds": {"total": 2.0}}})
    clock = [1000.0]
    monkeypatch.setattr(places.time, "monotonic", lambda: clock[0])
    visitor = Visitor("ann", "a tab", "198.51.100.7")
    for _ in range(hall.settings.submits_per_session):
        clock[0] += 0.1
        assert hall.engine.submit(visitor, RUN, "data") == run.id
    with pytest.raises(Refused, match="20 times in a minute"):
        hall.engine.submit(visitor, RUN, "data")
    hall.engine.submit(replace(visitor, session="another tab"), RUN, "data")
    clock[0] += 61
    assert hall.engine.submit(visitor, RUN, "data") == run.id
    assert hall.book.live_runs() == []


def test_a_script_with_many_sessions_is_slowed_and_a_hall_is_not(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    asked = places.Places(settings)
    for child in range(300):  # all press Train when they are told to
        asked.ask(Visitor(f"child {child}", f"tab {child}", "2001:db8:1:2::1"))
    with pytest.raises(Refused, match="Your network starts too many"):
        asked.ask(Visitor("script", "a new session", "2001:db8:1:2:ffff::9"))  # the same line
    asked.ask(Visitor("elsewhere", "tab", "2001:db8:1:3::1"))
    assert len(asked._asked) == 301


def test_one_address_cannot_fill_the_memory_for_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.engine.engine.HELD_LIMIT", 1000)
    hall = Hall(tmp_path, monkeypatch)
    own = RetrainRun(pictures="own", base="pocket", epochs=1)

    def train(learner: str, address: str) -> None:
        visitor = Visitor(learner, f"tab of {learner}", address)
        hall.engine.submit(visitor, own, learner, pictures=bytes(300))

    train("ann", "198.51.100.7")
    train("bob", "198.51.100.7")
    with pytest.raises(Refused, match="memory for pictures is full"):
        train("cem", "198.51.100.7")
    train("cem", "203.0.113.1")


def test_a_run_that_is_not_there_or_not_one_s_own_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(tmp_path, monkeypatch)
    run_id = hall.train("ann")
    before, told = hall.book.live_runs(), hall.engine._keeper._inbox.qsize()
    for forged in ("no such run", "../../etc/passwd", "' OR 1=1 --", ""):
        hall.engine.stop(forged, "ann")
        hall.book.delete(forged, "ann")
        hall.book.rename(forged, "ann", "mine")
        assert hall.book.run(forged) is None
    for stranger in ("bob", "", "ann' --"):
        hall.engine.stop(run_id, stranger)
        hall.book.delete(run_id, stranger)
        hall.book.rename(run_id, stranger, "mine")
    assert hall.engine._keeper._inbox.qsize() == told
    assert hall.book.live_runs() == before
    place = hall.engine.place(replace(before[0], id="no such run", learner="bob", created=0.0))
    assert place == Place(1, 1, 0.0)  # it was never in the queue: nothing is ahead of it
    hall.engine.stop(run_id, "ann")
    assert hall.engine._keeper._inbox.qsize() == told + 1


def test_who_is_counted_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hall = Hall(tmp_path, monkeypatch, queue_limit=1)
    hall.train("ann", session="a-telling-session", address="198.51.100.7")
    with pytest.raises(Refused):
        hall.train("bob", session="a-telling-session", address="198.51.100.7")
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in ("a-telling-session", "198.51.100.7"):
        assert secret.encode() not in written
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("", ""),
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
    ],
)
def test_an_address_is_counted_by_its_network(address: str, network: str) -> None:
    assert Visitor("ann", address=address).network == network


def test_one_stranger_with_many_names_leaves_a_school_its_places(tmp_path: Path) -> None:
    """Ids, sessions and tabs cost nothing: an address is what counts. Then a school of thirty comes, behind one address."""
    asked, live = places.Places(Settings(folder=tmp_path)), list[Run]()
    book = LabBook(Settings(folder=tmp_path))
    run = book.run(book.add("ann", RUN, "a run", shareable=False))
    assert run is not None

    def train(learner: str, address: str) -> bool:
        visitor = Visitor(learner, f"tab of {learner}", address)
        try:
            asked.check_own(visitor, live)
            asked.check_queue(visitor, live)
        except Refused:
            return False
        live.append(replace(run, id=f"run of {learner}", learner=learner))
        asked.give(live[-1].id, visitor)
        return True

    strangers = [sum(train(f"{i} of {at}", at) for i in range(400)) for at in ("192.0.2.1", "192.0.2.2")]
    assert strangers == [300, 120]  # the second has so much less as the first has taken
    assert all(train(f"child {i}", "198.51.100.7") for i in range(30))
    assert all(train(f"home {i}", f"203.0.113.{i}") for i in range(40))


def test_strangers_cannot_fill_the_last_hour_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody loses is bounded by address; whoever repeats their own to keep them young has used their share."""
    clock = [1000.0]
    monkeypatch.setattr(places.time, "monotonic", lambda: clock[0])
    asked, mb = places.Places(Settings(folder=tmp_path, disk=1000)), 2**20
    sizes: dict[str, int] = {}

    def train(at: str, size: int = 10 * mb) -> bool:
        visitor = Visitor("x", address=at)
        try:
            asked.check_room(visitor, sizes)
        except Refused:
            return False
        training = f"training {len(sizes)} of {at}"
        sizes[training] = size
        asked.give(training, visitor)
        return True

    for at in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        assert 5 < sum(train(at) for _ in range(200)) < 61
    assert sum(sizes.values()) < 950 * mb
    for hour in range(5):  # they hold on to all of it by repeating it, hour after hour
        clock[0] += 3000.0
        for training in sizes:
            asked.give(
                f"repeat {hour} of {training}", Visitor("y", address=training.split(" of ")[1]), training
            )
        clock[0] += 700.0
        assert not any(train(at) for at in ("192.0.2.1", "192.0.2.2"))
    assert train("198.51.100.7")  # and whoever comes gets in
    assert sum(train("198.51.100.7") for _ in range(30)) == 3
    for training in [training for training in sizes if "of 192.0.2.1" in training]:
        del sizes[training]  # what they let go
    assert sum(train("198.51.100.7") for _ in range(60)) > 30


def test_the_last_hour_is_counted_as_it_goes_by_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each press asks: what is counted is the network's own trainings, however often its learners repeated them."""
    clock = [1000.0]
    monkeypatch.setattr(places.time, "monotonic", lambda: clock[0])
    asked, visitor = (
        places.Places(Settings(folder=tmp_path, runs_in_all=100)),
        Visitor("x", address="192.0.2.1"),
    )
    for n in range(120):
        asked.give(f"run {n}", visitor, f"training {n % 3}" if n % 2 else "")
        clock[0] += 1.0
    with pytest.raises(Refused):
        asked.check_repeat(visitor, 60)
    asked.check_repeat(Visitor("y", address="192.0.2.2"), 60)
    assert len(asked._shown["192.0.2.1"]) == 60 + 3
    clock[0] += 3600.0
    asked.check_repeat(visitor, 0)
    assert not asked._lately
    assert not asked._shown
    assert not asked._repeated
