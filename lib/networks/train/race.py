"""The transfer race: the same retraining again and again, on few photos and on many, method by method.

Each heat is a run like any other (`lib.networks.train.retrain`); the race's line of history is its result. It knows
nothing of Dask or of screens.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from lib.networks.train import retrain
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.retrain_data import race_hash
from lib.specs import cost
from lib.specs.hooks import Hooks
from lib.specs.specs import RACE_SECONDS, RaceRun


def train(
    spec: dict[str, Any], hooks: Hooks, *, download: bool = True, checkpoint: bytes | None = None
) -> dict[str, Any]:
    """One race; a task of `lib.engine.worker`. It fetches nothing: who has no photos races without them.

    Returns:
        state "done" or "stopped"; `history`, a line a heat: `epoch` (its number), `method`, `photos`, `seed`, and
        `right` of `total` test photos; `result` with `left_out`, [method, photos] for which not all seeds fitted
        into the time, or which lacked their photos.

    Raises:
        FileUnavailable: not even the first heat can run.
    """
    run, begun = RaceRun(**spec), hooks.clock()
    history: list[dict[str, Any]] = json.loads(checkpoint) if checkpoint else []
    done = {(line["method"], line["photos"], line["seed"]) for line in history}
    heats = run.heats()
    left_out: list[list[Any]] = []
    pace: dict[str, float] = {}  # a method's seconds for one predicted second, in its last heat
    for heat in heats:
        if (heat.method, heat.train_size, heat.seed) in done or [heat.method, heat.train_size] in left_out:
            continue
        hooks.status({"phase": "racing", "done": len(history), "total": len(heats), "method": heat.method, "photos": heat.train_size})  # fmt: skip
        expected = cost.seconds(heat) * pace.get(heat.method, 1.0)
        if history and hooks.clock() - begun + expected > RACE_SECONDS:
            left_out.append([heat.method, heat.train_size])
            continue
        start = hooks.clock()
        try:
            outcome = retrain.train(asdict(heat), hooks.quiet(), download=False)
        except FileUnavailable:
            if not history:
                raise
            left_out.append([heat.method, heat.train_size])
            continue
        if outcome["state"] == "stopped":
            return {
                "state": "stopped",
                "history": history,
                "weights": None,
                "result": _result(run, left_out, hooks.clock() - begun),
            }
        right, total = outcome["result"]["test"]
        history.append({
            "epoch": len(history) + 1, "method": heat.method, "photos": heat.train_size, "seed": heat.seed,
            "right": right, "total": total,
        })  # fmt: skip
        hooks.epoch(history[-1], json.dumps(history).encode())
        pace[heat.method] = (hooks.clock() - start) / cost.seconds(heat)
    return {
        "state": "done",
        "history": history,
        "weights": None,
        "result": _result(run, left_out, hooks.clock() - begun),
    }


def _result(run: RaceRun, left_out: list[list[Any]], seconds: float) -> dict[str, Any]:
    return {
        "left_out": left_out,
        "data_hash": race_hash(run),
        "seconds": {"total": seconds},
    }
