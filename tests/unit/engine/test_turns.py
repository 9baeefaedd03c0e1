"""Turns: in order, for a slice each, newcomers first, by network and by learner; who is told to stop goes next; whoever raises lets go."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from lib.engine.turns import FIRST, SLICE, Turn, Turns, Whose


class Time:
    """A clock that stands still until somebody computes."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Class_:
    """Trainings in threads of their own, each of so many pieces; notes who computed, piece by piece."""

    def __init__(self) -> None:
        self.time = Time()
        self.turns = Turns(self.time)
        self.seen: list[str] = []
        self.clocks: dict[str, float] = {}
        self.told: set[str] = set()
        self._threads: list[threading.Thread] = []

    def train(self, name: str, pieces: int, seconds: float, whose: Whose = ("", "")) -> None:
        def run() -> None:
            with self.turns.turn(lambda: name in self.told, whose) as turn:
                begun = turn.clock()
                for _ in range(pieces):
                    turn.pause()
                    self.seen.append(name)
                    self.time.now += seconds
                self.clocks[name] = turn.clock() - begun

        self._threads.append(threading.Thread(target=run, daemon=True))
        self._threads[-1].start()

    def all_wait(self, count: int) -> None:
        while len(self.turns._waiting) < count:
            pass

    def join(self) -> None:
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def held() -> tuple[Class_, Turn]:
    """A class in which one has computed for long: the next pause hands on."""
    many = Class_()
    first = many.turns.turn().__enter__()
    first.pause()
    many.time.now = 10.0
    return many, first


def test_who_computes_alone_is_never_interrupted() -> None:
    many = Class_()
    many.train("a", 50, 1.0)
    many.join()
    assert many.clocks == {"a": 50.0}


def test_turns_go_round_in_order_and_last_a_slice(held: tuple[Class_, Turn]) -> None:
    many, first = held
    for n, name in enumerate("abc", start=1):
        many.train(name, 40, 0.05)
        many.all_wait(n)
    first.__exit__()
    many.join()
    runs = [many.seen[0]]
    lengths = [0]
    for name in many.seen:
        if name != runs[-1]:
            runs.append(name)
            lengths.append(0)
        lengths[-1] += 1
    assert "".join(runs[:9]) == "abcabcabc"
    assert lengths[:3] == [round(FIRST / 0.05)] * 3  # a first turn is short, so that every curve begins soon
    assert max(lengths) <= round(SLICE / 0.05) + 1
    assert all(
        seconds == pytest.approx(40 * 0.05) for seconds in many.clocks.values()
    )  # waiting does not count


def test_a_newcomer_goes_before_those_who_have_had_a_turn(held: tuple[Class_, Turn]) -> None:
    many, first = held
    many.train("old", 20, 1.0)
    many.all_wait(1)
    many.turns._waiting[0].new = False
    many.train("new", 1, 1.0)
    many.all_wait(2)
    first.__exit__()
    many.join()
    assert many.seen[0] == "new"


def test_who_is_told_to_stop_while_waiting_goes_next(held: tuple[Class_, Turn]) -> None:
    many, first = held
    for n, name in enumerate("ab", start=1):
        many.train(name, 1, 0.0)
        many.all_wait(n)
    many.told.add("b")
    first.__exit__()
    many.join()
    assert many.seen == ["b", "a"]


def _fail(turn: Turn) -> None:
    with turn:
        turn.pause()
        raise ValueError("broken")


def test_whoever_fails_hands_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="broken"):
        _fail(turns.turn())
    assert len(turns) == 0
    with turns.turn() as other:
        other.pause()
        assert len(turns) == 1


def test_one_network_takes_no_more_turns_than_another_and_shares_its_own_by_learner(
    held: tuple[Class_, Turn],
) -> None:
    """Twenty trainings of one learner, nine of that network's others, and one of somebody elsewhere."""
    many, first = held
    whose = {f"many {n}": ("school", "many") for n in range(20)}
    whose |= {f"child {n}": ("school", f"child {n}") for n in range(9)} | {"alone": ("home", "alone")}
    for n, (name, owner) in enumerate(whose.items(), start=1):
        many.train(name, 60, 1.0, owner)
        many.all_wait(n)
    first.__exit__()
    many.join()
    assert set(many.seen[:30]) == set(whose)  # everyone's curve begins first
    then = Counter(whose[name] for name in many.seen[30:130])
    assert then["home", "alone"] == 50
    assert {count for owner, count in then.items() if owner[0] == "school"} == {5}
    assert many.turns._last == {}
