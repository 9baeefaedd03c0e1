"""How much of a worker's memory a run takes while it is under way: what Dask counts before it lets one begin.

Small runs train together and take turns; what keeps photos, maps or a base in memory does so alone. It looks at
settings only.
"""

from __future__ import annotations

import math

from lib.pictures.sets.retrain_data import uses_pack
from lib.specs.specs import VARY, DigitRun, Experiment, RaceRun, RetrainRun, Spec

WORKER = 640e6  # bytes for runs under way: thirty of the default network
EVERY = 3e6  # bytes of the smallest run: its thread, rows, messages
COPIES = 8 * 4  # bytes a weight: now, best, the optimizer's two, and the same once more as checkpoint
# Of a run as large as a worker: Dask adds and subtracts shares, and rarely comes back to exactly 1
WHOLE = 0.99
ALONE = 0.52  # more than half: only one of these at a time, and smaller ones beside it


def part_of_worker(spec: Spec) -> float:
    """Of a worker, above 0 and at most `WHOLE`."""
    if isinstance(spec, DigitRun):
        weights = sum((a + 1) * b for a, b in zip(spec.sizes[:-1], spec.sizes[1:], strict=True))
        return min(WHOLE, (EVERY + COPIES * weights) / WORKER)
    if isinstance(spec, Experiment) and spec.varied == VARY:
        return ALONE  # one base and a few photos at a time, for all lanes
    if isinstance(spec, Experiment):
        return min(WHOLE, sum(part_of_worker(lane) for lane in spec.lanes()))
    heats = spec.heats() if isinstance(spec, RaceRun) else [spec]
    return ALONE if any(_on_photos(heat) for heat in heats) else EVERY / WORKER


def _on_photos(run: RetrainRun) -> bool:
    """Whether it needs more than stored features."""
    return run.method != "new_head" or run.augmentation or not uses_pack(run)


def later(spec: Spec) -> float:
    """Seconds by which a run stands back in Dask's order: who needs the worker for itself keeps no small run waiting.

    Dask starts nothing while the first in its order does not fit.
    """
    return 0.0 if part_of_worker(spec) < ALONE else math.pow(10, 9)
