"""A room's plain parts: nicknames, the address as others reach it, and how often wrong codes are tried."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from lib.engine.places import Refused
from lib.lab_book.book import LabBookError
from lib.lab_book.room import NAME_LIMIT
from lib.screen.room import address, ending, nicknames
from lib.screen.room.address import Reached, reached
from lib.screen.room.tries import IN_ALL, PER_NETWORK, Openers, Tries
from lib.settings import Settings


def test_three_hundred_names_are_all_different_and_short() -> None:
    adjectives, animals = nicknames._words()
    assert len(set(adjectives)) == len(set(animals)) == 40
    taken: set[str] = set()
    for _ in range(300):
        name = nicknames.draw(taken)
        assert name not in taken
        assert len(name) <= NAME_LIMIT
        taken.add(name)
    every = {f"{one} {two}" for one in adjectives for two in animals}
    last = nicknames.draw(every)
    assert last.endswith(" 2")
    assert nicknames.draw(every | {last}) not in every | {last}


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://layers.school.example/room", "https://layers.school.example/"),
        ("https://school.example/course/room?lecturer=X.y", "https://school.example/course/"),
        ("https://name.streamlit.app", "https://name.streamlit.app/"),
        ("http://192.168.1.7:8501/room", "http://192.168.1.7:8501/"),
        ("http://localhost:8501/room", "http://10.1.2.3:8501/"),
        ("http://127.0.0.1/a/room", "http://10.1.2.3/a/"),
        ("http://[::1]:8501/", "http://10.1.2.3:8501/"),
    ],
)
def test_the_address_is_the_one_that_others_reach(
    url: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "own_address", lambda: "10.1.2.3")
    found = reached(url)
    assert found == Reached(base)
    assert found.link("room", room="BDFG") == f"{base}room?room=BDFG"


def test_where_nobody_reaches_it_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "own_address", lambda: "")
    assert reached("http://localhost:8501/room").why_not == address.ALONE
    assert reached("http://localhost:8501/room", "127.0.0.1").why_not == address.CLOSED
    assert reached("http://localhost:8501/room", "0.0.0.0").why_not != address.CLOSED


def test_the_own_address_is_asked_for_without_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(*_: object) -> None:
        raise AssertionError("something was sent")

    for name in ("send", "sendto", "sendall"):
        monkeypatch.setattr(socket.socket, name, send, raising=False)
    found = address.own_address()
    assert found == "" or len(found.split(".")) == 4
    assert not found.startswith("127.")

    class Nowhere(socket.socket):
        def connect(self, _: object) -> None:
            raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", Nowhere)
    assert address.own_address() == ""


def test_ten_wrong_codes_a_minute_from_a_network_and_a_hundred_in_all() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(PER_NETWORK):
        tries.check("10.0.0.1")
        tries.wrong("10.0.0.1")
    with pytest.raises(Refused, match="from your network"):
        tries.check("10.0.0.1")
    for n in range(PER_NETWORK, IN_ALL):
        tries.check(f"10.0.1.{n}")
        tries.wrong(f"10.0.1.{n}")
    with pytest.raises(Refused, match=r"Too many wrong codes were tried\. Wait"):
        tries.check("10.0.0.2")
    now[0] = 61.0
    for each in ("10.0.0.1", "10.0.0.2"):
        tries.check(each)


def test_one_network_leaves_rooms_for_others() -> None:
    openers, settings = Openers(), Settings(rooms=20, queue_share=60)
    open_: list[str] = []
    for n in range(12):
        openers.check("10.0.0.1", open_, settings)
        open_.append(f"R{n}")
        openers.give(f"R{n}", "10.0.0.1")
    with pytest.raises(Refused, match="12 rooms were opened from your network"):
        openers.check("10.0.0.1", open_, settings)
    openers.check("10.0.0.2", open_, settings)
    openers.check("10.0.0.1", open_[6:], settings)  # six have ended


def test_a_room_ends_by_itself_and_the_thread_with_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[float | None] = [time.time() + 5, LabBookError("busy"), time.time(), None]  # type: ignore[list-item]
    asked, slept = [], []

    class Book:
        def end_overdue(self) -> float | None:
            asked.append(1)
            said = ends[len(asked) - 1]
            if isinstance(said, Exception):
                raise said
            return said

        def open_rooms(self) -> list[str]:
            return []

    monkeypatch.setattr(ending.host, "lab_book", Book)
    monkeypatch.setattr(ending.time, "sleep", slept.append)
    one = ending.Ending()
    one.watch()
    for thread in threading.enumerate():
        if thread.name == "rooms":
            thread.join(10)
    assert len(asked) == 4
    assert [round(each) for each in slept] == [5, 30, 1]
    ends.append(None)
    one.watch()  # once more, where another room is opened
    for thread in threading.enumerate():
        if thread.name == "rooms":
            thread.join(10)
    assert len(asked) == 5
