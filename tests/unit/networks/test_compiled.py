"""Runs of one shape share what is compiled: each gets what it gets alone, nothing is compiled anew, a lost one goes on."""

from __future__ import annotations

import gc
import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorflow.python.framework.func_graph import FuncGraph

from lib.engine.turns import Turns
from lib.models.dense import Dense
from lib.networks.train import compiled, digits, retrain
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, RetrainRun, to_dict

RECORDED = Path(__file__).parents[2] / "recorded" / "histories.json"  # trained before anything was shared
SMALL = DigitRun(epochs=2, batch_size=64, hidden=(16,), train_size=1000)  # 1,000 are no multiple of 64
SHARED = Hooks(shared=True)


@pytest.fixture(autouse=True)
def _machines() -> Iterator[None]:
    compiled._kept.clear()
    yield
    compiled._kept.clear()


def train(run: DigitRun, hooks: Hooks = SHARED, checkpoint: bytes | None = None) -> dict[str, Any]:
    return digits.train(to_dict(run), hooks, download=False, checkpoint=checkpoint)


def weights(outcome: dict[str, Any]) -> list[np.ndarray]:
    network = Dense.from_bytes(outcome["weights"])
    return [*network.weights, *network.biases]


def traced() -> int:
    return sum(machine.traced for machine in compiled._kept.values())


def in_turns(runs: list[DigitRun]) -> list[dict[str, Any]]:
    """All at once, as a worker trains them; a turn ends at every chance."""
    ticks = iter(range(10**9))
    turns, outcomes = Turns(lambda: float(next(ticks))), [{} for _ in runs]

    def one(n: int) -> None:
        with turns.turn() as turn:
            outcomes[n] = train(runs[n], Hooks(pause=turn.pause, clock=turn.clock, shared=True))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(runs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize(
    "change", [{}, {"dropout": 0.3, "optimizer": "rmsprop"}], ids=["plain", "with dropout"]
)
def test_runs_in_turns_get_exactly_what_they_get_alone(change: dict[str, Any]) -> None:
    first = replace(SMALL, epochs=1, **change)
    second = replace(first, seed=5, learning_rate=0.01, schedule="one_cycle")
    alone = [train(first), train(second)]
    for single, shared in zip(alone, in_turns([first, second]), strict=True):
        assert shared["history"] == single["history"]
        assert all(map(np.array_equal, weights(shared), weights(single)))
        assert shared["result"]["test"] == single["result"]["test"]
    assert len(compiled._kept) == 1


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_another_seed_rate_schedule_or_number_of_digits_compiles_nothing(dropout: float) -> None:
    run = replace(SMALL, dropout=dropout)
    train(run)
    before = traced()
    assert before == 1
    train(replace(run, seed=3, learning_rate=0.02, schedule="one_cycle", train_size=777, epochs=1))
    assert (len(compiled._kept), traced()) == (1, before)
    train(replace(run, batch_size=32, epochs=1))
    assert (len(compiled._kept), traced()) == (2, before + 1)


def test_heads_share_what_is_compiled_too() -> None:
    run = RetrainRun(train_size=100, epochs=1)
    alone = retrain.train(to_dict(run), Hooks(), download=False)
    retrain.train(to_dict(replace(run, seed=1, train_size=50)), SHARED, download=False)
    again = retrain.train(to_dict(run), SHARED, download=False)
    assert (len(compiled._kept), traced()) == (1, 1)
    assert again["result"]["predictions"] == alone["result"]["predictions"]


def test_xla_compiles_what_is_large_and_nothing_else() -> None:
    """It takes longer for that, and TensorFlow keeps it for good."""

    def by_xla(run: DigitRun) -> bool:
        return digits.numbers(run, SHARED).machine.xla

    assert by_xla(DigitRun())
    assert not by_xla(SMALL)
    assert not by_xla(replace(SMALL, dropout=0.3))


def test_nothing_stays_of_a_machine_that_goes() -> None:
    def graphs() -> int:
        compiled._kept.clear()
        gc.collect()
        return sum(isinstance(thing, FuncGraph) for thing in gc.get_objects())

    train(replace(SMALL, epochs=1))
    before = graphs()
    train(replace(SMALL, epochs=1, hidden=(17,)))
    assert graphs() == before


def test_few_machines_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "KEPT", 2)
    made: list[str] = []

    def make(name: str) -> Callable[[], Any]:
        return lambda: made.append(name) or type("M", (), {"model": type("N", (), {"count_params": int})})

    for name in "abacb":
        compiled.machine((name,), make(name), shared=True)
    assert made == ["a", "b", "c", "b"]  # the least recently used goes
    assert compiled.machine(("a",), make("a"), shared=False) is not compiled._kept.get(("a",))


@pytest.mark.parametrize("case", json.loads(RECORDED.read_text()), ids=lambda case: json.dumps(case["spec"]))
def test_the_numbers_are_those_of_before(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case with dropout was recorded anew when small networks went without XLA, which draws other masks from a seed."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))  # they are of the digits that ship
    outcome = train(DigitRun(**{**case["spec"], "hidden": tuple(case["spec"]["hidden"])}))
    for line, wanted in zip(outcome["history"], case["history"], strict=True):
        assert line == pytest.approx(wanted, abs=1e-6)
    sums = [float(np.abs(array).sum()) for array in weights(outcome)]
    assert sums == pytest.approx(case["weights"], rel=1e-6)


def test_a_lost_run_goes_on_bit_for_bit() -> None:
    """With dropout, whose random state belongs to the checkpoint, on a machine that others used meanwhile."""
    assert os.environ["TF_NUM_INTRAOP_THREADS"] == "1"  # of several, sums come in another order each time
    run = replace(SMALL, epochs=4, dropout=0.4, schedule="one_cycle", seed=2)
    kept: list[bytes] = []
    whole = train(run, Hooks(epoch=lambda _, data: kept.append(data), shared=True))
    train(replace(run, seed=9, epochs=1))
    compiled._kept.clear()  # as in a new worker
    rest = train(run, checkpoint=kept[1])
    assert rest["history"] == whole["history"]
    assert all(map(np.array_equal, weights(rest), weights(whole)))
