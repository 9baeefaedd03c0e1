"""The catalogue against the networks it describes, and one scaling of pixels on every path to a probability."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import h5py
import keras
import numpy as np
import pytest
from keras.src.applications import efficientnet
from keras.src.legacy.saving import legacy_h5_format

from lib.models.bases import BASES, CATS, DOGS, Base, WeightFile, animal_of, imagenet_names
from lib.networks.answer.features import Viewer
from lib.networks.build import bases as networks
from lib.networks.build.bases import build, scale
from lib.pictures.sets.archives import FileUnavailable, cached_weights, find_weights

PREPROCESS = {
    "mobilenet_v2": keras.applications.mobilenet_v2.preprocess_input,
    "vgg16": keras.applications.vgg16.preprocess_input,
    "resnet50_v2": keras.applications.resnet_v2.preprocess_input,
}
MODELS = {
    "mobilenet_v2": keras.applications.MobileNetV2,
    "vgg16": keras.applications.VGG16,
    "resnet50_v2": keras.applications.ResNet50V2,
}
PHOTOS = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3)).astype(np.uint8)


def small(name: str) -> Base:
    """A base at 64 pixels: the same layers, quick to run."""
    return replace(BASES[name], size=64)


def test_names_and_animals():
    names = imagenet_names()
    assert len(names) == 1000
    assert [names[i] for i in CATS] == ["tabby", "tiger cat", "Persian cat", "Siamese cat", "Egyptian cat"]
    assert (names[DOGS[0]], names[DOGS[-1]], len(DOGS)) == ("Chihuahua", "Mexican hairless", 118)
    assert animal_of(names.index("golden retriever")) == "dog"
    assert animal_of(names.index("tabby")) == "cat"
    assert animal_of(names.index("timber wolf")) is None
    assert animal_of(names.index("cougar")) is None
    assert animal_of(names.index("toaster")) is None


@pytest.mark.parametrize("name", list(BASES))
def test_the_catalogue_tells_the_truth(name):
    base = small(name)
    network = build(base, top=False) if name != "pocket" else build(base)
    assert network.features.count_params() == base.parameters
    assert network.features.output.shape == (None, base.features)
    layers = [layer.name for layer in network.features.layers]
    places = [layers.index(first) for _, first, _ in base.blocks]
    assert places == sorted(places)
    trained = [
        sum(v.shape.num_elements() for v in network.features.layers[i].trainable_weights)
        for i in range(len(layers))
    ]
    ends = [*places[1:], len(layers)]
    assert [count for *_, count in base.blocks] == [
        sum(trained[a:b]) for a, b in zip(places, ends, strict=True)
    ]
    assert any(file.top for file in base.files)
    if name in ("mobilenet_v2", "mobilenet_v2_035", "resnet50_v2", "efficientnet_b0", "pocket"):
        head = (base.features + 1) * 1000
        assert base.original_parameters == base.parameters + head
        assert layers[-2] == base.joins


@pytest.mark.parametrize("name", list(PREPROCESS))
def test_pixels_are_scaled_as_keras_does(name):
    theirs = PREPROCESS[name](PHOTOS.astype(np.float32).copy())
    np.testing.assert_allclose(scale(BASES[name], PHOTOS.astype(np.float32)), theirs, atol=1e-4)
    assert getattr(keras.applications, BASES[name].module).preprocess_input is PREPROCESS[name]


@pytest.fixture
def with_table(tmp_path):
    """Writes a model's weights into a cache of the test's own, and gives the base a table with their checksum."""

    def write(base: Base, model: keras.Model, top: bool) -> Base:
        name = "own.h5"
        (tmp_path / "models").mkdir(exist_ok=True)
        path = tmp_path / "models" / name
        with h5py.File(path, "w") as file:  # the layout of the published files
            legacy_h5_format.save_weights_to_hdf5_group(file, model)
        digest = hashlib.md5(path.read_bytes()).hexdigest()
        return replace(base, files=(WeightFile(name, "https://127.0.0.1:9/", 1, top, digest),))

    return write


@pytest.mark.parametrize("name", ["mobilenet_v2", "vgg16", "resnet50_v2"])
def test_every_path_gives_the_same_numbers(name, tmp_path, with_table):
    """Keras' own model and scaling, our viewer, our models called one after the other."""
    base, top = small(name), name != "vgg16"  # VGG16's last layers take 500 MB
    pooling = None if top else "avg"
    theirs = MODELS[name](weights=None, include_top=top, input_shape=(64, 64, 3), pooling=pooling)
    base = with_table(base, theirs, top)
    network = build(base, cached_weights(base, tmp_path))
    expected = np.asarray(theirs(PREPROCESS[name](PHOTOS.astype(np.float32).copy()), training=False))
    seen = Viewer(network).outputs(PHOTOS)
    scaled = scale(base, PHOTOS.astype(np.float32))
    pooled = np.asarray(network.features(scaled, training=False))
    np.testing.assert_allclose(seen.features, pooled, rtol=2e-3, atol=2e-3)
    if not top:
        assert not seen.has_original
        np.testing.assert_allclose(pooled, expected, rtol=1e-4, atol=1e-4)
        return
    kernel, bias = theirs.layers[-1].get_weights()
    logits = pooled @ kernel + bias
    by_hand = np.exp(logits - logits.max(1, keepdims=True))
    by_hand /= by_hand.sum(1, keepdims=True)
    np.testing.assert_allclose(by_hand, expected, atol=1e-5)
    np.testing.assert_allclose(np.asarray(network.original(scaled, training=False)), expected, atol=1e-5)
    np.testing.assert_allclose(
        seen.probabilities, np.take_along_axis(expected, seen.top.astype(int), 1), rtol=2e-3, atol=1e-5
    )
    np.testing.assert_allclose(seen.dogs, expected[:, 151:269].sum(1), rtol=2e-3)


def test_efficientnet_by_path_agrees_with_keras_own_loading(tmp_path, with_table, monkeypatch):
    """Keras adds a layer when it fetches the weights itself; loaded by path, `scale` must make up for it."""
    base = small("efficientnet_b0")
    random = keras.applications.EfficientNetB0(weights=None, include_top=False, input_shape=(64, 64, 3))
    next(layer for layer in random.layers if layer.name.startswith("normalization")).set_weights(
        [networks.RGB_MEAN, networks.RGB_SPREAD, np.array(0)]  # what the published file holds
    )
    base = with_table(base, random, top=False)
    path = cached_weights(base, tmp_path)
    monkeypatch.setattr(efficientnet.file_utils, "get_file", lambda *args, **kwargs: str(path))
    theirs = keras.applications.EfficientNetB0(include_top=False, input_shape=(64, 64, 3), pooling="avg")
    network = build(base, path)
    ours = network.features(scale(base, PHOTOS.astype(np.float32)), training=False)
    np.testing.assert_allclose(ours, theirs(PHOTOS.astype(np.float32), training=False), rtol=1e-3, atol=1e-5)


def test_a_file_with_another_checksum_counts_as_absent(tmp_path, with_table):
    base = with_table(
        small("mobilenet_v2_035"), keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]), True
    )
    assert cached_weights(base, tmp_path) is not None
    (tmp_path / "models" / "own.h5").write_bytes(b"<html>Sign in</html>")
    assert cached_weights(base, tmp_path) is None
    with pytest.raises(FileUnavailable, match="no connection"):
        find_weights(base, tmp_path)
    with pytest.raises(FileUnavailable, match="not on this computer"):
        find_weights(base, tmp_path, downloads=False)


def test_weights_that_do_not_fit_are_refused_in_words(tmp_path, with_table):
    wrong = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    base = with_table(small("mobilenet_v2_035"), wrong, True)
    with pytest.raises(FileUnavailable, match="does not hold the weights of MobileNetV2"):
        build(base, cached_weights(base, tmp_path))


def test_pocket_needs_no_cache(tmp_path):
    assert cached_weights(BASES["pocket"], tmp_path).name == "pocket.npz"
