"""A head that a browser trained becomes the same file to take home as any other."""

from __future__ import annotations

import numpy as np
from device import told

from lib.measure import head
from lib.measure.device_run import read
from lib.models.bases import BASES
from lib.networks.answer import retrained
from lib.networks.build.whole import whole_model


def test_the_model_says_what_the_head_says_of_what_the_base_sees() -> None:
    for classes in (("cup", "hat"), ("cup", "hat", "pan")):
        weights = read(told(classes=classes), ()).outcome["weights"]
        size, rng = BASES["pocket"].size, np.random.default_rng(0)
        pixels = rng.integers(0, 256, (2, size, size, 3)).astype(np.float32)
        model = whole_model(weights)
        said = np.asarray(model(pixels))
        features = np.asarray(_features(model, pixels))
        expected = head.answers(weights, features)
        if len(classes) == 2:
            assert model.output_shape == (None, 1)
            expected = expected[:, 1:]
        np.testing.assert_allclose(said, expected, atol=1e-5)
        assert retrained.load_retrained(weights).classes == classes


def _features(model, pixels):
    """What the base below the head gives for pixels."""
    below = next(layer for layer in model.layers if hasattr(layer, "layers"))
    return below.layers[0](model.get_layer("scaling")(pixels))
