"""A head asked in NumPy says what the same head says in Keras."""

from __future__ import annotations

import numpy as np
import pytest

from lib.measure import head
from lib.networks.build import heads


@pytest.mark.parametrize("classes", [2, 5])
def test_numpy_and_keras_say_the_same(classes: int) -> None:
    model = heads.on_features(24, classes, seed=3)
    x = np.random.default_rng(0).normal(size=(40, 24)).astype(np.float32)
    ours = head.answers(heads.pack(model, method="new_head"), x)
    np.testing.assert_allclose(ours, heads.probabilities(model.predict(x, verbose=0)), atol=1e-6)
    np.testing.assert_allclose(ours.sum(axis=1), 1)


def test_what_is_no_head_is_refused() -> None:
    with pytest.raises(ValueError, match="no head"):
        head.answers(b"not a file of arrays", np.zeros((1, 3)))
