"""The training loop that every run shares: chunks of updates, curve rows, checkpoints, Stop.

One epoch is a loop in the graph over a compiled step, called a chunk of updates at a time: as fast as a whole epoch in
one call, and between chunks it reports, hears Stop, and lets others compute. It knows nothing of Dask, of the lab book,
or of which pictures it trains on.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lib.measure.curves import best_epoch
from lib.networks.train.checkpoint import KEYS, State
from lib.networks.train.compiled import Loss, Machine, Part, as_is
from lib.specs.hooks import Hooks, Stopped

POINTS = 10  # curve rows an epoch, or one an update where there are fewer
# Seconds of updates in one call: a turn ends this much later at most, and Stop is heard within it
CHUNK = 0.15
PATIENCE = 3  # epochs without a better validation accuracy before "stop early" ends a run


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
    glance: int | None = None  # pictures of the validation part that are looked at inside an epoch; None: all
    rates: np.ndarray | None = None  # learning rate of each update; None: the optimizer's own


@dataclass
class Trained:
    """What training leaves: the best epoch's weights in the model, and how it went."""

    history: list[dict[str, Any]] = field(default_factory=list)
    best_epoch: int = 0  # 0: no epoch was finished
    updates: int = 0
    stopped: bool = False
    seconds: float = 0.0


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
    prepare: Callable[[tf.Tensor], tf.Tensor] = as_is,
    augment: Callable[[tf.Tensor, tf.Tensor], tf.Tensor] | None = None,
    more_status: Callable[[], dict[str, Any]] | None = None,
    snapshot: Callable[[int], bytes | None] | None = None,
    renew: Callable[[int], Any] | None = None,
    checkpoint: bytes | None = None,
    state: State | None = None,
) -> Generator[Trained]:
    """`fit`, an epoch at a time: yields how it went before the first epoch and after each.

    The best epoch's weights are in the model once it has ended, or was closed.

    Args:
        prepare: stored pictures -> network inputs; also used for validation.
        augment: augmentation of a prepared training batch, given the batch and a (2,) seed.
        more_status: extra status, asked at every chunk: what the network makes of a few pictures now.
        snapshot: the weights after an epoch (0: before the first) as bytes for the replay, or None to leave it out.
        renew: what stands in place of the training pictures in an epoch (from 1), where each has its own.
        checkpoint: bytes from `Hooks.epoch`, to go on from there.
        state: the run's numbers in a machine around `model`, which has `prepare` and `augment` of its own; None makes one.
    """
    begun = hooks.clock()
    done = Trained()
    if state is None:
        state = State(Machine(model, plan.batch_size, plan.loss, prepare, augment, jit=plan.jit))
    machine = state.machine

    def check() -> None:
        """Others may have computed meanwhile, on the same machine too."""
        hooks.check()
        state.enter()

    def keep_snapshot(epoch: int) -> None:
        data = snapshot(epoch) if snapshot else None
        if data is not None:
            hooks.snapshot(epoch, data)

    x, y = tf.convert_to_tensor(train.x), tf.constant(train.y.astype(np.int32))
    per_epoch = math.ceil(len(train.chosen) / plan.batch_size)
    rates = np.full(plan.epochs * per_epoch, machine.rate) if plan.rates is None else plan.rates
    bounds = _cuts(per_epoch, POINTS)
    looks = set(_cuts(per_epoch, plan.validation_points)[1:])
    glance = validation if plan.glance is None else validation.first(plan.glance)
    clock = _Clock(plan.epochs * per_epoch, hooks.clock)
    try:
        hooks.pause()
        state.enter()
        if checkpoint is not None:
            done.history, done.best_epoch, done.updates = state.restore(checkpoint)
        else:
            keep_snapshot(0)
        yield done
        for epoch in range(len(done.history) + 1, plan.epochs + 1):
            order = np.random.default_rng([plan.seed, epoch]).permutation(train.chosen)
            sums, seen = np.zeros(3), np.zeros(3)
            if renew is not None:
                x = renew(epoch)
            for first, last in itertools.pairwise(bounds):
                told = []
                while first < last:
                    check()
                    upto = min(last, first + _updates(machine.pace))
                    batches = order[first * plan.batch_size : upto * plan.batch_size]
                    seed = [plan.seed, epoch * per_epoch + int(first)]
                    told.append(_paced(machine, hooks, x, y, batches, rates[done.updates :], seed))
                    done.updates += int(upto - first)
                    first = upto
                part = np.concatenate(told).sum(axis=0)
                sums += part
                now = done.updates / per_epoch
                hooks.rows([_row(done.updates, "train", now, part)])
                if last in looks:
                    check()
                    seen = machine.evaluate(validation if last == per_epoch else glance, check)
                    hooks.rows([_row(done.updates, "validation", now, seen)])
                hooks.status({
                    "phase": "training", "epoch": epoch, "epochs": plan.epochs, "update": int(last),
                    "updates": per_epoch, "seconds_left": clock.left(done.updates), **(more_status() if more_status else {}),
                })  # fmt: skip
            done.history.append(_line(epoch, sums, seen))
            if best_epoch(done.history) == epoch:
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
        state.enter()
    finally:
        if done.best_epoch:
            state.recall()
        done.seconds = hooks.clock() - begun


def _updates(pace: float | None) -> int:
    """How many updates one call makes; one where nobody knows how long that takes."""
    return 1 if pace is None else max(1, int(CHUNK / pace))


def _paced(machine: Machine, hooks: Hooks, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, rates: np.ndarray, seed: list[int]) -> np.ndarray:  # fmt: skip
    """`Machine.train`; notes how long an update takes, unless it compiled as well."""
    begun, traced = hooks.clock(), machine.traced
    told = machine.train(x, y, order, rates, seed)
    if machine.traced == traced:
        machine.pace = (hooks.clock() - begun) / len(told)
    return told


class _Clock:
    """Computing time left, from the pace of this run since its first chunk: that one may also compile the step."""

    def __init__(self, total: int, clock: Callable[[], float]) -> None:
        self._total, self._clock, self._first = total, clock, (0, 0.0)

    def left(self, done: int) -> float | None:
        if not self._first[0]:
            self._first = (done, self._clock())
            return None
        pace = (self._clock() - self._first[1]) / max(1, done - self._first[0])
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
