"""Varied photos: what is shown, and what the experiment learns from, are what a training with varied photos sees."""

from __future__ import annotations

import itertools
from dataclasses import asdict, replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from lib.engine import shares
from lib.networks.train import retrain, retrain_setup, side_by_side
from lib.networks.train.augment import mirror_and_shift
from lib.networks.train.compiled import Machine, Part
from lib.networks.train.loop import Plan, fit
from lib.networks.train.varied import SHOWN, in_epoch, variants
from lib.pictures.sets.retrain_data import Split, split
from lib.settings import Settings
from lib.specs import cost, specs
from lib.specs.experiments import varying
from lib.specs.hooks import Hooks
from lib.specs.specs import VARIES, VARY_SEEDS, RetrainRun, SpecError, identity, make, to_dict

BASE = RetrainRun(base="pocket", train_size=14, batch_size=4, epochs=2)  # the last batch is a smaller one


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few photos to validate and to test with."""

    def some(*args: Any) -> Split:
        whole = split(*args)
        return replace(whole, validation=whole.validation[::20], test=whole.test[::20])

    monkeypatch.setattr(retrain_setup, "split", some)
    monkeypatch.setattr(specs, "VARY_SEEDS", 1)


def test_the_varied_lane_is_the_training_with_varied_photos_and_the_other_the_one_without() -> None:
    spec = replace(varying("pocket"), base=replace(BASE, seed=3))
    outcome = side_by_side.train(to_dict(spec), Hooks(shared=True), download=False)
    assert outcome["state"] == "done"
    for number, augmentation in enumerate((False, True)):
        alone = retrain.train(
            asdict(replace(spec.base, augmentation=augmentation)), Hooks(shared=True), download=False
        )
        lane = [line for line in outcome["history"] if line["lane"] == number]
        for ours, theirs in zip(lane, alone["history"], strict=True):
            for name, value in theirs.items():
                assert ours[name] == pytest.approx(value, abs=2e-3), (augmentation, name)
        found = outcome["result"]["lanes"][number]
        assert abs(found["test"][0] - alone["result"]["test"][0]) <= 1
        assert (found["seed"], found["examples"]) == (3, 14)
    with_, without = ([line["loss"] for line in outcome["history"] if line["lane"] == i] for i in (1, 0))
    assert with_ != pytest.approx(without, abs=1e-3)


def test_the_pictures_shown_are_those_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[int, list[tuple[int, np.ndarray]]] = {}
    pictures = np.random.default_rng(0).integers(0, 256, (14, 12, 12, 3)).astype(np.float32)

    def one(self: Machine, x: Any, y: Any, size: Any, rate: Any, seed: Any) -> tf.Tensor:
        def keep(batch: Any, labels: Any, at: Any) -> np.float32:
            seen.setdefault(int(at[1]), []).extend(zip(labels.numpy(), batch.numpy(), strict=True))
            return np.float32(0)

        varied = self._augment(self._prepare(x), seed)
        kept = tf.py_function(keep, [varied, y, seed], tf.float32)
        return tf.stack([kept, kept, tf.cast(size, tf.float32)])

    monkeypatch.setattr(Machine, "_one", one)
    model = keras.Sequential([keras.Input((12, 12, 3)), keras.layers.Flatten(), keras.layers.Dense(14)])
    model.compile(optimizer="sgd")
    part = Part(pictures, np.arange(14))
    plan = Plan(2, 4, 3, jit=False, validation_points=1)
    fit(model, plan, part, part, Hooks(), augment=mirror_and_shift)
    run = replace(BASE, seed=3)
    for epoch in (1, 2):
        found = in_epoch(pictures, run, epoch)
        updates = [pair for at in range(4 * epoch, 4 * epoch + 4) for pair in seen[at]]
        assert sorted(number for number, _ in updates) == list(range(14))
        for number, picture in updates:
            np.testing.assert_allclose(found[number], picture, atol=1e-3)


def test_a_page_gets_the_photo_and_then_its_variants() -> None:
    shown = variants(asdict(BASE), [0, 5], 3)
    assert (shown.shape, shown.dtype) == ((2, 4, SHOWN, SHOWN, 3), np.uint8)
    assert all((a != b).any() for photo in shown for a, b in itertools.pairwise(photo))
    np.testing.assert_array_equal(shown, variants(asdict(BASE), [0, 5], 3))


def test_the_ready_experiment_is_plain_has_an_identity_and_fits() -> None:
    spec = varying("mobilenet_v2")
    assert make("experiment", to_dict(spec)) == spec
    assert identity(spec, "x") != identity(varying("pocket"), "x")
    assert cost.seconds(spec) < Settings().seconds_limit / 2
    assert shares.part_of_worker(spec) == shares.ALONE
    for wrong in ({"method": "scratch"}, {"pictures": "own"}):
        with pytest.raises(SpecError, match="new head"):
            make("experiment", to_dict(spec) | {"base": wrong})
    with pytest.raises(SpecError, match="as_they_are"):
        make("experiment", to_dict(spec) | {"values": ["turned", "varied"]})


def test_both_ways_have_the_same_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specs, "VARY_SEEDS", VARY_SEEDS)
    lanes = varying("pocket").lanes()
    assert len(lanes) == len(VARIES) * VARY_SEEDS
    plain, varied = lanes[:VARY_SEEDS], lanes[VARY_SEEDS:]
    assert [replace(lane, augmentation=True) for lane in plain] == varied
    assert len({lane.seed for lane in plain}) == VARY_SEEDS >= 3
