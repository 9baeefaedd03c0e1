"""Every model whose mistakes can be looked at: a learner's runs on digits and on photos, and the two that ship.

It knows nothing of how they are shown.
"""

from __future__ import annotations

from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import labels
from lib.screen.models import readers, retrained
from lib.screen.models.model import DIGITS, PHOTOS, SHIPPED, STORED, Model
from lib.screen.pictures import set_photos


def choices(learner: str) -> dict[str, str]:
    """Keys and names: this learner's runs first, then what ships."""
    own = {id: name for id, name in readers.choices(learner).items() if id != SHIPPED}
    found = {f"{DIGITS}.{id}": f"Digits: {name}" for id, name in own.items()}
    found |= {
        f"{PHOTOS}.{run.id}": f"{set_photos.title(run)}: {labels.title(run)}"
        for run in sorted(retrained.tested(learner), key=lambda run: run.spec["pictures"] != PACKED)
    }
    found[f"{DIGITS}.{SHIPPED}"] = "Digits: the reader that comes with the app"
    return found | {f"{PHOTOS}.{STORED}": "Cats and dogs: a new head at the usual settings"}


def find(key: str, learner: str) -> Model:
    """The model of that key; the shipped one of its kind where the run is gone, or is not this learner's."""
    kind, _, id = key.partition(".")
    return retrained.find(id, learner) if kind == PHOTOS else readers.find(id, learner)
