"""Varied photos as the training loop sees them, epoch by epoch, and what a frozen base makes of them.

A varied photo is another picture in every epoch, so its features cannot be kept. But they are known ahead: the loop's order and
seeds are. A head then learns from features alone, and photos that nothing varies are looked at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from lib.networks.answer.features import BATCH, Viewer
from lib.networks.train.augment import mirror_and_shift
from lib.networks.train.retrain_setup import Source
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun

SHOWN = 160  # pixels a side of a photo that is looked at by a person


def in_epoch(pictures: np.ndarray, run: RetrainRun, epoch: int) -> np.ndarray:
    """(n, h, w, 3) float32: the run's training photos as `lib.networks.train.loop` varies them in an epoch, counted from 1.

    Args:
        pictures: (n, h, w, 3) in 0..255, in the order of the run's training rows.
    """
    n = len(pictures)
    order = np.random.default_rng([run.seed, epoch]).permutation(n)
    first = epoch * math.ceil(n / run.batch_size)
    seen = np.empty(pictures.shape, np.float32)
    for number, start in enumerate(range(0, n, run.batch_size)):
        batch = order[start : start + run.batch_size]
        photos = tf.constant(pictures[batch].astype(np.float32))
        seen[batch] = mirror_and_shift(photos, tf.constant([run.seed, first + number])).numpy()
    return seen


def features(
    viewer: Viewer, pictures: np.ndarray, run: RetrainRun, hooks: Hooks
) -> Callable[[int], tf.Tensor]:
    """What the base makes of the varied photos of an epoch: (n, features) float32.

    Raises (what is returned):
        Stopped: the learner pressed Stop.
    """

    def of_epoch(epoch: int) -> tf.Tensor:
        varied, parts = in_epoch(pictures, run, epoch), []
        for start in range(0, len(varied), BATCH):
            hooks.check()
            parts.append(viewer.outputs(varied[start : start + BATCH]).features)
        return tf.constant(np.concatenate(parts).astype(np.float32))

    return of_epoch


def variants(spec: dict[str, Any], photos: list[int], epochs: int) -> np.ndarray:
    """Some training photos of a run, as they are and then as its first epochs see them; for a page to show.

    Args:
        photos: positions among the run's training photos.

    Returns:
        (photos, 1 + epochs, SHOWN, SHOWN, 3) uint8.

    Raises:
        FileUnavailable: the photos are not here.
    """
    run = RetrainRun(**spec)
    source = Source(run, Hooks(), download=False, packs=False)
    whole = source.pixels(source.rows.train, SHOWN)
    seen = [whole, *(in_epoch(whole, run, epoch) for epoch in range(1, epochs + 1))]
    return np.stack([each[photos] for each in seen], axis=1).round().clip(0, 255).astype(np.uint8)
