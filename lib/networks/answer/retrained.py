"""A retrained model, ready to be asked: probabilities of a photo, and where it looked.

It is made from a run's weights (`lib.networks.build.heads.pack`); it knows nothing of who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lib.models.bases import BASES
from lib.networks.answer.heatmap import class_map, grad_cam
from lib.networks.build import heads, scratch, warm
from lib.networks.build.bases import Network, build, scale
from lib.networks.build.finetune import cut
from lib.networks.build.heads import probabilities
from lib.networks.train.retrain import train
from lib.pictures.sets.archives import find_weights
from lib.settings import keras_home
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict


@dataclass(frozen=True)
class Prediction:
    """What a model makes of n photos."""

    probabilities: np.ndarray  # (n, k), each row adding up to 1; for cats and dogs: cat, dog
    maps: np.ndarray  # (n, h, w) float32 in 0..1: where it looked for the likelier class


@dataclass(frozen=True)
class Retrained:
    """A model ready to be asked."""

    method: str
    base: str
    classes: tuple[str, ...]
    size: int  # side of the square that it is shown, in pixels
    predict: Callable[[np.ndarray], Prediction]  # takes (n, size, size, 3) RGB in 0..255, unscaled


@lru_cache(maxsize=4)  # a fine-tuned model takes some 15 MB
def load_retrained(weights: bytes) -> Retrained:
    """The model of a run's weights.

    Raises:
        FileUnavailable: the base's own weights are not here.
    """
    about, arrays = heads.unpack(weights)
    make = {"new_head": _new_head, "fine_tune": _fine_tuned, "scratch": _from_scratch}[about["method"]]
    size = scratch.SIZE if about["method"] == "scratch" else BASES[about["base"]].size
    return Retrained(about["method"], about["base"], tuple(about["classes"]), size, make(about, arrays))


def _new_head(about: dict[str, Any], arrays: list[np.ndarray]) -> Callable[[np.ndarray], Prediction]:
    network, (kernel, bias) = warm.network(about["base"]), arrays
    see = to_last_map(network)

    def predict(pixels: np.ndarray) -> Prediction:
        maps = see(scale(network.base, pixels.astype(np.float32))).numpy()
        said = probabilities(maps.mean(axis=(1, 2)) @ kernel + bias)
        return Prediction(said, class_map(maps, kernel, said.argmax(axis=1)))

    return predict


def _fine_tuned(about: dict[str, Any], arrays: list[np.ndarray]) -> Callable[[np.ndarray], Prediction]:
    base = BASES[about["base"]]
    own = build(base, find_weights(base, keras_home(), downloads=False))  # the shared one stays as it is
    *opened, kernel, bias = arrays
    cut(own, about["unfrozen_blocks"]).upper.set_weights(opened)
    see = to_last_map(own)

    def rest(maps: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(maps, (1, 2)) @ kernel + bias

    def predict(pixels: np.ndarray) -> Prediction:
        maps = see(scale(base, pixels.astype(np.float32)))
        said = probabilities(rest(maps).numpy())
        return Prediction(said, grad_cam(maps, rest, said.argmax(axis=1)))

    return predict


def _from_scratch(about: dict[str, Any], arrays: list[np.ndarray]) -> Callable[[np.ndarray], Prediction]:
    model = scratch.build(len(about["classes"]), 0)
    model.set_weights(arrays)
    see = _compiled(keras.Model(model.inputs, model.get_layer(scratch.LAST_MAP).output))
    after = model.layers[model.layers.index(model.get_layer(scratch.LAST_MAP)) + 1 :]

    def rest(maps: tf.Tensor) -> tf.Tensor:
        for layer in after:
            maps = layer(maps)
        return maps

    def predict(pixels: np.ndarray) -> Prediction:
        maps = see(scratch.scale(pixels.astype(np.float32)))
        said = probabilities(rest(maps).numpy())
        return Prediction(said, grad_cam(maps, rest, said.argmax(axis=1)))

    return predict


@lru_cache(maxsize=4)
def to_last_map(network: Network) -> Callable[[Any], tf.Tensor]:
    """Scaled pixels -> the map that the head reads the mean of; compiled once for all heads on a base."""
    return _compiled(keras.Model(network.features.input, network.features.get_layer("pooled").input))


def _compiled(model: keras.Model) -> Callable[[Any], tf.Tensor]:
    def run(pixels: tf.Tensor) -> tf.Tensor:
        return model(pixels, training=False)

    return tf.function(
        run, input_signature=[tf.TensorSpec(model.inputs[0].shape, tf.float32)], autograph=False
    )


@lru_cache(maxsize=2)
def default_head(base_name: str) -> bytes:
    """Weights of a head trained at the default settings on the base's feature pack: some three seconds, then kept.

    Raises:
        FileUnavailable: no pack ships for the base, and its photos or weights are not here.
    """
    return train(to_dict(replace(RetrainRun(), base=base_name)), Hooks(), download=False)["weights"]
