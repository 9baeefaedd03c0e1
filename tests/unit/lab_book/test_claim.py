"""Which of a learner's runs speak of a claim, and that a claim is read as it was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lib.lab_book.claim import PREFIX, Claim, finished, pairs, read
from lib.lab_book.run import Run
from lib.specs.experiments import RACE_BASES
from lib.specs.specs import DigitRun, Experiment, RetrainRun, Spec, kind_of, to_dict

BASE = RACE_BASES["digits"]
CLAIM = Claim.new(Experiment("digits", BASE, "batch_size", (20, 500)), "some", "more updates", 0)


def done(id: str, spec: Spec, *tests: tuple[int, int], state: str = "done", **more: Any) -> Run:
    lanes = {"lanes": [{"test": list(test)} for test in tests]}
    result = (lanes if isinstance(spec, Experiment) else {"test": list(tests[0])}) | more
    return Run(id, "me", kind_of(spec), "", state, "", None, to_dict(spec), {}, [], result, "", 0.0, 0.0, 1.0)


def told(*runs: Run, claim: Claim = CLAIM) -> list[tuple[int, int, int, tuple[str, ...]]]:
    return [
        (pair.seed, pair.first.correct, pair.second.correct, pair.runs)
        for pair in pairs(claim, finished(runs))
    ]


def race(seed: int, values: tuple[Any, ...] = (20, 500), **base: Any) -> Experiment:
    return Experiment("digits", replace(BASE, seed=seed, **base), "batch_size", values)


def alone(seed: int, batch: int, **more: Any) -> DigitRun:
    return replace(BASE, seed=seed, batch_size=batch, **more)


def test_experiments_with_both_values_count_in_any_order_and_among_others() -> None:
    runs = [
        done("a", race(1), (940, 1000), (920, 1000)),
        done("b", race(0, (500, 100, 20)), (921, 1000), (935, 1000), (941, 1000)),
        done("c", race(0), (1, 1000), (2, 1000)),  # older, of a seed that is known
    ]
    assert told(*runs) == [(0, 941, 921, ("b",)), (1, 940, 920, ("a",))]


def test_two_runs_that_differ_in_this_alone_are_a_pair() -> None:
    runs = [
        done("a", alone(2, 20), (950, 1000)),
        done("b", alone(3, 500), (930, 1000)),
        done("c", alone(2, 500), (931, 1000)),
    ]
    assert told(*runs) == [(2, 950, 931, ("a", "c"))]


def test_what_is_not_equal_in_all_else_does_not_count() -> None:
    assert told(done("a", race(0, epochs=9), (9, 10), (8, 10))) == []
    assert told(done("a", race(0, (20, 100)), (9, 10), (8, 10))) == []
    assert told(done("a", race(77), (9, 10), (8, 10))) == []  # a seed that somebody chose for its result
    assert told(done("a", alone(0, 20), (9, 10)), done("b", alone(0, 500, dropout=0.2), (8, 10))) == []
    assert told(done("a", race(0), (9, 10), (8, 10), state="stopped")) == []
    assert told(done("a", RetrainRun(), (9, 10))) == []


def test_results_on_other_test_pictures_do_not_mix() -> None:
    runs = [done("a", race(0), (940, 1000), (920, 1000)), done("b", race(1), (4700, 5000), (4600, 5000))]
    assert told(*runs) == [(0, 940, 920, ("a",))]


def test_a_result_that_nobody_checked_decides_nothing() -> None:
    runs = [
        done("a", alone(0, 20), (950, 1000), on_device={"tested": []}),
        done("b", alone(0, 500), (930, 1000)),
    ]
    assert runs[0].mark
    assert told(*runs) == []


def test_a_run_of_an_earlier_version_is_left_out() -> None:
    old = replace(done("a", race(0), (9, 10), (8, 10)), spec={"of": "digits", "momentum": 1})
    assert finished([old]) == []


def test_a_claim_is_read_as_it_was_written_the_newest_first() -> None:
    older = replace(CLAIM, id="00000000aaaa", why="because “so”")
    kept = {
        f"{PREFIX}{older.id}": older.to_json(),
        f"{PREFIX}{CLAIM.id}": CLAIM.to_json(),
        "explain.in_words": "no claim",
    }
    assert read(kept) == [CLAIM, older]
    assert CLAIM.experiment.base.seed == 0


def test_what_is_no_claim_is_left_out() -> None:
    worse = ["", "{}", "[]", "null", '{"experiment": {"of": "x"}, "gap": "", "why": "", "known": 0}']
    assert read({f"{PREFIX}{i}": value for i, value in enumerate(worse)}) == []
    longest = Claim.new(CLAIM.experiment, "some", "w" * 900, 5).to_json()
    assert len(longest) < 2000  # what an answer may have
