"""How long a run will take, before it starts. Arithmetic from the spec, times the pace that this machine has shown."""

from __future__ import annotations

from statistics import median

from lib.specs import DigitRun, RetrainRun, Spec

FLOPS = 1.8e11  # a second, on two cores, for the matrix sizes of these networks
MEMORY = 2e10  # bytes a second that an optimizer step reads and writes
UPDATE = 1e-4  # seconds an update costs however small the network
START = 2.5  # seconds to load the digits, build and compile
VALIDATION = 50_000  # pictures an epoch: 5,000 validation digits at ten points


def seconds(spec: Spec, pace: float = 1.0) -> float:
    """Predicted seconds from a worker's start on the run to its result."""
    return pace * (_digits(spec) if isinstance(spec, DigitRun) else _photos(spec))


def pace(pairs: list[tuple[Spec, float]]) -> float:
    """This machine's seconds for one predicted second: the median over (spec, seconds it took), within 0.2 to 10."""
    if not pairs:
        return 1.0
    return min(10.0, max(0.2, median(took / seconds(spec) for spec, took in pairs)))


def _digits(run: DigitRun) -> float:
    weights = sum(a * b for a, b in zip(run.sizes[:-1], run.sizes[1:], strict=True))
    update = UPDATE + 6 * weights * run.batch_size / FLOPS + 28 * weights / MEMORY
    return START + run.epochs * (run.updates_per_epoch() * update + 2 * weights * VALIDATION / FLOPS)


def _photos(run: RetrainRun) -> float:
    """From measured figures: a photo's share of a second in each method, forward and backward."""
    if run.method == "new_head" and not run.augmentation:
        return 2.0 + run.epochs * (run.photos / run.batch_size) * 2e-3
    a_photo = {"new_head": 8e-3, "fine_tune": 1.1e-2, "scratch": 4e-3}[run.method]
    return 8.0 + run.epochs * (run.photos + 400 / 3) * a_photo
