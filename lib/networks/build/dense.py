"""The dense digit network: built and compiled from a spec, trained, and tested.

It knows Keras and MNIST; it knows nothing of Dask, of the lab book, or of screens.
"""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lib.models.dense import Dense
from lib.networks.train.loop import Part, Plan, evaluator, fit
from lib.networks.train.schedules import rate_for
from lib.pictures.prepare.prepare import PIXEL_MAX, scale
from lib.pictures.sets import digits
from lib.specs.hooks import Hooks, Stopped
from lib.specs.specs import DigitRun, make

OPTIMIZERS = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop}
WATCHED = 20  # validation digits whose reading is shown while it trains
REPLAY_BYTES = 12e6  # of weights kept for the replay; larger networks keep fewer epochs


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


def to_dense(model: keras.Sequential) -> Dense:
    """The network's weights as plain arrays."""
    weights = model.get_weights()
    return Dense(tuple(weights[0::2]), tuple(weights[1::2]))


def to_keras(network: Dense) -> keras.Sequential:
    """The network as a Keras model whose output is ten likelihoods: what a learner downloads."""
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


def train(
    spec: dict[str, Any], hooks: Hooks, *, download: bool = True, checkpoint: bytes | None = None
) -> dict[str, Any]:
    """One whole run: load, train, test.

    Returns:
        state "done" or "stopped", `history`, `weights` (bytes of a `Dense`, the best epoch's), `result`: test share
        as [correct, total], best epoch, updates, digits used, source, seconds.
    """
    run = make("digits", spec)
    assert isinstance(run, DigitRun)
    begun = time.monotonic()
    hooks.status({"phase": "loading"})
    try:
        data = digits.load(
            download=download,
            progress=hooks.progress("downloading"),
            stopped=hooks.stopped,
        )
        hooks.check()
    except (Stopped, digits.LoadingStopped):
        return {"state": "stopped", "history": [], "weights": None, "result": {}}
    chosen = data.training_digits(run.examples, run.seed)
    chosen = chosen[~np.isin(chosen, run.without)]
    training = Part(data.pictures[chosen].reshape(-1, 784), data.labels[chosen])
    validation = Part(data.pictures[data.validation].reshape(-1, 784), data.labels[data.validation])
    loaded = time.monotonic()

    hooks.status({"phase": "building"})
    model = build(run, len(chosen))
    watched = tf.constant(scale(validation.x[:WATCHED]))

    every = max(1, math.ceil(model.count_params() * 2 * (run.epochs + 1) / REPLAY_BYTES))

    def snapshot(epoch: int) -> bytes | None:
        return to_dense(model).to_bytes(np.float16) if epoch % every == 0 else None

    def look() -> dict[str, Any]:
        return {"guesses": tf.argmax(model(watched), 1).numpy().tolist()}

    plan = Plan(run.epochs, run.batch_size, run.seed, stop_early=run.stop_early)
    trained = fit(
        model, plan, training, validation, hooks, prepare=inputs, look=look,
        snapshot=snapshot, checkpoint=checkpoint,
    )  # fmt: skip

    hooks.status({"phase": "testing"})
    test = Part(data.pictures[data.test].reshape(-1, 784), data.labels[data.test])
    _, right, total = evaluator(model, "softmax", inputs)(test)
    return {
        "state": "stopped" if trained.stopped else "done",
        "history": trained.history,
        "weights": to_dense(model).to_bytes(),
        "result": {
            "test": [int(right), int(total)],
            "best_epoch": trained.best_epoch,
            "updates": trained.updates,
            "updates_per_epoch": run.updates_per_epoch(len(chosen)),
            "examples": len(chosen),
            "source": data.source,
            "note": data.note,
            "data_hash": data.data_hash,
            "seconds": {"data": loaded - begun, "train": trained.seconds, "total": time.monotonic() - begun},
        },
    }


def inputs(pixels: tf.Tensor) -> tf.Tensor:
    """`prepare.scale` for a batch inside a TensorFlow graph; a test holds the two equal."""
    return tf.cast(pixels, tf.float32) / PIXEL_MAX
