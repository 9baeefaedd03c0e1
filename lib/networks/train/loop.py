"""The training loop that every run shares: chunks of updates, curve rows, checkpoints, Stop.

One epoch is a `tf.function` over a jit-compiled step, called a chunk of updates at a time: as fast as a whole
epoch in one call, and it can report and stop between chunks. It knows nothing of Dask, of the lab book, or of
which pictures it trains on.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from lib.networks.train.checkpoint import KEYS, State
from lib.specs.hooks import Hooks, Stopped

POINTS = 10  # curve rows an epoch, or one an update where there are fewer
AT_ONCE = {
    True: 5000,
    False: 20,
}  # pictures evaluated together: of dense layers; of convolutions, whose maps are large
PATIENCE = 3  # epochs without a better validation accuracy before "stop early" ends a run


@dataclass(frozen=True)
class Part:
    """Pictures (or features) and labels of one part of a picture set."""

    x: (
        np.ndarray
    )  # (n, ...) as stored: uint8 pixels or float features; a tensor where runs side by side share it
    y: np.ndarray  # (n,) class numbers
    rows: np.ndarray | None = None  # to train on these alone, in place of all

    @property
    def chosen(self) -> np.ndarray:
        return np.arange(len(self.y)) if self.rows is None else self.rows


Measure = Callable[
    [tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]
]  # labels, logits -> loss, right of each
Loss = Literal["softmax", "sigmoid"] | Measure


@dataclass(frozen=True)
class Plan:
    """How a model is to be trained; the numbers come from the learner's spec."""

    epochs: int
    batch_size: int
    seed: int
    loss: Loss = "softmax"  # ten digits; "sigmoid": two kinds of animal
    stop_early: bool = False
    jit: bool = True  # pays for dense layers, not for convolutions on a CPU
    validation_points: int = POINTS  # fewer where looking at the validation part costs as much as training


@dataclass
class Trained:
    """What training leaves: the best epoch's weights in the model, and how it went."""

    history: list[dict[str, Any]] = field(default_factory=list)
    best_epoch: int = 0  # 0: no epoch was finished
    updates: int = 0
    stopped: bool = False
    seconds: float = 0.0


def _as_is(batch: tf.Tensor) -> tf.Tensor:
    return batch


def fit(model: keras.Model, plan: Plan, train: Part, validation: Part, hooks: Hooks, **extra: Any) -> Trained:
    """Trains `model` (compiled: its optimizer is used; its output is logits) and leaves its best epoch's weights in it.

    Arguments as for `epochs`.
    """
    *_, trained = epochs(model, plan, train, validation, hooks, **extra)
    return trained


def epochs(
    model: keras.Model,
    plan: Plan,
    train: Part,
    validation: Part,
    hooks: Hooks,
    *,
    prepare: Callable[[tf.Tensor], tf.Tensor] = _as_is,
    vary: Callable[[tf.Tensor, tf.Tensor], tf.Tensor] | None = None,
    look: Callable[[], dict[str, Any]] | None = None,
    snapshot: Callable[[int], bytes | None] | None = None,
    checkpoint: bytes | None = None,
) -> Iterator[Trained]:
    """`fit`, an epoch at a time: yields how it went before the first epoch and after each.

    The best epoch's weights are in the model once it has ended, or was closed.

    Args:
        prepare: stored pictures -> network inputs; also used for validation.
        vary: augmentation of a prepared training batch, given the batch and a (2,) seed.
        look: extra status, asked at every chunk: what the network makes of a few pictures now.
        snapshot: the weights after an epoch (0: before the first) as bytes for the replay, or None to leave it out.
        checkpoint: bytes from `Hooks.epoch`, to go on from there.
    """
    begun = time.monotonic()
    done = Trained()
    state = State(model)
    if checkpoint is not None:
        done.history, done.best_epoch, done.updates = state.restore(checkpoint)

    def keep_snapshot(epoch: int) -> None:
        data = snapshot(epoch) if snapshot else None
        if data is not None:
            hooks.snapshot(epoch, data)

    if not done.history:
        keep_snapshot(0)
    step = stepper(model, plan, prepare, vary)
    run_chunk = _chunk(step)
    evaluate = evaluator(model, plan.loss, prepare, jit=plan.jit)
    x, y = tf.convert_to_tensor(train.x), tf.constant(train.y.astype(np.int32))
    per_epoch = math.ceil(len(train.chosen) / plan.batch_size)
    bounds = _cuts(per_epoch, POINTS)
    looks = set(_cuts(per_epoch, plan.validation_points)[1:])
    clock = _Clock(plan.epochs * per_epoch)
    try:
        yield done
        for epoch in range(len(done.history) + 1, plan.epochs + 1):
            shuffled = np.random.default_rng([plan.seed, epoch]).permutation(train.chosen)
            order = tf.constant(shuffled.astype(np.int32))
            sums, seen = np.zeros(3), np.zeros(3)
            for first, last in itertools.pairwise(bounds):
                hooks.check()
                part = run_chunk(
                    x,
                    y,
                    order[first * plan.batch_size : last * plan.batch_size],
                    plan.batch_size,
                    [plan.seed, epoch * per_epoch + first],
                )
                sums += part
                done.updates += int(last - first)
                now = done.updates / per_epoch
                hooks.rows([_row(done.updates, "train", now, part)])
                if last in looks:
                    hooks.check()
                    seen = evaluate(validation, hooks.check)
                    hooks.rows([_row(done.updates, "validation", now, seen)])
                hooks.status({
                    "phase": "training", "epoch": epoch, "epochs": plan.epochs, "update": int(last),
                    "updates": per_epoch, "seconds_left": clock.left(done.updates), **(look() if look else {}),
                })  # fmt: skip
            done.history.append(_line(epoch, sums, seen))
            if _better(done.history, done.best_epoch):
                done.best_epoch = epoch
                state.remember()
            keep_snapshot(epoch)
            hooks.epoch(done.history[-1], state.pack(done.history, done.best_epoch, done.updates))
            yield done
            if not math.isfinite(done.history[-1]["loss"]):
                break  # the weights are no longer numbers: further updates change nothing
            if plan.stop_early and epoch - done.best_epoch >= PATIENCE:
                break
    except Stopped:
        done.stopped = True
    finally:
        if done.best_epoch:
            state.recall()
        done.seconds = time.monotonic() - begun


def evaluator(
    model: keras.Model, loss: Loss, prepare: Callable[[tf.Tensor], tf.Tensor] = _as_is, *, jit: bool = True
) -> Callable[..., np.ndarray]:
    """A function (part, check) -> (loss sum, right, count); `check` is asked between pieces, so that Stop is heard."""
    measure, size = _measure(loss), AT_ONCE[jit]

    @tf.function(jit_compile=jit, reduce_retracing=not jit)
    def piece(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        losses, right = measure(y, model(prepare(x), training=False))
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(right)])

    def evaluate(part: Part, check: Callable[[], None] = lambda: None) -> np.ndarray:
        sums = np.zeros(2)
        for first in range(0, len(part.y), size):
            check()
            sums += piece(part.x[first : first + size], part.y[first : first + size].astype(np.int32)).numpy()
        return np.array([*sums, len(part.y)])

    return evaluate


def _measure(loss: Loss) -> Measure:
    """(labels, logits) -> (loss, right) per picture."""

    def softmax(y: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
        return losses, tf.cast(tf.argmax(logits, 1, tf.int32) == y, tf.float32)

    def sigmoid(y: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        logits, target = logits[:, 0], tf.cast(y, tf.float32)
        losses = tf.nn.sigmoid_cross_entropy_with_logits(target, logits)
        return losses, tf.cast((logits > 0) == (y == 1), tf.float32)

    return loss if callable(loss) else {"softmax": softmax, "sigmoid": sigmoid}[loss]


def stepper(model: keras.Model, plan: Plan, prepare: Callable, vary: Callable | None):
    """One update of the weights on one batch; gives (loss sum, right, count)."""
    measure, optimizer = _measure(plan.loss), model.optimizer
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=plan.jit, reduce_retracing=False)
    def step(x: tf.Tensor, y: tf.Tensor, chosen: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        inputs, labels = prepare(tf.gather(x, chosen)), tf.gather(y, chosen)
        if vary is not None:
            inputs = vary(inputs, seed)
        with tf.GradientTape() as tape:
            losses, right = measure(labels, model(inputs, training=True))
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(right), tf.cast(tf.size(labels), tf.float32)])

    return step


def _chunk(step: Callable):
    """Many updates in one call: a loop in the graph costs less than one in Python."""

    @tf.function(reduce_retracing=False)
    def whole(x: tf.Tensor, y: tf.Tensor, order: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
        total = tf.zeros(3)
        for i in tf.range(tf.shape(order)[0]):
            total += step(x, y, order[i], tf.stack([seed[0], seed[1] + i]))
        return total

    def run(x: tf.Tensor, y: tf.Tensor, order: tf.Tensor, size: int, seed: list[int]) -> np.ndarray:
        full = len(order) // size
        total = np.zeros(3)
        if full:
            batches = tf.reshape(order[: full * size], (full, size))
            batches = tf.ensure_shape(batches, (None, size))
            total += whole(x, y, batches, tf.constant(seed)).numpy()
        if len(order) > full * size:  # the last batch of an epoch may be smaller
            total += step(x, y, order[full * size :], tf.constant([seed[0], seed[1] + full])).numpy()
        return total

    return run


class _Clock:
    """Time left, from the pace of this run since its first chunk: that one also compiles the step."""

    def __init__(self, total: int) -> None:
        self._total, self._first = total, (0, 0.0)

    def left(self, done: int) -> float | None:
        if not self._first[0]:
            self._first = (done, time.monotonic())
            return None
        pace = (time.monotonic() - self._first[1]) / max(1, done - self._first[0])
        return round(pace * (self._total - done), 1)


def _cuts(updates: int, pieces: int) -> np.ndarray:
    """Where to cut an epoch of so many updates into nearly equal pieces; at least one update each."""
    return np.unique(np.linspace(0, updates, min(pieces, updates) + 1).round().astype(int))


def _line(epoch: int, train: np.ndarray, validation: np.ndarray) -> dict[str, Any]:
    values = (*(train[:2] / train[2]), *(validation[:2] / validation[2]))
    return dict(zip(KEYS, (epoch, *map(float, values)), strict=True))


def _row(step: int, split: str, epoch: float, sums: np.ndarray) -> dict[str, Any]:
    loss, right, count = (float(v) for v in sums)
    return {
        "step": step,
        "split": split,
        "epoch": round(epoch, 4),
        "loss": loss / count,
        "accuracy": right / count,
    }


def _better(history: list[dict[str, Any]], best_epoch: int) -> bool:
    """Whether the newest epoch has the highest validation accuracy, or the same with a lower loss."""
    new = history[-1]
    if not math.isfinite(new["val_loss"]):
        return False
    if not best_epoch:
        return True
    old = history[best_epoch - 1]
    return (new["val_accuracy"], -new["val_loss"]) > (old["val_accuracy"], -old["val_loss"])
