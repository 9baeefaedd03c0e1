"""The learning-rate finder (Smith 2015): a few updates at a rate that grows step by step, and the loss at each.

It knows networks and picture sets; it draws and stores nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from lib.networks.build import dense, heads
from lib.networks.train.compiled import Loss, Machine
from lib.networks.train.retrain_setup import Source, set_up
from lib.pictures.sets import digits
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, RetrainRun, make

LOWEST, HIGHEST = 1e-6, 10.0  # below the one nothing moves, above the other nothing holds
TRIES = 140  # updates of a search, twenty for each factor of ten: a second or two
PAST = 0.9  # share of the past in the smoothed loss
GIVE_UP = 4.0  # the search ends once the smoothed loss is this many times its lowest
SAFE = 10.0  # the suggestion lies this factor below the rate of the lowest loss, as fastai's "minimum" does


def find(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Searches for a learning rate for a run of `kind` ("digits" or "retrain", a new head).

    Returns:
        `rates` and `losses` (smoothed), one each update until it gave up, and `suggested`.
    """
    run = make(kind, spec)
    prepare: Callable[[tf.Tensor], tf.Tensor]
    loss: Loss = "softmax"
    growing = np.geomspace(LOWEST, HIGHEST, TRIES)
    if isinstance(run, DigitRun):
        data = digits.load(download=False)
        rows = data.training_digits(run.train_size, run.seed)
        model, prepare = dense.build(replace(run, schedule="constant")), dense.inputs
        x, y = data.pictures.reshape(-1, 784)[rows], data.labels[rows]
    else:
        assert isinstance(run, RetrainRun)
        source = Source(run, Hooks(), download=False, packs=True)
        setup = set_up(source)
        model, prepare = setup.model, setup.prepare
        x, y = setup.inputs(source.rows.train), source.rows.labels[source.rows.train]
        loss = heads.loss_for(len(source.rows.classes))
    size = min(run.batch_size, len(y))
    # Of its own: this is asked beside the training, and takes no turns. XLA would compile longer than so few updates take
    machine = Machine(model, size, loss, prepare, jit=False)
    pictures, labels = tf.convert_to_tensor(x), tf.constant(y.astype(np.int32))
    seen: list[float] = []
    for rate, batch in zip(growing, _batches(len(y), size, run.seed), strict=True):
        loss_sum, _, count = machine.train(pictures, labels, batch, np.array([rate]), [0, 0])[0]
        seen.append(float(loss_sum / count))
        smooth = smoothed(seen)
        if not np.isfinite(smooth[-1]) or smooth[-1] > GIVE_UP * smooth.min():
            break
    kept = smooth[np.isfinite(smooth)]
    best = growing[int(np.argmin(kept))]
    return {
        "rates": growing[: len(kept)].tolist(),
        "losses": kept.tolist(),
        "suggested": float(f"{best / SAFE:.1g}"),
    }


def smoothed(losses: list[float]) -> np.ndarray:
    """Exponential mean of the losses so far, corrected for its start at zero (Kingma & Ba 2015)."""
    mean, out = 0.0, []
    for i, loss in enumerate(losses, 1):
        mean = PAST * mean + (1 - PAST) * loss
        out.append(mean / (1 - PAST**i))
    return np.array(out)


def _batches(n: int, size: int, seed: int) -> np.ndarray:
    """(TRIES, size) row numbers; pictures come again only where there are too few."""
    rng = np.random.default_rng(seed)
    whole = np.concatenate([rng.permutation(n) for _ in range(-(-TRIES * size // n))])
    return whole[: TRIES * size].reshape(TRIES, size).astype(np.int32)
