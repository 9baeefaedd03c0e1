"""What a run is predicted to take: nobody skews it for others, one-off work counts once, and what fits is found."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lib.engine import fitting
from lib.engine.engine import Engine
from lib.engine.waits import Waits
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs import cost
from lib.specs.specs import DigitRun, Experiment, RaceRun, RetrainRun, Spec, kind_of, make, to_dict

TINY = DigitRun(epochs=1, hidden=(), train_size=100)


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path))


def done(book: LabBook, spec: Spec, learner: str = "ann", **seconds: float) -> None:
    run_id = book.add(learner, spec, f"{spec}{learner}", shareable=True)
    book.change(
        run_id,
        state="done",
        ended=time.time(),
        result={"seconds": {"features": 0.0} | seconds, "test": [9, 10]},
    )


@pytest.mark.parametrize("pace", [0.25, 8.0])
def test_a_stranger_s_many_tiny_runs_change_nothing_for_others(book: LabBook, pace: float) -> None:
    for seed in range(3):
        done(book, DigitRun(seed=seed), total=1.5 * cost.seconds(DigitRun()))
    before = Waits(book, 1, 0.0).seconds(DigitRun(seed=9))
    for number in range(300):
        done(book, replace(TINY, seed=number), f"invented {number}", total=pace * cost.seconds(TINY))
    waits = Waits(book, 1, 0.0)
    assert (
        waits.seconds(DigitRun(seed=9))
        == pytest.approx(before)
        == pytest.approx(1.5 * cost.seconds(DigitRun()))
    )
    assert waits.seconds(replace(TINY, seed=9999)) == pytest.approx(pace * cost.seconds(TINY))


def test_figures_hold_nothing_of_whose_runs_they_are_and_stay_few(book: LabBook) -> None:
    for number in range(40):
        done(book, replace(TINY, seed=number), f"invented {number}", total=2.0)
    past = Waits(book, 1, 0.0).past(TINY)
    assert len(past) == 5
    assert {(run.learner, run.name) for run in past} == {("", "")}


def test_new_runs_are_read_and_old_ones_are_not_read_again(
    book: LabBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, asked = Waits(book, 1, 0.0), list[float]()
    whole = LabBook.finished

    def finished(self: LabBook, kind: str, *more: Any) -> list[Any]:
        asked.append(len(found := whole(self, kind, *more)))
        return found

    monkeypatch.setattr(LabBook, "finished", finished)
    for number in range(3):
        done(book, DigitRun(seed=number), total=40.0)
        waits.refresh()
    assert sum(asked) == 3
    assert waits.seconds(DigitRun(seed=7)) == pytest.approx(40.0)


@pytest.mark.parametrize("took", [{"total": 300.0}, {"total": 150.0, "data": 135.0}])
@pytest.mark.parametrize("memory", [10**6])
def test_a_default_run_is_never_refused_after_a_default_run(
    book: LabBook, tmp_path: Path, took: dict[str, float], memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it that the machine is slow, or that its digits had to be fetched at first."""
    monkeypatch.setattr("lib.engine.engine.available_memory", lambda: float(memory))
    engine = Engine(Settings(folder=tmp_path, memory_needed=1), book)
    for spec in (DigitRun(), RetrainRun(), RaceRun()):
        assert engine.hindrance(spec) == ""
        done(book, spec, **took)
        again = replace(spec, base="pocket") if isinstance(spec, RaceRun) else replace(spec, seed=1)
        assert engine.hindrance(again) == ""
        assert engine.fitting(again) == []
    if "data" in took:  # what was fetched once is not waited for again
        assert engine.predicted_seconds(DigitRun(seed=2)) < 25


def test_features_that_were_fetched_for_make_no_slow_machine(book: LabBook) -> None:
    spec = RetrainRun(pictures="caltech101", train_size=4340)
    expected = cost.seconds(spec)
    done(
        book, spec, total=expected + 400.0, features=cost.features(spec) + 400.0, train=4.0
    )  # the archive came first
    other = replace(spec, base="pocket")
    assert Waits(book, 1, time.time() + 60).seconds(other) < 5 * cost.seconds(other)


LONG: list[Spec] = [
    DigitRun(epochs=30, batch_size=8),
    DigitRun(epochs=1, batch_size=8, hidden=(1024, 1024, 1024, 1024)),
    RetrainRun(method="fine_tune", epochs=30, unfrozen_blocks=17),
    RetrainRun(pictures="caltech101", train_size=4340, base="vgg16"),
    Experiment("digits", DigitRun(epochs=20), "batch_size", (8, 100)),
    Experiment("digits", DigitRun(batch_size=8, hidden=(1000,)), "epochs", (10, 20)),
    RaceRun(racers="all"),
]


@pytest.mark.parametrize("spec", LONG, ids=str)
def test_what_fits_is_close_to_what_was_asked_for_and_can_be_chosen(spec: Spec) -> None:
    limit = min(60.0, 0.7 * cost.seconds(spec))
    ways = fitting.ways(spec, lambda other: cost.seconds(other) <= limit)
    assert 1 <= len(ways) <= fitting.WAYS
    for way in ways:
        assert cost.seconds(way.spec) <= limit
        assert make(kind_of(way.spec), to_dict(way.spec)) == way.spec  # the table takes it
        if isinstance(spec, Experiment) and isinstance(way.spec, Experiment):
            assert (way.spec.varied, way.spec.values) == (spec.varied, spec.values)
    if isinstance(spec, DigitRun) and spec.epochs > 1:
        (way,) = ways
        assert isinstance(way.spec, DigitRun)
        assert way.label == f"Use {way.spec.epochs} epochs"
        assert cost.seconds(replace(way.spec, epochs=way.spec.epochs + 1)) > limit


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert fitting.ways(DigitRun(), lambda spec: False) == []
    assert fitting.ways(RaceRun(), lambda spec: False) == []
