"""Runs a base over photos: pooled features for a head, and what the original model says.

It knows nothing of heads or of where the photos come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from lib.models.bases import CATS, DOGS
from lib.networks.build.bases import Network, scale
from lib.pictures.sets.packs import TOP, BaseOutputs
from lib.pictures.sets.photos import PhotoSet, squares

BATCH = 20  # divides 3,000; at 160 pixels it takes some 150 MB with its layers, and more are no faster


class Viewer:
    """A network's features and probabilities in one pass, compiled once."""

    def __init__(self, network: Network) -> None:
        outputs = [network.features.output, *([network.original.output] if network.original else [])]
        both = keras.Model(network.features.input, outputs)
        size = network.base.size
        shape = tf.TensorSpec((None, size, size, 3), tf.float32)
        self.base = network.base
        self._run = tf.function(
            lambda pixels: both(scale(network.base, pixels), training=False),
            input_signature=[shape],
            autograph=False,
        )

    def outputs(self, pixels: np.ndarray) -> BaseOutputs:
        """What the base makes of a few photos: (n, size, size, 3) in 0..255, unscaled."""
        outputs = [array.numpy() for array in keras.tree.flatten(self._run(pixels.astype(np.float32)))]
        if len(outputs) == 1:
            return empty(outputs[0].astype(np.float16))
        features, probabilities = outputs
        top = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
        return BaseOutputs(
            features.astype(np.float16),
            top.astype(np.int16),
            np.take_along_axis(probabilities, top, axis=1).astype(np.float16),
            probabilities[:, CATS.start : CATS.stop].sum(axis=1).astype(np.float16),
            probabilities[:, DOGS.start : DOGS.stop].sum(axis=1).astype(np.float16),
        )

    def outputs_of(
        self,
        photos: PhotoSet,
        indices: Sequence[int] | np.ndarray,
        progress: Callable[[int, int], None] = lambda done, of: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> BaseOutputs:
        """What the base makes of a set's photos, read batch by batch.

        Once `stopped()` is true it returns what it has seen so far.
        """
        batches = []
        for start in range(0, len(indices), BATCH):
            if stopped():
                break
            batches.append(self.outputs(squares(photos, indices[start : start + BATCH], self.base.size)))
            progress(min(start + BATCH, len(indices)), len(indices))
        if not batches:
            return empty(np.empty((0, self.base.features), np.float16))
        return BaseOutputs(
            *(np.concatenate(arrays) for arrays in zip(*(b.arrays() for b in batches), strict=True))
        )


def empty(features: np.ndarray) -> BaseOutputs:
    """Features without an original model to ask."""
    none = np.empty(0, np.float16)
    return BaseOutputs(features, np.empty((0, TOP), np.int16), np.empty((0, TOP), np.float16), none, none)
