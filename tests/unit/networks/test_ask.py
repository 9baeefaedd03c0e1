"""Asking models about photos gives what Keras gives directly, through every path, and says who answers instead."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from lib.models.bases import BASES
from lib.networks.answer import ask
from lib.networks.build import heads, warm
from lib.networks.build.bases import Network, build
from lib.pictures.sets import archives
from lib.pictures.sets.archives import FileUnavailable

BASE = BASES["mobilenet_v2"]


@pytest.fixture(scope="module")
def built() -> Network:
    """MobileNetV2 with random weights."""
    keras.utils.set_random_seed(1)
    return build(BASE)


@pytest.fixture
def random_base(built: Network, monkeypatch: pytest.MonkeyPatch) -> Network:
    """It stands in place of the shared one."""
    monkeypatch.setattr(warm, "network", lambda name: built)
    return built


@pytest.fixture
def photos() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (2, BASE.size, BASE.size, 3), np.uint8)


def test_the_original_says_what_keras_says(random_base, photos: np.ndarray) -> None:
    scaled = keras.applications.mobilenet_v2.preprocess_input(photos.astype(np.float32))
    np.testing.assert_allclose(
        ask.original("mobilenet_v2", photos), random_base.original(scaled, training=False), atol=1e-6
    )


def test_unscaled_pixels_go_in_as_they_are(random_base, photos: np.ndarray) -> None:
    plain = random_base.original(photos.astype(np.float32), training=False)
    np.testing.assert_allclose(ask.original("mobilenet_v2", photos, scaled=False), plain, atol=1e-6)


def test_a_retrained_head_says_what_keras_says(random_base, photos: np.ndarray) -> None:
    random = np.random.default_rng(2)
    kernel, bias = random.normal(size=(BASE.features, 1)).astype(np.float32), np.array([0.3], np.float32)
    weights = heads.pack(
        [kernel, bias], method="new_head", base="mobilenet_v2", unfrozen_blocks=4, classes=("cat", "dog")
    )
    assert ask.size_of(weights) == BASE.size
    said = ask.pets("mobilenet_v2", weights, photos, photos)
    model = keras.Sequential([random_base.features, keras.layers.Dense(1, activation="sigmoid")])
    model.build((None, BASE.size, BASE.size, 3))
    model.layers[-1].set_weights([kernel, bias])
    scaled = keras.applications.mobilenet_v2.preprocess_input(photos.astype(np.float32))
    np.testing.assert_allclose(said["retrained"][:, 1], model(scaled, training=False)[:, 0], atol=1e-5)
    np.testing.assert_allclose(said["original"].sum(axis=1), 1, atol=1e-5)
    assert said["maps"].shape == (2, 5, 5)
    assert 0 <= said["maps"].min() <= said["maps"].max() <= 1


def test_pocket_answers_where_the_weights_are_missing(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    ready = []
    wanted = ask._ready
    monkeypatch.setattr(
        ask,
        "_ready",
        lambda name, downloads: ready.append(name) if name == "pocket" else wanted(name, downloads),
    )
    answer = ask.answering("mobilenet_v2", downloads=False)
    assert answer["base"] == "pocket"
    assert "MobileNetV2" in answer["why"]
    assert ready == ["pocket"]


def test_a_base_without_its_last_layer_is_no_original(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = build(BASE, top=False)
    monkeypatch.setattr(warm, "network", lambda name: bare)
    with pytest.raises(FileUnavailable, match="last layer"):
        ask.original("mobilenet_v2", np.zeros((1, BASE.size, BASE.size, 3), np.uint8))


def test_a_download_that_failed_is_not_tried_at_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refused(base, home):
        tries.append(base.name)
        raise FileUnavailable("no connection")

    monkeypatch.setattr(archives, "_failed", {})
    for _ in range(3):
        with pytest.raises(FileUnavailable, match="no connection"):
            archives.seldom("vgg16", lambda: refused(BASES["vgg16"], None))
    assert tries == ["vgg16"]
