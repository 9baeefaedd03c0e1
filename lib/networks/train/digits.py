"""One whole run of the dense digit network: loaded, trained, tested.

It knows Keras and MNIST; it knows nothing of Dask, of the lab book, or of screens.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import tensorflow as tf

from lib.networks.build.dense import build, inputs, to_dense
from lib.networks.train.loop import Part, Plan, evaluator, fit
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.specs.hooks import Hooks, Stopped
from lib.specs.specs import DigitRun, make

WATCHED = 20  # validation digits whose reading is shown while it trains
REPLAY_BYTES = 12e6  # of weights kept for the replay; larger networks keep fewer epochs


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
