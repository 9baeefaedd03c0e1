"""Every model whose mistakes can be looked at: a learner's runs on digits and on photos, and the two that ship.

It knows nothing of how they are shown.
"""

from __future__ import annotations

import logging

from lib.lab_book.runs import Run
from lib.screen.kit import host, labels
from lib.screen.models import readers, retrained
from lib.screen.models.model import DIGITS, PHOTOS, SHIPPED, STORED, Model


def choices(learner: str) -> dict[str, str]:
    """Keys and names: this learner's runs, the newest first, of whatever kind; then what ships."""
    own = {id: f"Digits: {name}" for id, name in readers.choices(learner).items() if id != SHIPPED}
    tested = {run.id: f"Photos: {labels.title(run)}" for run in retrained.tested(learner)}
    found = {
        f"{run.kind}.{run.id}": (own | tested)[run.id]
        for run in host.lab_book().runs(learner)
        if run.id in own or run.id in tested
    }
    found[f"{DIGITS}.{SHIPPED}"] = "Digits: the reader that comes with the app"
    return found | {f"{PHOTOS}.{STORED}": "Cats and dogs: a new head at the usual settings"}


def find(key: str, learner: str) -> Model:
    """The model of that key; the shipped one of its kind where the run is gone, or is not this learner's."""
    kind, _, id = key.partition(".")
    return retrained.find(id, learner) if kind == PHOTOS else readers.find(id, learner)


def of_run(run: Run, learner: str) -> Model | None:
    """A run's own model with its answers to its test part; None where its weights, or the pictures it was tested on, are not here."""
    try:
        model = find(f"{run.kind}.{run.id}", learner)
    except Exception:  # what is shown without them is better than nothing
        logging.getLogger(__name__).exception("the answers of a run could not be had")
        return None
    return model if model.id == run.id and len(model.answers.truth) == run.result["test"][1] else None
