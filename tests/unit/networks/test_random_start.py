"""The untrained network that the app shows is the one that Keras trains, number for number."""

from __future__ import annotations

import numpy as np
import pytest

from lib.models.random_start import untrained
from lib.networks.build.dense import start
from lib.specs.specs import DigitRun


@pytest.mark.parametrize(
    "run", [DigitRun(), DigitRun(hidden=(), seed=3), DigitRun(hidden=(7, 65, 3), seed=9_999)]
)
def test_the_app_draws_the_weights_that_keras_begins_with(run: DigitRun) -> None:
    network, keras = untrained(run.sizes, run.seed), start(run).weights
    for mine, theirs in zip(network.weights, keras[0::2], strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-8)
    for mine, theirs in zip(network.biases, keras[1::2], strict=True):
        np.testing.assert_array_equal(mine, theirs)
