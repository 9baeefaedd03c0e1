"""The feature packs that ship: whole, in the photos' order, and what the real photos give again."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image
from real import real_photos
from sklearn.linear_model import LogisticRegression

from lib.models.bases import BASES
from lib.networks.answer.features import Viewer
from lib.networks.build.bases import build
from lib.pictures.sets import packs
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.packs import PACKS, VERSION, BaseOutputs, Pack, load_pack
from lib.pictures.sets.photos import PARTS, cats_and_dogs
from lib.settings import ASSETS, keras_home

SHIPPED = ("mobilenet_v2", "pocket")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_pack_is_whole(name):
    pack, photos = load_pack(name), cats_and_dogs(ASSETS)
    assert pack.names == photos.names
    np.testing.assert_array_equal(pack.labels, photos.labels)
    np.testing.assert_array_equal(pack.part, photos.part)
    assert pack.size == BASES[name].size
    assert pack.seen.features.shape == (3000, BASES[name].features)
    assert np.isfinite(pack.seen.features).all()
    assert pack.seen.top.min() >= 0
    assert pack.seen.top.max() < 1000
    assert (np.diff(pack.seen.probabilities.astype(float), axis=1) <= 0).all()
    assert pack.seen.probabilities.astype(float).sum(axis=1).max() < 1.002


@pytest.mark.parametrize(
    ("name", "original", "probe"),
    [("mobilenet_v2", (0.808, 0.828), (0.96, 0.98)), ("pocket", (0.0, 1.0), (0.88, 1.0))],
)
def test_a_pack_holds_what_the_course_claims(name, original, probe):
    """Original accuracy and a logistic regression, both on the 1,000 test photos."""
    pack = load_pack(name)
    train, test = (pack.part == PARTS.index(part) for part in ("train", "test"))
    right = (pack.seen.animals[test] == pack.labels[test]).mean()
    features = pack.seen.features.astype(np.float32)
    head = LogisticRegression(max_iter=2000).fit(features[train], pack.labels[train])
    assert original[0] <= right <= original[1]
    assert probe[0] <= head.score(features[test], pack.labels[test]) <= probe[1]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_real_photos_give_the_pack_again(name):
    photos, pack = real_photos(), load_pack(name)
    weights = cached_weights(BASES[name], keras_home())
    assert weights is not None, f"{keras_home()} has no weights for {name}"
    network = build(BASES[name], weights)
    assert (
        network.weights == pack.weights or name != "pocket"
    )  # copies of MobileNetV2's file differ in their bytes
    rows = np.arange(7, 3000, 250)  # cats and dogs of every part
    seen = Viewer(network).outputs_of(photos, rows)
    close = np.abs(seen.features.astype(np.float32) - pack.seen.features[rows].astype(np.float32))
    assert close.max() < 0.02  # another processor adds up in another order
    assert (seen.top[:, 0] == pack.seen.top[rows, 0]).mean() > 0.9
    np.testing.assert_allclose(seen.cats.astype(float), pack.seen.cats[rows].astype(float), atol=0.01)


def test_looking_stops_and_tells_how_far_it_is():
    told: list[tuple[int, int]] = []
    photos = real_photos()
    viewer = Viewer(build(BASES["pocket"], ASSETS / "pocket.npz"))
    rows = np.arange(120)
    seen = viewer.outputs_of(photos, rows, lambda done, of: told.append((done, of)), lambda: len(told) == 1)
    assert told == [(20, 120)]
    assert seen.features.shape == (20, BASES["pocket"].features)


def test_a_pack_comes_back_from_its_bytes(tmp_path):
    seen = BaseOutputs(
        np.ones((2, 3), np.float16),
        np.array([[281, 0, 1, 2, 3], [151, 281, 0, 1, 2]], np.int16),
        np.full((2, 5), 0.125, np.float16),
        np.zeros(2, np.float16),
        np.ones(2, np.float16),
    )
    pack = Pack("tiny", 8, "abc", ("a.jpg", "b.jpg"), np.array([0, 1]), np.array([0, 2]), seen)
    (tmp_path / "tiny.npz").write_bytes(pack.to_bytes())
    back = load_pack("tiny", tmp_path)
    assert (back.base, back.size, back.weights, back.names) == ("tiny", 8, "abc", ("a.jpg", "b.jpg"))
    assert back.seen.animals.tolist() == [0, 1]
    assert back.seen[1:].top.tolist() == [[151, 281, 0, 1, 2]]
    np.testing.assert_array_equal(back.seen.features, seen.features)


def test_a_pack_of_another_version_is_refused(tmp_path):
    about = json.dumps({"version": VERSION + 1})
    np.savez(tmp_path / "old.npz", about=np.array(about))
    with pytest.raises(ValueError, match="make the packs again"):
        load_pack("old", tmp_path)
    assert load_pack("vgg16", tmp_path) is None


def test_packs_hold_no_photos():
    """Numbers alone: nothing that opens as a picture, and a size that leaves no room for 3,000 of them."""
    for path in PACKS.glob("*.npz"):
        assert path.stat().st_size < 8_000_000
        with np.load(path, allow_pickle=False) as file:
            assert {len(file[name]) for name in file.files if file[name].ndim} == {3000}
            assert file["features"].ndim == 2
        with pytest.raises(Image.UnidentifiedImageError):
            Image.open(path)


def test_bases_without_a_pack_push_none_out_of_memory() -> None:
    """A page asks every base whether it has one; those that do are not read again for that."""
    packs._read.cache_clear()
    for _ in range(3):
        offered = [name for name in BASES if packs.load_pack(name)]
    assert offered == [name for name in BASES if packs.has_pack(name)]
    assert packs._read.cache_info().misses == len(offered)
