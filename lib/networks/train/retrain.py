"""One whole retraining: a new head, a base's last blocks, or a small network from nothing; trained and tested.

Split, loop, test and result are the same for all three; `lib.networks.train.retrain_setup` says how they differ. It knows
nothing of Dask, of the lab book, or of screens.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from lib.measure.answers import Answers, as_kept
from lib.measure.beside_test import BesideTest, beside_test
from lib.measure.counts import counted, counts
from lib.networks.answer.seen import Kept
from lib.networks.build import heads
from lib.networks.build.dense import OPTIMIZERS
from lib.networks.train.checkpoint import State
from lib.networks.train.compiled import Part, in_pieces
from lib.networks.train.loop import POINTS, Plan, fit
from lib.networks.train.retrain_setup import Setup, Source, set_up
from lib.networks.train.watch import Watch
from lib.pictures.sets.retrain_data import PACKED, Split, data_hash, uses_pack
from lib.specs.cost import FEW
from lib.specs.hooks import Hooks, Stopped
from lib.specs.specs import RetrainRun

# Epochs of the head alone before blocks are opened: as many as a new head gets by default, so that what fine-tuning
# adds is seen by itself. The gradients of a random head would undo what the base knows.
WARM_UP = 10


def train(
    spec: dict[str, Any],
    hooks: Hooks,
    *,
    download: bool = True,
    checkpoint: bytes | None = None,
    packs: bool = True,
    pictures: bytes | None = None,
) -> dict[str, Any]:
    """One whole run; a task of `lib.engine.worker`.

    Args:
        packs: False computes features from the photos even where a feature pack ships.
        pictures: a learner's own, from `lib.pictures.own.packed.to_bytes`, where the spec asks for them.

    Returns:
        state "done" or "stopped", `history`, `weights` (see `lib.networks.build.heads.pack`; the best epoch's) and
        `result`, plain JSON: see `lib.measure.counts`; `answers`, to every test photo, as `lib.measure.answers.Answers` writes them.

    Raises:
        FileUnavailable: photos or weights are missing and may not, or cannot, be fetched.
    """
    own: Kept = OrderedDict()
    try:
        return _train(RetrainRun(**spec), hooks, download, checkpoint, packs, pictures, own)
    finally:
        own.clear()  # it does not wait for the run's models to be collected


def _train(
    run: RetrainRun,
    hooks: Hooks,
    download: bool,
    checkpoint: bytes | None,
    packs: bool,
    pictures: bytes | None,
    own: Kept,
) -> dict[str, Any]:
    begun = hooks.clock()
    hooks.status({"phase": "loading"})
    try:
        source = Source(run, hooks, download, packs, pictures, own)
        setup = set_up(source)
        rows, original = source.rows, source.original()
        training, validation, test = (
            setup.part(getattr(rows, part), rows.labels) for part in ("train", "validation", "test")
        )
        prepared = hooks.clock()
        hooks.check()
        hooks.status({"phase": "building"})
        updates = run.epochs * math.ceil(len(rows.train) / run.batch_size)
        loss, jit = heads.loss_for(len(rows.classes)), setup.jit and updates > FEW
        state = setup.numbers(run, loss, hooks.shared, jit=jit)
        state.enter()
        watch = Watch(run, setup, state, rows)
        hooks.status({"phase": "untrained", "guesses": watch.guesses()})
        untrained = _say(state, test, hooks)
        warmed = hooks.clock()
        if run.method == "fine_tune" and checkpoint is None:
            warm_up(run, setup, training, validation, hooks)
        warmed = hooks.clock() - warmed
    except Stopped:
        return {"state": "stopped", "history": [], "weights": None, "result": {}}
    plan = Plan(
        run.epochs, run.batch_size, run.seed, loss, jit=jit, validation_points=POINTS if setup.jit else 1,
        rates=setup.rates(run, len(rows.train)),
    )  # fmt: skip
    trained = fit(
        state.model, plan, training, validation, hooks, checkpoint=checkpoint, state=state, more_status=watch.status, snapshot=watch.snapshot
    )  # fmt: skip
    hooks.status({"phase": "testing"})
    said, learned = (
        as_kept(_say(state, test, hooks)),
        hooks.clock(),
    )  # whoever counts them anew finds the same
    answers = Answers(rows.classes, rows.labels[rows.test], said, original.top, original.probabilities)
    beside = None if uses_pack(run, packs) else _beside(state, rows, training, validation, test, hooks)
    about = {
        "method": run.method,
        "base": run.base,
        "unfrozen_blocks": run.unfrozen_blocks,
        "classes": rows.classes,
    }
    saved = setup.saved * (run.epochs * (len(rows.train) + len(rows.validation)) + len(rows.test))
    return {
        "state": "stopped" if trained.stopped else "done",
        "history": trained.history,
        "weights": heads.pack(state.model, **about),
        "answers": answers.to_bytes(beside.arrays() if beside else {}),
        "result": {
            **counts(answers, run.pictures == PACKED),
            "untrained": counted(answers, untrained.argmax(axis=1), run.pictures == PACKED),
            "best_epoch": trained.best_epoch,
            "updates": trained.updates,
            "updates_per_epoch": math.ceil(len(rows.train) / run.batch_size),
            "examples": len(rows.train),
            "validation": len(rows.validation),
            "classes": list(rows.classes),
            "trainable": setup.trainable,
            "frozen": setup.frozen,
            "source": source.told,
            "data_hash": data_hash(run, packs, pictures),
            "seconds": {
                "features": prepared - begun,
                "warm_up": warmed,  # part of train: the head alone, before blocks are opened
                "train": learned - prepared,
                "total": learned - begun,
                "without_cache": learned - prepared + saved if setup.saved else None,
            },
        },
    }


def _beside(
    state: State, rows: Split, training: Part, validation: Part, test: Part, hooks: Hooks
) -> BesideTest:
    """What it says of the other parts, and what a new head answers from, for whoever looks at its mistakes. To look through a
    base once more at all training pictures would take too long: of these it tells where their features are at hand."""
    validated = rows.labels[rows.validation], _say(state, validation, hooks)
    if len(training.x.shape) != 2:  # maps or pixels
        none = np.empty(0, int)
        return beside_test(*validated, none, none, np.empty((0, len(rows.classes))))
    seen = [np.asarray(part.x)[part.chosen] for part in (training, validation, test)]
    said = _say(state, training, hooks)
    return beside_test(*validated, rows.train, rows.labels[rows.train], said, (seen[0], seen[1], seen[2]))


def warm_up(run: RetrainRun, setup: Setup, training: Part, validation: Part, hooks: Hooks) -> None:
    """Trains the head of `setup.model` on what the base sees before any of its blocks is open."""
    base, head = setup.model.get_layer("base"), setup.model.get_layer("head")
    see = tf.function(lambda x: base(setup.prepare(x)), reduce_retracing=True, autograph=False)
    parts = [Part(in_pieces(see, part.x, hooks.check), part.y) for part in (training, validation)]
    alone = heads.on_features(parts[0].x.shape[1], 2 if head.units == 1 else head.units, run.seed)
    alone.compile(optimizer=OPTIMIZERS[run.optimizer](run.learning_rate))
    tell = hooks.progress("warm_up")
    # The learner's curve begins where the blocks are open
    quiet = replace(hooks.quiet(), epoch=lambda line, _: tell(line["epoch"], WARM_UP))
    plan = Plan(
        WARM_UP,
        run.batch_size,
        run.seed,
        heads.loss_for(2 if head.units == 1 else head.units),
        validation_points=1,
    )
    fit(alone, plan, parts[0], parts[1], quiet)
    hooks.check()
    head.set_weights(alone.get_layer("head").get_weights())


def _say(state: State, part: Part, hooks: Hooks) -> np.ndarray:
    """(n, k) probabilities of the classes. Whoever was told to stop gets them too."""

    def pause() -> None:
        hooks.pause()
        state.enter()

    x = part.x if part.rows is None else tf.gather(part.x, part.rows)
    return heads.probabilities(in_pieces(state.machine.answer, x, pause))
