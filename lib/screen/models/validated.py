"""What a model says of its validation part, where that is known in the app: no worker is asked.

Of a run on cats and dogs it follows from the base's feature pack and the run's own head; of any other run it was kept.
"""

from __future__ import annotations

from lib.measure import head
from lib.measure.answers import Answers
from lib.measure.beside_test import BesideTest
from lib.pictures.sets.packs import Pack, load_pack
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import PACKED, uses_pack
from lib.screen.models import answered, retrained
from lib.screen.models.model import DIGITS, SHIPPED, STORED, Model, kept_answers


def answers(model: Model) -> Answers | None:
    """What a model says of its validation part; None where that is not known, or would say nothing."""
    if model.id in {
        SHIPPED,
        STORED,
    }:  # the reader learned from these digits too; the head's weights lie with a worker
        return None
    if model.kind == DIGITS:
        return answered.digit_answers(model.id, model.network, "validation")
    if found := beside(model):
        return kept_answers.get(
            (model.kind, model.id, "validation"),
            lambda: Answers(model.answers.classes, found.validation_truth, found.validation.astype(float)),
        )
    seen = pack(model)
    if seen is None or not uses_pack(model.spec):
        return None
    return kept_answers.get((model.kind, model.id, "validation"), lambda: _from_pack(model, seen))


def pack(model: Model) -> Pack | None:
    """What the base sees in a model's pictures, where that ships and is what the model sees."""
    if model.kind == DIGITS or model.spec.pictures != PACKED or model.spec.method != "new_head":
        return None
    return load_pack(model.spec.base)


def beside(model: Model) -> BesideTest | None:
    """None where it was not kept, and where a pack's features give all of it."""
    if model.kind == DIGITS or not model.run or uses_pack(model.spec):
        return None
    return retrained.beside(model.run)


def _from_pack(model: Model, seen: Pack) -> Answers | None:
    weights = model.weights()
    if weights is None:
        return None
    rows = seen.part == PARTS.index("validation")
    said = head.answers(weights, seen.seen.features[rows])
    return Answers(model.answers.classes, seen.labels[rows].astype(int), said)
