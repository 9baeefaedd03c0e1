"""The predicted cost of runs against what they took: recorded here, so that no test measures a time."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from lib.engine import expected
from lib.lab_book.runs import Run
from lib.specs import cost
from lib.specs.specs import DigitRun, RetrainRun, Spec, kind_of, to_dict

LINE = DigitRun(epochs=1, hidden=(), train_size=100)
SMALL = DigitRun(epochs=1, hidden=(16,))
HEAD = RetrainRun(epochs=1)
# Spec, what the worker had done before, and its seconds. Recorded as the worker's processor time, since other work ran on
# those two cores; of the networks that keep both busy, the time measured without other work.
RECORDED: list[tuple[Spec, str, float]] = [
    (LINE, "runs", 1.7),
    (replace(SMALL, train_size=100), "runs", 2.2),
    (replace(SMALL, train_size=1000), "runs", 2.4),
    (SMALL, "runs", 2.7),
    (DigitRun(epochs=1, hidden=(64,)), "runs", 1.9),
    (DigitRun(epochs=4, hidden=(64,)), "runs", 3.5),
    (replace(SMALL, train_size=1000, epochs=10), "runs", 3.2),
    (DigitRun(), "runs", 17.0),
    (HEAD, "runs", 0.5),
    (replace(HEAD, epochs=10), "runs", 1.4),
    (replace(HEAD, train_size=10), "runs", 0.23),
    (LINE, "import", 2.3),
    (SMALL, "import", 3.6),
    (HEAD, "import", 3.0),
    (LINE, "nothing", 6.3),
]


def run(spec: Spec, seconds: float, ended: float = 0.0) -> Run:
    result = {"seconds": {"total": seconds, "features": 0.0}}
    return Run(
        "run", "ann", kind_of(spec), "", "done", "", None, to_dict(spec), {}, [], result, "", 0.0, 0.0, ended
    )  # fmt: skip


@pytest.mark.parametrize(("spec", "done", "took"), RECORDED)
def test_a_run_takes_about_what_is_predicted(spec: Spec, done: str, took: float) -> None:
    since = time.time()
    past = [run(spec, cost.seconds(spec), ended=since + 1)] if done == "runs" else []
    predicted = expected.seconds(spec, past, since) + expected.start(past, since, warm=done == "import")
    assert 0.5 <= predicted / took <= 2


def test_a_worker_s_start_is_paid_once() -> None:
    before, since, after = 1.0, 2.0, 3.0
    assert expected.start([], since, warm=False) > expected.start([], since, warm=True) > 0
    assert expected.start([run(LINE, 1.7, before)], since, warm=False) == expected.START
    assert expected.start([run(LINE, 1.7, after)], since, warm=False) == 0


def test_a_fast_machine_makes_no_tiny_run_free() -> None:
    """More cores compute faster and compile no faster; what runs of its own size took counts for more than that."""
    large = [(DigitRun(seed=seed), 0.2 * cost.seconds(DigitRun())) for seed in range(5)]
    tiny = cost.pace(large, LINE) * cost.seconds(LINE)
    assert tiny > 0.9 * cost.START
    assert cost.pace(large, DigitRun(epochs=12)) == pytest.approx(0.2)
    assert cost.pace([*large, (SMALL, 0.5 * cost.seconds(SMALL))], LINE) == pytest.approx(0.5)


def test_a_slow_first_run_makes_no_long_one_seem_five_times_as_long() -> None:
    """It mostly waited for a machine that others used: a run of 27 s must not be refused for it."""
    first, long = DigitRun(epochs=2, train_size=2000, hidden=(500, 300)), DigitRun(epochs=30, hidden=(300,))
    pace = cost.pace([(first, 5 * cost.seconds(first))], long)
    more = (pace - 1) * cost.seconds(long)
    assert 4 * cost.seconds(first) <= more < 2 * cost.seconds(long)
    slow = [(DigitRun(epochs=6), 5 * cost.seconds(DigitRun(epochs=6)))]
    assert 4 < cost.pace(slow, DigitRun(epochs=30)) <= 5


def test_a_slow_machine_is_slow_for_every_size() -> None:
    large = [(DigitRun(seed=seed), 3 * cost.seconds(DigitRun())) for seed in range(5)]
    assert cost.pace(large, LINE) == pytest.approx(3)
