"""The new last layer on a base: built from a seed, turned into probabilities, and kept as bytes.

It knows nothing of which base the features come from, or of how they were computed.
"""

from __future__ import annotations

import io
import json
from typing import Any, Literal

import keras
import numpy as np

from lib.measure import head
from lib.networks.train.checkpoint import Start


def units(classes: int) -> int:
    """Outputs of a head: one with a sigmoid for two classes, one for each class with a softmax for more."""
    return 1 if classes == 2 else classes


def loss_for(classes: int) -> Literal["sigmoid", "softmax"]:
    """The loss that goes with it, as `lib.networks.train.loop.Plan` names it."""
    return "sigmoid" if classes == 2 else "softmax"


def dense(classes: int, seed: int) -> keras.layers.Dense:
    """The layer itself: logits out; its weights come from the seed alone."""
    return keras.layers.Dense(
        units(classes), kernel_initializer=keras.initializers.GlorotUniform(seed=seed), name="head"
    )


def on_features(features: int, classes: int, seed: int) -> keras.Sequential:
    """A head by itself: (n, features) -> (n, 1 or classes) logits."""
    return keras.Sequential([keras.Input((features,), name="features"), dense(classes, seed)])


def start(features: int, classes: int, seed: int) -> Start:
    """The weights that `on_features` begins with, without a model: for one that other runs use as well."""
    kernel = keras.initializers.GlorotUniform(seed=seed)((features, units(classes)))
    return Start([np.array(kernel), np.zeros(units(classes), np.float32)])


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Logits (n, 1) or (n, k) as probabilities (n, 2) or (n, k), float64, each row adding up to 1."""
    z = np.asarray(logits, np.float64)
    if z.shape[1] == 1:  # a sigmoid is a softmax with the other class's logit held at zero
        z = np.concatenate([np.zeros_like(z), z], axis=1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def pack(model: keras.Model | list[np.ndarray], **about: Any) -> bytes:
    """Weights as `lib.measure.head.packed` has them.

    Args:
        model: the trained model, or its list of weights; the head's are the last two.
        about: method, base, unfrozen_blocks, classes.
    """
    *below, kernel, bias = model if isinstance(model, list) else model.get_weights()
    return head.packed(kernel, bias, about, below)


def unpack(data: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """The inverse of `pack`: what stands beside the weights, and the weights. Refuses pickled content."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        below = [file[name] for name in sorted(name for name in file.files if name.startswith("w"))]
        about = json.loads(str(file["about"]))
        if "open_layers" in about:  # the old name, in files of schema 5 and before
            about["unfrozen_blocks"] = about.pop("open_layers")
        return about, [*below, file["kernel"], file["bias"]]
