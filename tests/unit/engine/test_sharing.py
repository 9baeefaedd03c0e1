"""When runs that take turns end, against a small simulation of the turns; and what a learner is told of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from lib.engine.sharing import spans
from lib.engine.waits import Place, Waits
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun


def turn_by_turn(
    work: list[float], rooms: list[float], workers: int, step: float
) -> list[tuple[float, float]]:
    """As workers do it: at each tick all who are there go on, by what falls to each of them."""
    left, begun, ended, now = dict(enumerate(work)), dict[int, float](), dict[int, float](), 0.0
    while left:
        here: list[int] = []
        for run in left:
            if here and sum(rooms[r] for r in here) + rooms[run] > workers + 1e-9:
                break
            here.append(run)
            begun.setdefault(run, now)
        now += step
        for run in here:
            left[run] -= step * min(1.0, workers / len(here))
            if left[run] <= 0:
                ended[run] = now
                del left[run]
    return [(begun[run], ended[run]) for run in range(len(work))]


@pytest.mark.parametrize("seed", range(6))
def test_ends_are_those_of_a_simulation(seed: int) -> None:
    dice = random.Random(seed)
    work = [round(dice.uniform(0.5, 12), 2) for _ in range(dice.randint(2, 12))]
    rooms = [dice.choice([1 / 30, 0.25, 0.52]) for _ in work]
    workers = dice.choice([1, 2, 3])
    for span, (begin, end) in zip(
        spans(work, rooms, workers), turn_by_turn(work, rooms, workers, 0.005), strict=True
    ):
        assert span.begin == pytest.approx(begin, abs=0.1)
        assert span.end == pytest.approx(end, abs=0.1)


def test_a_run_among_n_takes_n_times_as_long_at_most() -> None:
    assert [span.end for span in spans([5.0] * 12, [0.01] * 12, 1)] == pytest.approx([60.0] * 12)
    assert spans([1.0, 9.0], [0.01] * 2, 1)[1].end == pytest.approx(10.0)  # the other one ends early
    assert spans([5.0, 5.0], [0.01] * 2, 2)[1].end == pytest.approx(5.0)  # a worker each
    late = spans([4.0, 4.0, 2.0], [0.5] * 3, 1)[2]
    assert (late.begin, late.end) == (8.0, 10.0)
    assert spans([], [], 1) == []


def test_a_learner_is_told_how_many_train_and_how_long_it_takes(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    waits = Waits(book, 1, 0.0)
    ids = [book.add(f"child {i}", DigitRun(seed=i), f"{i}", shareable=True) for i in range(12)]
    for run_id in ids[:11]:
        book.change(run_id, state="running")
    book.join("3", "watcher")  # one training, however many watch it
    run = book.run(ids[-1])
    assert run is not None
    place = waits.place(run, dict.fromkeys(ids[:11], 4.0))
    assert (place.beside, place.waiting, place.position) == (11, 1, 1)
    alone = waits.seconds(DigitRun())
    assert place.seconds == pytest.approx(11 * 4 + alone, rel=0.01)  # the others end first
    assert place.words == f"12 are training. Your run takes turns, about {place.seconds:.0f} s"
    assert waits.would_end(DigitRun(seed=99), dict.fromkeys(ids[:11], 4.0)) > place.seconds
    first = book.run(ids[0])
    assert first is not None
    assert waits.place(first, {}).words.startswith("11 are training. Your run takes turns")
    assert Place(1, 1, 17.0).words == ""
    assert Place(3, 9, 70.0, 30, 42.0).words == "30 are training. Your run begins in about 42 s"
    assert Place(1, 1, 70.0, 1).words == "2 are training. Your run takes turns, about 70 s"
