"""Which photos a retraining trains on, and the head that their classes take."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from lib.networks.build import heads
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.retrain_data import split


def test_training_photos_are_balanced_nested_and_never_from_another_part():
    pack = load_pack("mobilenet_v2")
    few, more = (split(pack.labels, pack.part, ("cat", "dog"), n, 3) for n in (50, 400))
    assert set(few.train) < set(more.train)
    assert np.bincount(pack.labels[few.train]).tolist() == [25, 25]
    assert (pack.part[more.train] == 0).all()
    assert [len(few.validation), len(few.test)] == [400, 1000]
    other = split(pack.labels, pack.part, ("cat", "dog"), 50, 4)
    assert set(other.train) != set(few.train)
    assert len(split(pack.labels, pack.part, ("cat", "dog"), 1600, 0).train) == 1600


def test_unfit_photos_are_left_out_and_none_takes_their_place():
    pack = load_pack("mobilenet_v2")
    rows = split(pack.labels, pack.part, ("cat", "dog"), 50, 3).train
    left = split(
        pack.labels, pack.part, ("cat", "dog"), 50, 3, excluded_rows=(int(rows[0]), int(rows[7]), 2999)
    )
    assert left.train.tolist() == np.delete(rows, [0, 7]).tolist()
    assert len(left.test) == 1000  # the test part stays whole


def test_more_classes_take_a_softmax_and_equal_shares():
    labels = np.repeat(np.arange(5), 40)
    part = np.tile([0] * 24 + [1] * 8 + [2] * 8, 5)
    rows = split(labels, part, tuple("abcde"), 12, 0)
    assert sorted(np.bincount(labels[rows.train]).tolist()) == [2, 2, 2, 3, 3]
    assert heads.on_features(8, 5, 0).output_shape == (None, 5)
    assert heads.on_features(1280, 2, 0).count_params() == 1281
    z = np.array([[0.3, -1.2, 2.0]])
    np.testing.assert_allclose(heads.probabilities(z), tf.nn.softmax(z).numpy(), rtol=1e-6)
    np.testing.assert_allclose(heads.probabilities(z[:, :1])[:, 1], tf.sigmoid(z[:, 0]).numpy(), rtol=1e-6)
