"""The pictures of the test part that a model answered, where they can be shown; and what the digits at hand get as answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.measure.answers import Answers
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.pictures.sets.photos import PhotoSet
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import pet_tiles
from lib.screen.kit.tiles import digit_url
from lib.screen.models import pet_ask
from lib.screen.models.model import DIGITS, Model, kept_answers
from lib.screen.pictures import set_photos

AT_ONCE = 5000  # digits through the network together: 16 MB of pixels


def photos(model: Model) -> PhotoSet | None:
    """The photos of its test part; None for digits, and where they are not here."""
    return None if model.kind == DIGITS else set_photos.find(model.spec, model.result.get("data_hash", ""))


def urls(model: Model, positions: Sequence[int] | np.ndarray) -> list[str]:
    """Pictures of the test part as data URLs; an empty list where its photos are not here."""
    if model.kind == DIGITS:
        data = digits.load(download=False)
        return [digit_url(each) for each in data.some(data.test[list(positions)])]
    found = photos(model)
    return [] if found is None else pet_tiles.tile_urls(found, found.where("test")[positions])


def on_device(model: Model, positions: Sequence[int] | np.ndarray) -> list[str]:
    """By what the learner's browser finds pictures of the test part; empty where it trained nothing, or told of none."""
    ids = (model.on_device or {}).get("tested", [])
    return [ids[i] for i in positions] if ids else []


def name_of(model: Model, position: int) -> str:
    """What a picture is called where it cannot be shown."""
    if model.kind != DIGITS and model.spec.pictures == PACKED:
        return pet_ask.test_names("mobilenet_v2")[position]
    return f"test {model.things[:-1]} {position + 1:,}"


def digit_answers(id: str, network: Dense, part: str = "test") -> Answers:
    """What a network says of the "test" or the "train" part of the digits at hand."""
    data = digits.load(download=False)
    found = kept_answers.get(
        (DIGITS, id, data.data_hash, part), lambda: _answered(data, getattr(data, part), network)
    )
    assert found is not None
    return found


def _answered(data: digits.DigitSet, rows: np.ndarray, network: Dense) -> Answers:
    some = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
    said = np.concatenate([network.probabilities(scale(data.some(each))) for each in some])
    return Answers(tuple("0123456789"), data.labels[rows].astype(int), said)
