"""What a retraining is given before it begins: every setting, its photos or the word that they are missing, its open blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from retraining import run

from lib.models.bases import BASES
from lib.networks.build import finetune, heads
from lib.networks.build.bases import build, scale
from lib.networks.train import retrain
from lib.networks.train.augment import mirror_and_shift
from lib.networks.train.loop import Trained
from lib.networks.train.retrain_setup import Setup, Source, set_up
from lib.pictures.sets.archives import FileUnavailable, find_weights
from lib.pictures.sets.retrain_data import data_hash, uses_pack
from lib.screen.retrain.retrain_blocks import learning
from lib.settings import keras_home
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun


def test_every_setting_reaches_the_training(monkeypatch):
    """What the loop is given, setting by setting, without running it."""
    given: list[tuple] = []

    def note(model, plan, train, validation, hooks, **extra):
        given.append((model, plan, train))
        return Trained()

    monkeypatch.setattr(retrain, "fit", note)
    settings = {
        "epochs": 3, "batch_size": 8, "train_size": 48, "base": "pocket", "learning_rate": 0.02, "optimizer": "rmsprop", "seed": 5,
    }  # fmt: skip
    run()
    run(**settings)
    (usual, _, _), (model, plan, training) = given
    assert (plan.epochs, plan.batch_size, plan.seed, plan.loss) == (3, 8, 5, "sigmoid")
    assert (len(training.chosen), model.input_shape) == (48, (None, 320))
    assert isinstance(model.optimizer, keras.optimizers.RMSprop)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)
    assert usual.input_shape == (None, 1280)
    assert not np.array_equal(
        heads.on_features(8, 2, 5).get_weights()[0], heads.on_features(8, 2, 0).get_weights()[0]
    )


def test_augmentation_and_fine_rate_reach_the_network(photos):
    def made(**settings: Any) -> Setup:
        return set_up(Source(RetrainRun(train_size=4, base="pocket", **settings), Hooks(), False, True))

    varied = made(augmentation=True)
    assert varied.augment is mirror_and_shift
    assert varied.trainable == 321
    assert made(method="scratch", augmentation=True).augment is mirror_and_shift
    whole = made(method="fine_tune", augmentation=True, unfrozen_blocks=1, fine_rate=1e-3)
    assert (whole.trainable, whole.frozen) == learning(
        RetrainRun(method="fine_tune", base="pocket", unfrozen_blocks=1)
    )
    assert float(whole.model.optimizer.learning_rate) == pytest.approx(1e-3)


@pytest.mark.parametrize("name", ["mobilenet_v2", "pocket"])
def test_blocks_are_counted_as_keras_counts_them(name):
    network = build(BASES[name], None)
    for blocks in (1, 3, len(BASES[name].blocks)):
        learns = [
            v for layer in finetune.cut(network, blocks).upper.layers for v in layer.weights if "moving" not in v.path
        ]  # fmt: skip
        assert sum(count for *_, count in BASES[name].blocks[-blocks:]) == sum(
            int(np.prod(v.shape)) for v in learns
        )


def test_cutting_a_base_changes_nothing():
    base = BASES["mobilenet_v2"]
    network = build(base, find_weights(base, keras_home(), downloads=False))
    pixels = scale(base, np.random.default_rng(0).uniform(0, 255, (2, 160, 160, 3)).astype(np.float32))
    whole = network.features(pixels).numpy()
    for blocks in (1, 6, 18):
        parts = finetune.cut(network, blocks)
        np.testing.assert_allclose(parts.upper(parts.lower(pixels)), whole, atol=1e-4)


def test_missing_photos_are_named_with_their_size(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for method in ("fine_tune", "scratch"):
        with pytest.raises(FileUnavailable, match="69 MB"):
            run(method=method)
    assert run(train_size=20, epochs=1)["state"] == "done"  # the pack needs none


def test_data_is_told_apart():
    head = RetrainRun()
    assert uses_pack(head)
    assert not uses_pack(replace(head, augmentation=True))
    assert not uses_pack(head, packs=False)
    assert (
        data_hash(head)
        != data_hash(replace(head, base="pocket"))
        != data_hash(replace(head, method="scratch"))
    )


def test_varied_photos_keep_their_content():
    photos_ = tf.random.stateless_uniform((4, 20, 20, 3), (1, 2))
    varied = mirror_and_shift(photos_, tf.constant([0, 1]))
    assert varied.shape == photos_.shape
    assert not np.allclose(varied, photos_)
    np.testing.assert_array_equal(varied, mirror_and_shift(photos_, tf.constant([0, 1])))
    assert abs(float(tf.reduce_mean(varied) - tf.reduce_mean(photos_))) < 0.05
