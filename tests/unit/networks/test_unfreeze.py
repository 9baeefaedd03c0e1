"""Unfreezing on real photos: the steps that each weight takes, and that a large rate harms where small ones do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from lib.measure.proportions import Proportion
from lib.models.bases import BASES
from lib.networks.build import finetune
from lib.networks.build.bases import build
from lib.networks.train import retrain_setup, side_by_side, unfreeze
from lib.pictures.sets import brightness
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS, cached_cats_and_dogs, each_photo
from lib.pictures.sets.retrain_data import Split, split
from lib.settings import Settings, keras_home
from lib.specs import cost
from lib.specs.experiments import UNFREEZING, biased
from lib.specs.hooks import Hooks
from lib.specs.specs import UNFREEZES, Experiment, RetrainRun, make, to_dict

OPEN = 3


@pytest.fixture
def model() -> keras.Model:
    """Pocket's last blocks with a head, its weights at random."""
    return finetune.with_head(finetune.cut(build(BASES["pocket"]), OPEN).upper, 2, 0)


def test_every_weight_takes_steps_of_its_own_rate(model: keras.Model) -> None:
    rates = unfreeze.rates(model, BASES["pocket"], OPEN)
    assert set(rates) == {v.path for v in model.trainable_variables}
    assert min(rates.values()) == pytest.approx(unfreeze.LOWEST)
    steps = sorted(set(rates.values()))
    assert len(steps) == OPEN + 1
    np.testing.assert_allclose(
        np.diff(np.log(steps)), np.log(steps[1] / steps[0])
    )  # the same factor each time
    assert list(rates.values()) == sorted(rates.values())  # from the pixels to the head
    before = [v.numpy() for v in model.trainable_variables]
    optimizer = unfreeze.optimizer_for("by_depth", model, BASES["pocket"], OPEN, "sgd")
    ones = [tf.ones(v.shape) for v in model.trainable_variables]
    optimizer.apply(ones, model.trainable_variables)
    for old, variable in zip(before, model.trainable_variables, strict=True):
        np.testing.assert_allclose(old - variable.numpy(), rates[variable.path], atol=1e-7)


def test_a_frozen_base_leaves_the_head_alone_to_learn(model: keras.Model) -> None:
    unfreeze.optimizer_for("frozen", model, BASES["pocket"], OPEN, "adam")
    assert [v.path.split("/")[-2:] for v in model.trainable_variables] == [
        ["head", "kernel"],
        ["head", "bias"],
    ]


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    """The ready experiment on fewer photos and epochs, a part of them to validate and test with."""

    def few(*args: Any) -> Split:
        whole = split(*args)
        return replace(whole, validation=whole.validation[::4], test=whole.test[::10])

    base = replace(UNFREEZING.base, train_size=64, epochs=2)  # two full batches: another size compiles anew
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrain_setup, "split", few)
        return run_here(replace(UNFREEZING, base=base))


def run_here(spec: Experiment) -> dict[str, Any]:
    shared = Hooks(shared=True)  # as in a worker: heads of one shape share what is compiled
    return side_by_side.train(to_dict(spec), shared, download=False)


def test_one_large_rate_harms_and_small_ones_by_depth_do_not(outcome: dict[str, Any]) -> None:
    first = {
        way: next(line for line in outcome["history"] if line["lane"] == i) for i, way in enumerate(UNFREEZES)
    }
    assert first["one_rate"]["val_loss"] > 1.5 * first["by_depth"]["val_loss"]
    assert first["one_rate"]["val_accuracy"] < first["by_depth"]["val_accuracy"] - 0.1
    start = outcome["result"]["start"][0]
    frozen, _, by_depth = (lane["test"][0] for lane in outcome["result"]["lanes"])
    assert by_depth > start - 5  # of 100
    assert frozen > start - 5


def test_the_ready_experiment_may_run_within_the_usual_limit() -> None:
    assert cost.seconds(UNFREEZING) < Settings().seconds_limit / 2


def test_what_is_varied_beside_the_settings_is_checked() -> None:
    made = make("experiment", to_dict(UNFREEZING))
    assert made == UNFREEZING
    with pytest.raises(ValueError, match="one of frozen, one_rate, by_depth"):
        make("experiment", to_dict(UNFREEZING) | {"values": ["frozen", "melted"]})
    with pytest.raises(ValueError, match="Only a fine-tuned run"):
        make("experiment", to_dict(UNFREEZING) | {"base": {}})


# The set that leans


def test_brightness_is_that_of_the_real_photos() -> None:
    photos = cached_cats_and_dogs(keras_home())
    assert photos is not None, f"{keras_home()} has no archive of cats and dogs"
    rows = [0, 999, 1000, 1999, 2999]
    found = [brightness.middle(photo) for photo in each_photo(photos, rows, 64)]
    np.testing.assert_allclose(found, brightness.load()[rows].astype(int), atol=1)
    assert len(brightness.load()) == len(photos.labels)


def test_sides_are_the_outer_thirds_of_each_animal() -> None:
    g = np.random.default_rng(1)
    labels, part = np.repeat([0, 1], 300), np.tile([0, 0, 2], 200)
    bright = g.integers(0, 256, 600)
    sides = brightness.sides(bright, labels, part)
    training = part == PARTS.index("train")
    for animal, darker in ((0, brightness.LIKE), (1, brightness.OTHER)):
        own = training & (labels == animal)
        dark, light = own & (sides == darker), own & (sides == 1 - darker)
        assert bright[dark].max() < bright[light].min()
        assert dark.sum() == pytest.approx(own.sum() / 3, abs=4)


@pytest.mark.parametrize("seed", range(3))
def test_a_head_from_a_leaning_set_fails_on_the_other_side(seed: int) -> None:
    spec = biased("pocket")
    assert isinstance(spec.base, RetrainRun)
    run = replace(spec, base=replace(spec.base, seed=seed))
    even, leaning = run_here(run)["result"]["lanes"]
    assert even["examples"] == leaning["examples"]
    like, other = (Proportion(*leaning["sides"][side]) for side in ("like", "other"))
    fair = Proportion(*even["sides"]["other"])
    assert like.accuracy > other.accuracy + 0.12
    assert other.high < min(like.low, fair.low)  # intervals apart: more than luck
    pack = load_pack("pocket")
    assert pack is not None
    tested = brightness.sides(brightness.load(), pack.labels, pack.part)[pack.part == 2]
    assert leaning["sides"]["other"][1] == int((tested == brightness.OTHER).sum())


def test_an_experiment_without_sides_counts_none() -> None:
    spec = Experiment("retrain", RetrainRun(epochs=1, train_size=20), "batch_size", (4, 8))
    lanes = run_here(spec)["result"]["lanes"]
    assert [lane["sides"] for lane in lanes] == [{}, {}]
