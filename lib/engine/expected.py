"""How long a run will take, from what past runs of the lab book took on this machine.

It adds no cost of its own: `lib.specs.cost` knows what a run consists of.
"""

from __future__ import annotations

from dataclasses import replace

from lib.lab_book.runs import Run
from lib.specs import cost
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun, Spec

START = 5.0  # seconds until a new worker runs, has imported tensorflow, and has compiled for the first time
PREPARING = 4.0  # times what preparing photos should take: what is beyond that was fetching them
FIRST = 1.5  # seconds of these that are left once it has imported tensorflow


def seconds(spec: Spec, past: list[Run], since: float) -> float:
    """Predicted seconds.

    Args:
        past: finished runs of the same kind.
        since: when the workers were started, in seconds since 1970: what they have seen since then they still know.
    """
    pace = cost.pace([(run.settings, _took(run)) for run in past], spec)
    predicted = cost.seconds(spec, pace)
    if isinstance(spec, RetrainRun) and any(_same_eyes(run, spec, since) for run in past):
        predicted -= pace * cost.features(spec)
    return predicted


def start(past: list[Run], since: float, warm: bool) -> float:
    """Seconds that a run takes beside its own, where none of its kind has ended since the workers were started.

    Args:
        warm: whether a worker has imported tensorflow.
    """
    if any((run.ended or 0.0) >= since for run in past):
        return 0.0
    return FIRST if warm else START


def _took(run: Run) -> float:
    """Seconds that a finished run took, as `lib.specs.cost` has them.

    With the features that an earlier run had left it, and without what is done once: reading digits, fetching photos.
    """
    spec, took = run.settings, run.result["seconds"]
    if not isinstance(spec, RetrainRun):
        return took["total"] - took.get("data", 0.0)
    prepared = took.get("features", 0.0)
    fetching = max(0.0, prepared - PREPARING * cost.seconds(replace(spec, epochs=0)))
    features = cost.features(spec)
    computed = not features or prepared > features / 10
    return took["total"] - fetching + (0.0 if computed else features)


def _same_eyes(run: Run, spec: RetrainRun, since: float) -> bool:
    """Whether a run after `since` left in the worker what `spec` reads: the same base's features of the same set."""
    other = run.settings
    if not isinstance(other, RetrainRun) or spec.pictures == OWN or (run.ended or 0.0) < since:
        return False
    same = (other.pictures, other.base, other.method, other.augmentation)
    return (
        same == (spec.pictures, spec.base, spec.method, spec.augmentation)
        and other.train_size >= spec.train_size
    )
