"""Feature maps of four depths for every base, the map of photos, and the kernel in the browser against SciPy."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from modules import offer
from playwright.sync_api import Browser
from scipy.ndimage import correlate, maximum_filter

from lib.measure.map_of_photos import photo_map
from lib.models.bases import BASES
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS


@pytest.mark.parametrize("name", ["mobilenet_v2", "pocket"])
def test_maps_become_coarser_and_more(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.networks.answer import depths  # only here: they import tensorflow
    from lib.networks.build import warm
    from lib.networks.build.bases import build

    network = build(BASES[name], top=False)  # random weights: which layers, and what shapes
    monkeypatch.setattr(warm, "network", lambda _: network)
    pixels = np.random.default_rng(0).integers(0, 256, (network.base.size, network.base.size, 3), np.uint8)
    found = depths.feature_maps(name, pixels)
    sides = [depth["side"] for depth in found]
    assert len(found) == 4
    assert sides == sorted(sides, reverse=True)
    assert sides[-1] > 1
    assert found[-1]["layer"] == network.base.joins
    assert found[-1]["channels"] == network.base.features
    for depth in found:
        assert depth["maps"].shape == (8, depth["side"], depth["side"])
        assert depth["maps"].dtype == np.uint8
        assert len(set(depth["chosen"])) == 8


def test_classes_lie_apart_in_the_map() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(80) % 2
    features = rng.normal(size=(80, 30))
    features[:, 3] += 12 * labels
    found = photo_map(features, labels)
    assert found.points.shape == (80, 2)
    assert 0 < found.kept < 1
    assert found.nearer.correct == 80
    shuffled = photo_map(features, rng.permutation(labels))
    assert shuffled.nearer.accuracy < 0.75
    with pytest.raises(ValueError, match="two classes"):
        photo_map(features, np.zeros(80))


def test_cats_and_dogs_are_apart_before_any_training() -> None:
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    rows = pack.part == PARTS.index("validation")
    found = photo_map(pack.seen.features[rows], pack.labels[rows])
    assert found.nearer.total == 400
    assert found.nearer.low > 0.9


def test_kernel_relu_and_pooling_are_scipys(chromium: Browser) -> None:
    rng = np.random.default_rng(1)
    side = 31
    grey, kernel = rng.random((side, side)).astype(np.float32), rng.normal(size=(3, 3))
    page = chromium.new_page()
    offer(page, "kernel_lab/convolution.js")
    out, pooled = page.evaluate(
        """([text, kernel, side]) => {
          const grey = new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
          const out = convolve(grey, side, kernel);
          return [[...out], [...pool(out.map((v) => Math.max(0, v)), side - 2)]];
        }""",
        [base64.b64encode(grey.tobytes()).decode(), kernel.ravel().tolist(), side],
    )
    page.close()
    wanted = correlate(grey.astype(float), kernel, mode="constant")[1:-1, 1:-1]
    np.testing.assert_allclose(np.array(out).reshape(side - 2, side - 2), wanted, atol=1e-5)
    largest = maximum_filter(np.maximum(wanted, 0), size=2, origin=-1)[:-1:2, :-1:2][:14, :14]
    np.testing.assert_allclose(np.array(pooled).reshape(14, 14), largest, atol=1e-5)
