"""Lanes side by side do what runs of their own do; every training gone wrong shows its sign, over three seeds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from lib.measure.curves import read_curve, validation_size
from lib.measure.proportions import Proportion
from lib.networks.build import dense
from lib.networks.train import side_by_side
from lib.networks.train.compiled import AT_ONCE
from lib.networks.train.digits import train
from lib.networks.train.loop import Plan
from lib.pictures.sets import digits
from lib.specs import cost
from lib.specs.experiments import FLAWED_RUNS, QUICK, flawed_run
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, Experiment, RetrainRun, SpecError, identity, make, to_dict

SMALL = DigitRun(epochs=2, hidden=(8,), train_size=500)
SHARED = Hooks(shared=True)  # as in a worker: lanes and seeds of one shape share what is compiled


def run(spec: Experiment, hooks: Hooks | None = None) -> dict[str, Any]:
    return side_by_side.train(to_dict(spec), hooks or SHARED, download=False)


def lane(outcome: dict[str, Any], number: int) -> list[dict[str, Any]]:
    return [line for line in outcome["history"] if line["lane"] == number]


def test_a_lane_is_exactly_the_run_of_its_own() -> None:
    outcome = run(Experiment("digits", SMALL, "batch_size", (20, 100)))
    for number, batch in enumerate((20, 100)):
        alone = train(to_dict(replace(SMALL, batch_size=batch)), SHARED, download=False)
        assert [{k: v for k, v in line.items() if k != "lane"} for line in lane(outcome, number)] == alone[
            "history"
        ]
        assert outcome["result"]["lanes"][number]["test"] == alone["result"]["test"]
    assert [line["lane"] for line in outcome["history"]] == [0, 1, 0, 1]  # in turns
    (first, second, gained, lost), *more = outcome["result"]["pairs"]
    assert (first, second, more) == (0, 1, [])
    right = [each["test"][0] for each in outcome["result"]["lanes"]]
    assert gained - lost == right[1] - right[0]


def test_lanes_of_other_lengths_end_by_themselves() -> None:
    outcome = run(Experiment("digits", SMALL, "epochs", (1, 3)))
    assert [(line["lane"], line["epoch"]) for line in outcome["history"]] == [(0, 1), (1, 1), (1, 2), (1, 3)]


def test_stop_keeps_what_was_learned() -> None:
    told: list[dict] = []
    hooks = replace(SHARED, epoch=lambda line, _: told.append(line), stopped=lambda: len(told) >= 2)
    outcome = run(Experiment("digits", replace(SMALL, epochs=9), "seed", (0, 1)), hooks)
    assert outcome["state"] == "stopped"
    assert outcome["history"] == told
    assert len(outcome["result"]["lanes"]) == 2


def test_an_experiment_is_plain_json_with_an_identity_and_a_price() -> None:
    spec = Experiment("digits", SMALL, "hidden", ((), (16, 8)))
    assert make("experiment", to_dict(spec)) == spec
    assert identity(spec, "x") != identity(replace(spec, varied="seed", values=(0, 1)), "x")
    assert cost.seconds(spec) == pytest.approx(sum(map(cost.seconds, spec.lanes())))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"values": [20]}, "2 to 5"),
        ({"values": [20, 20]}, "2 to 5"),
        ({"values": [20, 99999]}, "Batch size"),
        ({"varied": "colour"}, "colour"),
        ({"varied": "fault", "values": ["none", "gremlins"]}, "gremlins"),
        ({"of": "race"}, "race"),
    ],
)
def test_what_cannot_be_raced_is_refused_in_a_sentence(change: dict, sentence: str) -> None:
    with pytest.raises(SpecError, match=sentence):
        make("experiment", to_dict(Experiment()) | change)


def test_every_preset_is_a_spec_of_two_lanes() -> None:
    for each in FLAWED_RUNS:
        assert make("experiment", to_dict(each.experiment)) == each.experiment
        assert len(each.experiment.lanes()) == 2
    assert isinstance(flawed_run("wrong_loss").experiment.base, RetrainRun)


KINDS = {  # what the curve reader may say of the lane gone wrong
    "rate_too_high": {"rate_too_high", "diverged"},
    "rate_too_low": {"rate_too_low"},
    "too_few_epochs": {"too_short"},
    "overfitting": {"overfitting"},
    "unscaled": {"unscaled"},
    "wrong_loss": {"chance"},
}


@pytest.mark.parametrize("key", [each.key for each in FLAWED_RUNS])
def test_what_goes_wrong_shows_its_sign_with_three_seeds(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without compiling, a third of the time for runs so small; a dense network may still be measured in large pieces.
    monkeypatch.setattr(side_by_side, "Plan", partial(Plan, jit=False))
    monkeypatch.setitem(AT_ONCE, False, AT_ONCE[True])
    case = flawed_run(key)
    if key not in ("rare", "leak"):  # each lane is a run of its own, so the clean twin tells nothing here
        alone = replace(case.experiment, values=case.experiment.values[1:])
        case = replace(case, experiment=alone)
    for seed in range(3):
        spec = replace(case.experiment, base=replace(case.experiment.base, seed=seed))
        monkeypatch.setattr(side_by_side, "make", lambda kind, given, spec=spec: spec)  # also takes one lane
        outcome = run(spec)
        clean, wrong = outcome["result"]["lanes"][0], outcome["result"]["lanes"][-1]
        history = lane(outcome, len(spec.values) - 1)
        if key in KINDS:
            shown, classes = validation_size(spec.base, wrong), len(wrong["by_class"])
            reading = read_curve(history, spec.lanes()[-1], classes=classes, validation=shown)
            assert reading.kind in KINDS[key]
        validation = history[wrong["best_epoch"] - 1]["val_accuracy"]
        test = wrong["test"][0] / wrong["test"][1]
        if key == "shuffled":  # learns by heart, and nothing about new digits
            assert history[-1]["accuracy"] > 0.4
            assert history[-1]["val_accuracy"] < 0.2
        elif key == "rare":
            (right, total), (twin, _) = wrong["by_class"][8], clean["by_class"][8]
            assert right / total < 0.5 * twin / total
            others = sum(r for k, (r, _) in enumerate(wrong["by_class"]) if k != 8)
            assert others / sum(t for k, (_, t) in enumerate(wrong["by_class"]) if k != 8) > 0.8
        elif key == "leak":
            assert test > 0.97
            n = len(digits.load(download=False).validation)
            assert (
                Proportion(*wrong["test"]).low > Proportion(round(validation * n), n).high
            )  # too good to be luck
            assert abs(clean["test"][0] / clean["test"][1] - validation) < 0.05


def test_the_leak_and_nothing_else_trains_on_test_digits() -> None:
    from lib.networks.train.faults import Material, spoil
    from lib.specs.specs import FAULTS

    data = digits.load(download=False)
    sides = np.random.default_rng(0).integers(-1, 2, data.size)
    good = Material(data.training_digits(QUICK.train_size, 0), data.labels, dense.inputs, "softmax", sides)
    for fault in FAULTS:
        shared = np.intersect1d(spoil(fault, good, data.test, 0).rows, data.test)
        assert len(shared) == (len(data.test) if fault == "leak" else 0)
    even, leaning = (spoil(fault, good, data.test, 0).rows for fault in ("even", "dark_cats"))
    assert len(even) == len(leaning) > 0
    assert set(sides[leaning]) == {1}
    assert abs(np.mean(sides[even]) - 0.5) < 0.01
    assert np.array_equal(good.labels, data.labels)
    shuffled = spoil("shuffled", good, data.test, 0).labels
    assert np.array_equal(shuffled[data.test], data.labels[data.test])
    assert np.array_equal(np.bincount(shuffled[good.rows]), np.bincount(data.labels[good.rows]))
