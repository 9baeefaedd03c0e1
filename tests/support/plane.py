"""What Keras makes of small networks for points in a plane, which the browser is tested with: `tests/recorded/plane.json`.

PYTHONPATH=. python tests/support/plane.py    writes them anew
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

PLACE = Path(__file__).parents[1] / "recorded" / "plane.json"
POINTS = 100  # as the browser trains on, in batches of ten, at that rate: plane_training.js
BATCH, RATE, EPOCHS = 10, 0.03, 5
SHAPES: list[dict[str, Any]] = [
    {"hidden": [], "relu": True, "seed": 0},
    {"hidden": [8], "relu": True, "seed": 3},
    {"hidden": [4], "relu": False, "seed": 9999},
    {"hidden": [6, 6], "relu": True, "seed": 12},
    {"hidden": [8, 8], "relu": False, "seed": 1},
]


def text(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def flat(arrays: list[Any]) -> str:
    """Weights, then biases, layer by layer, in a row."""
    return text(np.concatenate([np.asarray(array).ravel() for array in arrays]))


def network(hidden: list[int], relu: bool, seed: int) -> keras.Sequential:
    model = keras.Sequential([keras.Input((2,))])
    for i, nodes in enumerate([*hidden, 1]):
        start = keras.initializers.GlorotUniform(seed=10 * seed + i)
        bent = "relu" if relu and i < len(hidden) else None
        model.add(keras.layers.Dense(nodes, bent, kernel_initializer=start))
    return model


def case(shape: dict[str, Any]) -> dict[str, Any]:
    """A network as it begins, its gradients there and where it has been moved to, and a short training of it."""
    random = np.random.default_rng(shape["seed"])
    places = random.uniform(-1, 1, (POINTS, 2)).astype(np.float32)
    classes = (places.prod(axis=1) > 0).astype(np.float32)
    model = network(**shape)
    told = {
        **shape,
        "places": text(places),
        "classes": classes.astype(int).tolist(),
        "start": flat(model.get_weights()),
    }
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    began = model.get_weights()
    gradients = []
    for far in (0.0, 0.7):
        model.set_weights([each + random.normal(0, far, each.shape) if far else each for each in began])
        with tf.GradientTape() as tape:
            value = loss(classes[:, None], model(places))
        slopes = tape.gradient(value, model.trainable_variables)
        gradients.append(
            {"weights": flat(model.get_weights()), "gradient": flat(slopes), "loss": float(value)}
        )
    model.set_weights(began)
    model.compile(keras.optimizers.Adam(RATE), loss)
    lines = []
    for epoch in range(1, EPOCHS + 1):
        order = np.random.default_rng([shape["seed"], epoch]).permutation(POINTS)
        for rows in np.split(order, POINTS // BATCH):
            model.train_on_batch(places[rows], classes[rows, None])
        logits = np.asarray(model(places))[:, 0]
        right = int(((logits > 0) == (classes > 0)).sum())
        lines.append({"epoch": epoch, "loss": float(loss(classes[:, None], logits[:, None])), "right": right})
    return told | {"gradients": gradients, "lines": lines, "end": flat(model.get_weights())}


if __name__ == "__main__":
    PLACE.write_text(
        json.dumps([case(shape) for shape in SHAPES], separators=(",", ":")) + "\n", encoding="utf-8"
    )
