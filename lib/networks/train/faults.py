"""Training gone wrong on purpose: one thing done wrong to the data, the preparation or the loss.

Every fault is one that people make. It knows neither screens nor how a fault is told; `lib.specs.experiments` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

from lib.networks.train.compiled import Loss
from lib.pictures.prepare import spoilt
from lib.pictures.sets.brightness import LIKE, OTHER


@dataclass(frozen=True)
class Material:
    """What a training is given."""

    rows: np.ndarray  # numbers of the pictures to train on
    labels: np.ndarray  # (n,) class numbers of the whole set, as the training sees them
    prepare: Callable[[tf.Tensor], tf.Tensor]  # stored pictures -> inputs
    loss: Loss
    sides: np.ndarray | None = None  # (n,) see `lib.pictures.sets.brightness.sides`; None where nobody asks


def spoil(fault: str, good: Material, test: np.ndarray, seed: int) -> Material:
    """`good` with one thing done wrong; validation and test keep their own pictures and labels.

    Args:
        fault: one of `lib.specs.specs.FAULTS`; "none" changes nothing.
        test: numbers of the test pictures, for the leak.

    Raises:
        KeyError: there is no such fault.
    """
    return {
        "none": lambda: good,
        "unscaled": lambda: replace(good, prepare=lambda batch: tf.cast(batch, tf.float32)),
        "shuffled": lambda: replace(good, labels=spoilt.shuffled(good.labels, good.rows, seed)),
        "rare": lambda: replace(good, rows=spoilt.rare(good.labels, good.rows)),
        "leak": lambda: replace(good, rows=spoilt.leak(good.rows, test)),
        "wrong_loss": lambda: replace(good, loss=softmax_of_one),
        "even": lambda: replace(good, rows=_even(good, seed)),
        "dark_cats": lambda: replace(good, rows=_of_side(good, LIKE)),
    }[fault]()


def _of_side(good: Material, side: int) -> np.ndarray:
    assert good.sides is not None
    return good.rows[good.sides[good.rows] == side]


def _even(good: Material, seed: int) -> np.ndarray:
    """As many as the dark cats and light dogs are, in equal shares of them and of the light cats and dark dogs."""
    like, other = (
        np.random.default_rng([seed, 3]).permutation(_of_side(good, side)) for side in (LIKE, OTHER)
    )
    half = len(like) // 2
    return np.sort(np.concatenate([like[: len(like) - half], other[:half]]))


def softmax_of_one(labels: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """One output with a softmax in place of a sigmoid: its share of itself is always 1, so nothing can be learned."""
    probability = tf.clip_by_value(tf.nn.softmax(logits)[:, 0], 1e-7, 1 - 1e-7)  # as Keras clips it
    target = tf.cast(labels, tf.float32)
    losses = -target * tf.math.log(probability) - (1 - target) * tf.math.log(1 - probability)
    return losses, tf.cast(labels == 1, tf.float32)
