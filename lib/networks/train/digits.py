"""One whole run of the dense digit network: loaded, trained, tested.

It knows Keras and MNIST; it knows nothing of Dask, of the lab book, or of screens.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import tensorflow as tf

from lib.measure.frames import WATCHED
from lib.models.schedule import rates
from lib.networks.build.dense import build, inputs, start, to_dense
from lib.networks.train.checkpoint import State
from lib.networks.train.compiled import Loss, Machine, Part, machine
from lib.networks.train.loop import Plan, fit
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.specs.hooks import Hooks, Stopped
from lib.specs.specs import DigitRun, make

# Validation digits looked at inside an epoch, the first of a fair order, so each class in its share. All 5,000 at ten points
# took a quarter of the default run, 1,000 a twentieth; a share of 97 % is known to within 1.1 points: fine for a line's course.
GLANCE = 1000
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
    begun = hooks.clock()
    hooks.status({"phase": "loading"})
    try:
        data = digits.load(
            download=download,
            progress=hooks.progress("downloading"),
            stopped=hooks.stopped,
        )
        hooks.check()
    except Stopped:
        return {"state": "stopped", "history": [], "weights": None, "result": {}}
    chosen = data.training_digits(run.train_size, run.seed)
    chosen = chosen[~np.isin(chosen, run.excluded_rows)]
    training = part(data, chosen)
    loaded = hooks.clock()

    hooks.status({"phase": "building"})
    state = numbers(run, hooks)
    model = state.model
    watched = tf.constant(scale(data.pictures[data.validation[:WATCHED]].reshape(-1, 784)))

    every = max(1, math.ceil(model.count_params() * 2 * (run.epochs + 1) / REPLAY_BYTES))

    def snapshot(epoch: int) -> bytes | None:
        return to_dense(model).to_bytes(np.float16) if epoch % every == 0 else None

    glance = GLANCE if len(data.validation) > GLANCE else None

    def more_status() -> dict[str, Any]:
        return {"guesses": tf.argmax(model(watched), 1).numpy().tolist(), "glance": glance}

    plan = Plan(
        run.epochs, run.batch_size, run.seed, stop_early=run.stop_early, glance=glance,
        rates=learning_rates(run, len(chosen)),
    )  # fmt: skip
    trained = fit(
        model, plan, training, part(data, data.validation), hooks, more_status=more_status, snapshot=snapshot, checkpoint=checkpoint,
        state=state,
    )  # fmt: skip

    hooks.status({"phase": "testing"})
    _, right, total = state.machine.evaluate(part(data, data.test))
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
            "validation": len(data.validation),
            "glance": glance,  # validation digits looked at inside an epoch; None: all
            "source": data.source,
            "note": data.note,
            "data_hash": data.data_hash,
            "seconds": {"data": loaded - begun, "train": trained.seconds, "total": hooks.clock() - begun},
        },
    }


def numbers(
    run: DigitRun,
    hooks: Hooks,
    loss: Loss = "softmax",
    prepare: Any = inputs,
    *,
    jit: bool = True,
) -> State:
    """The run's first numbers, in a machine for networks of its shape."""
    shape = ("digits", run.hidden, run.batch_size, run.optimizer, run.dropout, loss, prepare, jit)
    make = partial(Machine, batch_size=run.batch_size, loss=loss, prepare=prepare, jit=jit, fill=True)
    return State(
        machine(shape, lambda: make(build(replace(run, schedule="constant"))), hooks.shared), start(run)
    )


def compile_usual(hooks: Hooks) -> None:
    """Compiles the default network's steps, so that the first run need not: one update with digits that are blank."""
    run = DigitRun()
    hooks.pause()
    state = numbers(run, hooks)
    state.enter()
    blank = Part(tf.zeros((run.batch_size, 784), tf.uint8), np.zeros(run.batch_size, np.uint8))
    state.machine.train(blank.x, tf.zeros(run.batch_size, tf.int32), blank.chosen, np.zeros(1), [0, 0])
    state.machine.evaluate(blank)


def learning_rates(run: DigitRun, examples: int) -> np.ndarray:
    """One for each update; `examples` may be more than the run asked for, where one thing is done wrong on purpose."""
    return rates(run.schedule, run.epochs * math.ceil(examples / run.batch_size), run.learning_rate)


def part(data: digits.DigitSet, rows: np.ndarray) -> Part:
    """Some of the digits; the pictures are the same for all runs of this process."""
    return Part(_pictures(data), data.labels, rows)


@lru_cache(maxsize=1)
def _pictures(data: digits.DigitSet) -> tf.Tensor:
    return tf.constant(data.pictures.reshape(-1, 784))  # (n, 784) uint8: 55 MB of all 70,000
