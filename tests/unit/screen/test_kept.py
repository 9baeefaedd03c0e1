"""What the process keeps: bounded, made once, and forgotten when it has to be."""

from __future__ import annotations

import threading

import pytest

from lib.screen.kit.kept import Kept


class No(Exception):
    pass


def refuse() -> int:
    raise No("not now")


def test_one_makes_it_and_the_others_wait() -> None:
    kept: Kept[int] = Kept(4)
    made: list[int] = []
    gate = threading.Event()

    def make() -> int:
        gate.wait(5)
        made.append(1)
        return len(made)

    threads = [threading.Thread(target=kept.get, args=("a", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_what_was_used_longest_ago_goes_first() -> None:
    kept: Kept[int] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: 1)
    assert len(kept) == 2
    assert kept.get("a", lambda: 2) == 1
    assert kept.get("b", lambda: 2) == 2


def test_bytes_are_bounded_too() -> None:
    kept: Kept[bytes] = Kept(100, room=1000, size=len)
    for i in range(10):
        kept.get(i, lambda: bytes(400))
    assert len(kept) == 2


def test_a_refusal_holds_for_a_minute_and_other_mistakes_do_not() -> None:
    now = [0.0]
    kept: Kept[int] = Kept(4, refusal=No, clock=lambda: now[0])
    with pytest.raises(No, match="not now"):
        kept.get("a", refuse)
    with pytest.raises(No, match="not now"):
        kept.get("a", lambda: 1)
    now[0] = 61.0
    assert kept.get("a", lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        kept.get("b", lambda: 1 // 0)
    assert kept.get("b", lambda: 2) == 2


def test_what_was_made_of_a_run_goes_with_it() -> None:
    kept: Kept[int] = Kept(4)
    kept.get(("run", "other"), lambda: 1)
    kept.get(("of", "another"), lambda: 1)
    Kept.forget_all(["run"])
    assert len(kept) == 1
