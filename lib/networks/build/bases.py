"""Builds a base from the catalogue: its layers, its weights from a file by path, its pixels scaled.

`scale` is the one place where pixels are scaled, for training, features and prediction alike. Models take scaled
pixels. It knows nothing of where a file comes from, of heads, or of training.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from lib.models.bases import Base
from lib.networks.build import pocket
from lib.pictures.sets.archives import FileUnavailable

# Means and spreads of ImageNet's pixels, as Keras' `imagenet_utils` and `efficientnet` have them.
CAFFE_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # blue, green, red
RGB_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
RGB_SPREAD = np.array([0.229, 0.224, 0.225], np.float32)


@dataclass(frozen=True)
class Network:
    """A built base. Both models take pixels that `scale` has scaled, (n, size, size, 3) float32."""

    base: Base
    features: keras.Model  # -> (n, features): the pooled output of the layer `base.joins`
    original: keras.Model | None  # -> (n, 1000) probabilities; None without the last layer
    weights: str  # SHA-256 of the weight file, "" for random weights


def scale(base: Base, pixels: Any) -> Any:
    """Pixels as this base was trained on them.

    Args:
        pixels: (..., 3) RGB float32 in 0..255, an array or a tensor.

    Returns:
        The same shape. EfficientNet's model takes 0..255, but divides by the square root of the spread where
        its training divided by the spread; Keras makes up for it with a layer that it adds only when it
        downloads the weights itself, so here the pixels carry that factor.
    """
    if base.scaling == "minus_one_to_one":
        return pixels / 127.5 - 1
    if base.scaling == "caffe":
        return pixels[..., ::-1] - CAFFE_MEAN
    return 255 * (RGB_MEAN + (pixels / 255 - RGB_MEAN) / np.sqrt(RGB_SPREAD))


def build(base: Base, weights_path: Path | None = None, top: bool = True) -> Network:
    """The base's layers with the weights of a file, or with random ones.

    Args:
        weights_path: one of `base.files`, wherever it lies; None for random weights.
        top: with random weights, whether to build the last layers too.

    Raises:
        FileUnavailable: the file does not fit the base.
    """
    if weights_path:
        top = next((file.top for file in base.files if file.name == weights_path.name), top)
    try:
        full = _layers(base, weights_path, top)
    except (ValueError, OSError, KeyError) as error:
        name = weights_path.name if weights_path else ""
        raise FileUnavailable(
            f"{name} does not hold the weights of {base.title}. Delete it and try again."
        ) from error
    pooled = keras.layers.GlobalAveragePooling2D(name="pooled")(full.get_layer(base.joins).output)
    features = keras.Model(full.input, pooled, name=f"{base.name}_features")
    digest = hashlib.sha256(weights_path.read_bytes()).hexdigest() if weights_path else ""
    return Network(base, features, full if top else None, digest)


def _layers(base: Base, weights_path: Path | None, top: bool) -> keras.Model:
    if base.name == "pocket":
        logits = pocket.from_bytes(weights_path.read_bytes()) if weights_path else pocket.build()
        return keras.Model(
            logits.input, keras.layers.Softmax(name="probabilities")(logits.output), name="pocket"
        )
    shape = (base.size, base.size, 3)
    width = {} if base.alpha is None else {"alpha": base.alpha}
    application = getattr(keras.applications, base.application)
    full = application(weights=None, include_top=top, input_shape=shape, **width)
    if weights_path:
        full.load_weights(weights_path)
    return full
