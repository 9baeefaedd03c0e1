"""The dense digit network: built and compiled from a spec, to and from plain arrays, and as a file.

It knows nothing of training.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lib.models.dense import Dense
from lib.networks.train.checkpoint import Start
from lib.networks.train.schedules import rate_for
from lib.pictures.prepare.prepare import PIXEL_MAX
from lib.specs.specs import DigitRun

OPTIMIZERS = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop}


def build(spec: DigitRun, examples: int | None = None) -> keras.Sequential:
    """The compiled network; its output is ten logits. Every random number in it comes from the spec's seed.

    Args:
        examples: digits that there are to train on, where fewer than asked for; a schedule spans their updates.
    """
    layers: list[keras.Layer] = [keras.Input((784,))]
    for i, nodes in enumerate(spec.hidden):
        start = keras.initializers.GlorotUniform(seed=spec.seed * 10 + i)
        layers.append(keras.layers.Dense(nodes, "relu", kernel_initializer=start, name=f"hidden_{i + 1}"))
        if spec.dropout:
            layers.append(
                keras.layers.Dropout(spec.dropout, seed=spec.seed * 10 + i, name=f"dropout_{i + 1}")
            )
    start = keras.initializers.GlorotUniform(seed=spec.seed * 10 + 9)
    layers.append(keras.layers.Dense(10, kernel_initializer=start, name="digits"))
    model = keras.Sequential(layers)
    updates = spec.epochs * spec.updates_per_epoch(examples)
    model.compile(
        optimizer=OPTIMIZERS[spec.optimizer](rate_for(spec.schedule, spec.learning_rate, updates)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def start(spec: DigitRun) -> Start:
    """What `build` begins with, without a model: for one that other runs use as well."""
    weights: list[np.ndarray] = []
    inner = len(spec.hidden)
    for i, (n, nodes) in enumerate(zip(spec.sizes[:-1], spec.sizes[1:], strict=True)):
        seed = spec.seed * 10 + (i if i < inner else 9)
        kernel = keras.initializers.GlorotUniform(seed=seed)((n, nodes))
        weights += [np.array(kernel), np.zeros(nodes, np.float32)]
    return Start(weights, [spec.seed * 10 + i for i in range(inner)] if spec.dropout else ())


def to_dense(model: keras.Sequential) -> Dense:
    """The network's weights as plain arrays."""
    weights = model.get_weights()
    return Dense(tuple(weights[0::2]), tuple(weights[1::2]))


def to_keras(network: Dense) -> keras.Sequential:
    """The network as a Keras model whose output is ten probabilities: what a learner downloads."""
    sizes = network.sizes
    layers: list[keras.Layer] = [keras.Input((sizes[0],), name="pixels")]
    layers += [keras.layers.Dense(n, "relu", name=f"hidden_{i}") for i, n in enumerate(sizes[1:-1], 1)]
    layers.append(keras.layers.Dense(sizes[-1], "softmax", name="digits"))
    model = keras.Sequential(layers)
    model.set_weights([a for pair in zip(network.weights, network.biases, strict=True) for a in pair])
    return model


def keras_file(weights: bytes) -> bytes:
    """A run's weights as a `.keras` file, for who takes the model home."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits.keras"
        to_keras(Dense.from_bytes(weights)).save(path)
        return path.read_bytes()


def inputs(pixels: tf.Tensor) -> tf.Tensor:
    """`prepare.scale` for a batch inside a TensorFlow graph; a test holds the two equal."""
    return tf.cast(pixels, tf.float32) / PIXEL_MAX
