"""Opens a base's last blocks for training, and cuts the base where they begin.

What lies below the cut stays as it is, so its output for each photo is computed once and kept. It knows nothing of
picture sets or of how a run is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import keras

from lib.models.bases import Base
from lib.networks.build import heads
from lib.networks.build.bases import Network


@keras.saving.register_keras_serializable("layers")
class Inference(keras.layers.Layer):
    """Runs a model in inference mode even while the model around it trains.

    Batch normalisation then keeps the statistics that the base came with: a few hundred photos would give worse ones
    (the Keras guide on transfer learning). Its scales and shifts still learn where its layers are open.
    """

    def __init__(self, model: keras.Model, **settings: Any) -> None:
        super().__init__(**settings)
        self.model = model

    def call(self, inputs: Any) -> Any:
        return self.model(inputs, training=False)


@dataclass(frozen=True)
class Opened:
    """A base cut in two. `lower` is frozen; every layer of `upper` may learn."""

    lower: keras.Model  # scaled pixels (n, size, size, 3) -> the map at the cut (n, h, w, c)
    upper: keras.Model  # that map -> pooled features (n, features)

    def numbers(self, size: int) -> int:
        """How many numbers a photo of `size` x `size` pixels has at the cut."""
        return math.prod(self.lower.compute_output_shape((1, size, size, 3)))


def first_unfrozen_layer(base: Base, unfrozen_blocks: int) -> str:
    """Where the last `unfrozen_blocks` blocks begin; asking for more blocks than there are opens them all."""
    return base.blocks[-min(unfrozen_blocks, len(base.blocks))][1]


def cut(network: Network, unfrozen_blocks: int) -> Opened:
    """Cuts the base below its last blocks. The two parts share their weights with `network`."""
    whole = network.features
    at = whole.get_layer(first_unfrozen_layer(network.base, unfrozen_blocks)).input
    lower, upper = keras.Model(whole.input, at, name="lower"), keras.Model(at, whole.output, name="upper")
    lower.trainable = False
    upper.trainable = True
    return Opened(lower, upper)


def with_head(model: keras.Model, classes: int, seed: int) -> keras.Sequential:
    """`model` in inference mode, then a new head: logits out."""
    return keras.Sequential(
        [keras.Input(model.input_shape[1:]), Inference(model, name="base"), heads.dense(classes, seed)]
    )
