"""A small convolutional network with random weights: what the same photos teach a model that knows nothing yet."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from lib.models.bases import SCRATCH_SIZE
from lib.networks.build import heads

SIZE = SCRATCH_SIZE
LAST_MAP = "look_3"  # the last convolution: where a heat map is read


def scale(pixels: Any) -> Any:
    """RGB in 0..255, any shape, as this network takes it: -1..1."""
    return pixels / 127.5 - 1


def build(classes: int, seed: int) -> keras.Sequential:
    """(n, 96, 96, 3) scaled pixels -> logits. Three convolutions and a dense layer; all weights come from the seed."""
    model = keras.Sequential([keras.Input((SIZE, SIZE, 3), name="pixels")])
    for i, channels in enumerate((16, 32, 64), start=1):
        start = keras.initializers.GlorotUniform(seed=seed * 10 + i)
        model.add(
            layers.Conv2D(
                channels, 3, padding="same", activation="relu", kernel_initializer=start, name=f"look_{i}"
            )
        )
        model.add(layers.MaxPooling2D(name=f"shrink_{i}"))
    model.add(layers.Flatten(name="flat"))
    start = keras.initializers.GlorotUniform(seed=seed * 10 + 4)
    model.add(layers.Dense(64, "relu", kernel_initializer=start, name="mix"))
    model.add(heads.dense(classes, seed))
    return model
