"""The same training with several settings of one thing: one job that trains them in turns, epoch by epoch.

Pictures are loaded once and shared. Each lane does exactly what a run of its own would do. It knows nothing of Dask,
of the lab book, or of screens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import tensorflow as tf

from lib.measure.confusion import most_frequent
from lib.measure.counts import right_of
from lib.models.dense import Dense
from lib.networks.build import dense, heads, warm
from lib.networks.train import faults, unfreeze, varied
from lib.networks.train.checkpoint import State
from lib.networks.train.compiled import Part, in_pieces
from lib.networks.train.digits import learning_rates, numbers, part
from lib.networks.train.loop import Plan, Trained, epochs
from lib.networks.train.retrain import warm_up
from lib.networks.train.retrain_setup import Setup, Source, set_up
from lib.pictures.sets import brightness, digits
from lib.pictures.sets.retrain_data import data_hash
from lib.specs.hooks import Hooks, Stopped
from lib.specs.specs import UNFREEZE, VARY, DigitRun, Experiment, RetrainRun, make

Guess = Callable[[], np.ndarray]  # the trained network's class for every test picture


class Lane:
    """One of the trainings: stepped an epoch at a time, tested at its end."""

    def __init__(
        self,
        steps: Generator[Trained],
        guess: Guess,
        truth: np.ndarray,
        about: dict[str, Any],
        sides: Mapping[str, np.ndarray]
        | None = None,  # name -> (n,) which test pictures to count by themselves
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._steps, self._guess, self._truth, self._about = steps, guess, truth, about
        self._sides, self._clock = sides or {}, clock
        self.trained = Trained()
        self.seconds = 0.0
        self.over = False
        self.right: np.ndarray | None = None  # (n,) bool of the test pictures, once it has a result
        self.step()  # up to its first epoch

    def step(self) -> dict[str, Any] | None:
        """One epoch on; its line of history, or None once the lane is over."""
        begun, before = self._clock(), len(self.trained.history)
        try:
            self.trained = next(self._steps)
        except StopIteration:
            self.over = True
        self.seconds += self._clock() - begun
        return self.trained.history[-1] if len(self.trained.history) > before else None

    def close(self) -> None:
        """Ends it where it is."""
        self._steps.close()

    def result(self) -> dict[str, Any]:
        """Plain JSON: test [right, total], by class, the pair most confused, and what it took."""
        guess = self._guess()
        self.right = right = guess == self._truth
        classes = np.unique(self._truth)
        return {
            "test": [int(right.sum()), len(right)],
            "by_class": [
                [int(right[self._truth == k].sum()), int((self._truth == k).sum())] for k in classes
            ],
            "confused": most_frequent(self._truth, guess, len(classes)),
            "sides": {name: [int(right[on].sum()), int(on.sum())] for name, on in self._sides.items()},
            "best_epoch": self.trained.best_epoch,
            "updates": self.trained.updates,
            "seconds": self.seconds,
            **self._about,
        }


def train(
    spec: dict[str, Any], hooks: Hooks, *, download: bool = True, checkpoint: bytes | None = None
) -> dict[str, Any]:
    """One experiment; a task of `lib.engine.worker`. After a worker's death it begins anew: it is short.

    Returns:
        state "done" or "stopped"; `history`, a line an epoch and lane: `lane` (from 0) beside what every run has;
        `result` with `lanes` (see `Lane.result`) and `pairs` (see `_pairs`).
    """
    run, begun = make("experiment", spec), hooks.clock()
    assert isinstance(run, Experiment)
    hooks.status({"phase": "loading"})
    try:
        make_lanes = _of_digits if run.of == "digits" else _of_heads
        if run.varied == UNFREEZE:
            make_lanes = _of_unfreezing
        elif run.varied == VARY:
            make_lanes = _of_varying
        lanes, about = make_lanes(run, hooks, download)
    except Stopped:
        return {"state": "stopped", "history": [], "weights": None, "result": {}}
    history: list[dict[str, Any]] = []
    total = sum(lane.epochs for lane in run.lanes())
    while any(not lane.over for lane in lanes) and not hooks.stopped():
        for number, lane in enumerate(lanes):
            if lane.over or hooks.stopped():
                continue
            hooks.status({"phase": "racing", "lane": number, "done": len(history), "total": total})
            line = lane.step()
            if line is not None:
                history.append({"lane": number, **line})
                hooks.epoch(history[-1], b"")
    hooks.status({"phase": "testing"})
    stopped = hooks.stopped()
    results = [lane.result() for lane in lanes]
    for lane in lanes:
        lane.close()
    seconds = {"train": sum(lane.seconds for lane in lanes), "total": hooks.clock() - begun}
    return {
        "state": "stopped" if stopped else "done",
        "history": history,
        "weights": None,
        "result": {"lanes": results, "pairs": _pairs(lanes), "seconds": seconds, **about},
    }


def _pairs(lanes: list[Lane]) -> list[list[int]]:
    """[one lane, another, test pictures that only the second has right, that only the first has] of each pair."""
    right = [lane.right for lane in lanes if lane.right is not None]
    return [
        [i, j, int((~right[i] & right[j]).sum()), int((right[i] & ~right[j]).sum())]
        for i, j in combinations(range(len(right)), 2)
    ]


def _of_digits(run: Experiment, hooks: Hooks, download: bool) -> tuple[list[Lane], dict[str, Any]]:
    data = digits.load(download=download, progress=hooks.progress("downloading"), stopped=hooks.stopped)
    truth = data.labels[data.test]
    lanes = []
    for spec, fault in zip(run.lanes(), run.faults(), strict=True):
        assert isinstance(spec, DigitRun)
        hooks.check()
        chosen = data.training_digits(spec.train_size, spec.seed)
        chosen = chosen[~np.isin(chosen, spec.excluded_rows)]
        good = faults.Material(chosen, data.labels, dense.inputs, "softmax")
        given = faults.spoil(fault, good, data.test, spec.seed)
        plan = Plan(
            spec.epochs, spec.batch_size, spec.seed, given.loss, spec.stop_early, validation_points=1,
            rates=learning_rates(spec, len(given.rows)),
        )  # fmt: skip
        state = numbers(spec, hooks, given.loss, given.prepare, jit=plan.jit)
        material = replace(part(data, given.rows), y=given.labels)
        steps = epochs(state.model, plan, material, part(data, data.validation), hooks.quiet(), state=state)

        def guess(state: State = state, prepare: Any = given.prepare) -> np.ndarray:
            state.enter()
            network: Dense = dense.to_dense(state.model)
            test = data.pictures[data.test].reshape(-1, 784)
            return network.probabilities(prepare(test).numpy()).argmax(axis=1)

        about = {"examples": len(given.rows), "parameters": state.model.count_params()}
        lanes.append(Lane(steps, guess, truth, about, clock=hooks.clock))
    return lanes, {"source": data.source, "note": data.note, "data_hash": data.data_hash}


def _of_heads(run: Experiment, hooks: Hooks, download: bool) -> tuple[list[Lane], dict[str, Any]]:
    lanes, told = [], ""
    for spec, fault in zip(run.lanes(), run.faults(), strict=True):
        assert isinstance(spec, RetrainRun)
        source = Source(spec, hooks, download, packs=True)
        setup, rows, told = set_up(source), source.rows, source.told
        side = _sides(run, source)
        good = faults.Material(
            np.arange(len(rows.train)),
            rows.labels[rows.train],
            setup.prepare,
            heads.loss_for(len(rows.classes)),
            side[rows.train] if side is not None else None,
        )
        given = faults.spoil(fault, good, np.array([], int), spec.seed)
        truth = rows.labels[rows.test]
        plan = Plan(
            spec.epochs, spec.batch_size, spec.seed, given.loss, jit=setup.jit, validation_points=1,
            rates=setup.rates(spec, len(given.rows)),
        )  # fmt: skip
        state = setup.numbers(spec, given.loss, hooks.shared, jit=plan.jit)
        steps = epochs(
            state.model, plan, Part(setup.inputs(rows.train), given.labels, given.rows),
            setup.part(rows.validation, rows.labels), hooks.quiet(), state=state,
        )  # fmt: skip

        def guess(
            state: State = state, setup: Setup = setup, rows: Any = rows, broken: bool = fault == "wrong_loss"
        ) -> np.ndarray:
            state.enter()
            logits = in_pieces(state.machine.answer, setup.inputs(rows.test))
            return np.ones(len(logits), int) if broken else heads.probabilities(logits).argmax(axis=1)

        about = {"examples": len(given.rows), "parameters": setup.trainable}
        counted = {} if side is None else {
            "like": side[rows.test] == brightness.LIKE, "other": side[rows.test] == brightness.OTHER
        }  # fmt: skip
        lanes.append(Lane(steps, guess, truth, about, counted, hooks.clock))
    assert isinstance(run.base, RetrainRun)
    return lanes, {"source": told, "data_hash": data_hash(run.base)}


def _sides(run: Experiment, source: Source) -> np.ndarray | None:
    """Which photos are dark cats or light dogs, where the experiment is about that."""
    if not {"even", "dark_cats"} & set(run.faults()):
        return None
    known = source.pack or source.photos
    assert known is not None
    return brightness.sides(brightness.load(), known.labels, known.part)


def _of_unfreezing(run: Experiment, hooks: Hooks, download: bool) -> tuple[list[Lane], dict[str, Any]]:
    """The head learns once, alone; from there every lane opens the base's last blocks in its own way."""
    spec = run.base
    assert isinstance(spec, RetrainRun)
    source = Source(spec, hooks, download, packs=True)
    rows = source.rows
    setups = [set_up(source) for _ in run.values]
    x = {part: setups[0].inputs(getattr(rows, part)) for part in ("train", "validation", "test")}
    training, validation = (
        Part(x[part], rows.labels[getattr(rows, part)]) for part in ("train", "validation")
    )
    warm_up(spec, setups[0], training, validation, hooks)
    truth = rows.labels[rows.test]
    plan = Plan(
        spec.epochs, spec.batch_size, spec.seed, heads.loss_for(len(rows.classes)), jit=False, validation_points=1
    )  # fmt: skip
    lanes = []
    start: list[int] = []
    for way, setup in zip(run.values, setups, strict=True):
        setup.model.get_layer("head").set_weights(setups[0].model.get_layer("head").get_weights())

        answer = tf.function(
            lambda part, setup=setup: setup.model(setup.prepare(part), training=False), reduce_retracing=True,
            autograph=False,
        )  # fmt: skip

        def guess(answer: Any = answer) -> np.ndarray:
            return heads.probabilities(in_pieces(answer, x["test"], hooks.pause)).argmax(axis=1)

        start = start or right_of(truth, guess())
        setup.model.compile(
            optimizer=unfreeze.optimizer_for(
                way, setup.model, source.base, spec.unfrozen_blocks, spec.optimizer
            )
        )
        steps = epochs(setup.model, plan, training, validation, hooks.quiet(), prepare=setup.prepare)
        about = {"examples": len(rows.train), "parameters": setup.trainable}
        lanes.append(Lane(steps, guess, truth, about, clock=hooks.clock))
    return lanes, {"start": start, "source": source.told, "data_hash": data_hash(spec)}


def _of_varying(run: Experiment, hooks: Hooks, download: bool) -> tuple[list[Lane], dict[str, Any]]:
    """A head on the photos as they are, and one on photos that are others in every epoch; each with the same seeds.

    Both begin with the same weights and take the same photos in the same order. Varied ones go through the base as the loop comes
    to them; validation and test photos are never varied.
    """
    lanes, told = [], ""
    for spec in run.lanes():
        assert isinstance(spec, RetrainRun)
        hooks.check()
        plain = replace(spec, augmentation=False)
        source = Source(plain, hooks, download, packs=True)
        setup, rows, told = set_up(source), source.rows, source.told
        loss = heads.loss_for(len(rows.classes))
        plan = Plan(
            spec.epochs, spec.batch_size, spec.seed, loss, jit=setup.jit, validation_points=1,
            rates=setup.rates(spec, len(rows.train)),
        )  # fmt: skip
        state = setup.numbers(plain, loss, hooks.shared, jit=plan.jit)
        training, renew = setup.part(rows.train, rows.labels), None
        if spec.augmentation:
            pictures = Source(spec, hooks, download, packs=False).pixels(rows.train, source.base.size)
            renew = varied.features(warm.viewer(spec.base), pictures, spec, hooks)
            training = Part(setup.inputs(rows.train), rows.labels[rows.train])
        steps = epochs(
            state.model, plan, training, setup.part(rows.validation, rows.labels), hooks.quiet(), renew=renew, state=state
        )  # fmt: skip

        def guess(state: State = state, setup: Setup = setup, rows: Any = rows) -> np.ndarray:
            state.enter()
            logits = in_pieces(state.machine.answer, setup.inputs(rows.test))
            return heads.probabilities(logits).argmax(axis=1)

        about = {"examples": len(rows.train), "parameters": setup.trainable, "seed": spec.seed}
        lanes.append(Lane(steps, guess, rows.labels[rows.test], about, clock=hooks.clock))
    assert isinstance(run.base, RetrainRun)
    return lanes, {"source": told, "data_hash": data_hash(run.base)}
