"""How a run's outcome gets into the lab book, and what it looks like from outside: one place for app and command line."""

from __future__ import annotations

import time
from typing import Any

from lib.lab_book.runs import LabBook, Run
from lib.measure.proportions import Proportion
from lib.specs.specs import identity


def write(book: LabBook, run: Run, outcome: dict[str, Any]) -> int:
    """Writes what a run leaves (see `lib.networks.train.digits.train`) for all who watch it.

    Returns:
        The number of the learner's older runs that were pruned for it; whoever joined made room as they came.
    """
    result = outcome.get("result") or {}
    if outcome.get("weights") is not None:
        book.keep(run.id, "weights", outcome["weights"])
    if outcome.get("answers") is not None:
        book.keep(run.id, "answers", outcome["answers"])
    for epoch, data in (outcome.get("snapshots") or {}).items():
        book.keep_epoch(run.id, epoch, data)
    book.keep(run.id, "checkpoint", None)
    values = {"state": outcome["state"], "result": result, "ended": time.time()}
    if "data_hash" in result:  # what it really was trained on; a download may have failed on the way
        values["identity"] = identity(run.settings, result["data_hash"])
    if "message" in outcome:
        values["message"] = outcome["message"]
    if outcome.get("history"):
        values["history"] = outcome["history"]
    book.change(run.id, **values)
    return book.prune(run.learner)


def test_proportion(run: Run) -> Proportion | None:
    """The run's test result; None where it has none."""
    test = run.result.get("test")
    return Proportion(*test) if test else None


def as_json(run: Run) -> dict[str, Any]:
    """A run as the command line prints it and the lab book hands it out: plain values, no weights."""
    result, test = run.result, test_proportion(run)
    actual = {
        key: result[key]
        for key in ("examples", "updates_per_epoch", "updates", "best_epoch")
        if key in result
    }
    return {
        "run": run.id,
        "state": run.state,
        "settings": run.spec,
        "trained": actual,
        "source": result.get("source"),
        "history": run.history,
        "test": test.as_dict() if test else None,
        "seconds": result.get("seconds"),
    } | ({"note": run.mark} if run.mark else {})
