"""A retrained model as one Keras file: photo in, probabilities out, with scaling, base and head inside.

It uses Keras' own layers alone, so that the file opens wherever Keras does. It knows nothing of who takes it home.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np

from lib.models.bases import BASES, Base
from lib.networks.build import heads, scratch
from lib.networks.build.bases import build, scale
from lib.networks.build.finetune import cut
from lib.pictures.sets.archives import find_weights
from lib.settings import keras_home


def whole_model(weights: bytes) -> keras.Model:
    """The model of a run's weights: (n, size, size, 3) RGB in 0..255 -> (n, 1) probability of the second class, or (n, k).

    Raises:
        FileUnavailable: the base's own weights are not here.
    """
    about, arrays = heads.unpack(weights)
    classes = len(about["classes"])
    if about["method"] == "scratch":
        size, scaling = scratch.SIZE, keras.layers.Rescaling(1 / 127.5, offset=-1, name="scaling")
        below = scratch.build(classes, 0)
        below.set_weights(arrays)
    else:
        base = BASES[about["base"]]
        size, scaling = base.size, _scaling(base)
        network = build(base, find_weights(base, keras_home(), downloads=False))
        *opened, kernel, bias = arrays
        if opened:
            cut(network, about["unfrozen_blocks"]).upper.set_weights(opened)
        head = keras.layers.Dense(heads.units(classes), name="head")
        below = keras.Sequential([keras.Input((size, size, 3)), network.features, head])
        head.set_weights([kernel, bias])
    pixels = keras.Input((size, size, 3), name="pixels")
    logits = below(scaling(pixels), training=False)
    answer = "sigmoid" if heads.loss_for(classes) == "sigmoid" else "softmax"
    return keras.Model(pixels, keras.layers.Activation(answer, name="probabilities")(logits))


def keras_file(weights: bytes) -> bytes:
    """A run's weights as a `.keras` file, for who takes the model home; raises as `whole_model` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        whole_model(weights).save(path)
        return path.read_bytes()


def _scaling(base: Base) -> keras.layers.Layer:
    """`scale` as a layer. Each channel of its result is a sum of the three, so a 1 x 1 convolution holds any of them."""
    if base.scaling == "minus_one_to_one":
        return keras.layers.Rescaling(1 / 127.5, offset=-1, name="scaling")
    at_zero = np.asarray(scale(base, np.zeros(3)))  # (3,)
    of_each = np.asarray(scale(base, np.eye(3))) - at_zero  # (3 channels in, 3 out)
    layer = keras.layers.Conv2D(3, 1, name="scaling")
    layer.build((None, None, None, 3))
    layer.set_weights([of_each[None, None], at_zero])
    return layer
