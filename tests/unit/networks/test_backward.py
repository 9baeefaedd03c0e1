"""The backward pass against Keras' gradients: networks of the sizes that the course ships, and with two hidden layers."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from backward_numbers import PLACE, SIZES, case, network, picture

from lib.measure.backward import Worst, backward, updated, worst
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.settings import ASSETS

SHIPPED = {
    "reader": ASSETS / "digit_reader.npz",
    "film": max((ASSETS / "learning_film").glob("epoch_*.npz")),
}


def hold_to_keras(dense: Dense, x: np.ndarray, target: int, rate: float) -> None:
    """Gradients of every weight and bias, and what one step of Keras' SGD leaves, within 1e-4."""
    import keras
    import tensorflow as tf

    from lib.networks.build.dense import to_keras  # only here: it imports tensorflow

    model = to_keras(dense)
    with tf.GradientTape() as tape:
        loss = keras.losses.sparse_categorical_crossentropy(np.array([target]), model(x.reshape(1, -1)))
    wanted = [np.asarray(each) for each in tape.gradient(loss, model.trainable_weights)]
    found = backward(dense, x, target)
    mine = [
        each for layer in range(len(dense.weights)) for each in (found.gradient(layer), found.errors[layer])
    ]
    assert max(np.abs(each).max() for each in wanted) > 0.01  # not all of them 0
    for one, other in zip(mine, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
    keras.optimizers.SGD(rate).apply(wanted, model.trainable_weights)
    after = updated(dense, found, rate)
    layers = [each for pair in zip(after.weights, after.biases, strict=True) for each in pair]
    for one, kept in zip(layers, model.get_weights(), strict=True):
        np.testing.assert_allclose(one, kept, atol=1e-4)
    said = np.asarray(model(x.reshape(1, -1)))[0]
    np.testing.assert_allclose(after.probabilities(x.reshape(1, -1))[0], said, atol=1e-4)


@pytest.mark.parametrize("sizes", SIZES)
def test_gradients_and_one_update_are_keras_own(sizes: tuple[int, ...]) -> None:
    hold_to_keras(network(sizes), picture(sizes[0]), sizes[-1] - 2, 0.01)


@pytest.mark.parametrize("name", SHIPPED)
def test_on_a_digit_that_a_shipped_network_reads_wrong(name: str) -> None:
    dense = Dense.from_bytes(SHIPPED[name].read_bytes())
    data = digits.load(download=False)
    rows = data.test[:1000]
    pictures, labels = scale(data.some(rows)).reshape(-1, 784), data.labels[rows]
    found = worst(dense, pictures, labels)
    assert found.wrong == int((dense.probabilities(pictures).argmax(axis=1) != labels).sum())
    first = found.order[0]
    hold_to_keras(dense, pictures[first], int(labels[first]), 0.001)


def test_the_browsers_numbers_are_these() -> None:
    for kept, sizes in zip(json.loads(PLACE.read_text(encoding="utf-8")), SIZES, strict=True):
        assert _close(kept, case(sizes))


def _close(kept: dict[str, object], made: dict[str, object]) -> bool:
    """Another processor may add in another order."""

    def numbers(told: object) -> np.ndarray:
        parts = told if isinstance(told, list) else [told]
        return np.concatenate([np.frombuffer(base64.b64decode(str(part)), "<f4") for part in parts])

    names = ("probabilities", "errors", "samples", "biases", "after")
    return all(np.allclose(numbers(kept[name]), numbers(made[name]), atol=1e-5) for name in names)


def test_the_worst_come_first_and_at_least_one() -> None:
    dense = Dense((np.eye(3, dtype=np.float32) * 4,), (np.zeros(3, np.float32),))
    pictures = np.array([[1, 0, 0], [0, 0.5, 0], [0, 0.1, 0.9], [0.6, 0, 0.5]], np.float32)
    assert worst(dense, pictures, np.array([0, 1, 2, 0])) == Worst(0, 4, (3,))
    assert worst(dense, pictures, np.array([0, 1, 1, 2])) == Worst(2, 4, (2, 3))
