"""Into which groups a model's pictures fall: by what is measured of them, and by what is written down of them.

It gives numbers of groups and their names. What a model makes of them it does not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from lib.measure.answers import Answers
from lib.measure.by_group import thirds
from lib.pictures.sets import brightness, digits, photo_sizes
from lib.pictures.sets.handwriting_groups import halves, thickness
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit.kept import Kept
from lib.screen.models import answered
from lib.screen.models.model import DIGITS, Model

BREEDS = "oxford_pets"  # its classes are breeds
ANIMALS = "oxford_cats_and_dogs"  # its two classes hold 37 breeds, which the files' names tell
AT_ONCE = 2_000  # digits whose edges are counted together: 16 MB


@dataclass(frozen=True, eq=False)
class Grouping:
    """One way to group the pictures."""

    title: str
    how: str  # it was measured, or who says so; in plain sentences
    names: tuple[str, ...]
    of: np.ndarray  # (n,) a group's number for each picture, in the order of the answers


# 80 kB for 10,000 digits
_measured: Kept[tuple[np.ndarray, tuple[float, float]]] = Kept(8)


def of(model: Model, part: str, answers: Answers) -> list[Grouping]:
    """All that there are for a model's pictures of the "test" or the "validation" part; its classes always, and last."""
    found: list[Grouping] = []
    if model.kind == DIGITS:
        found = _of_digits(part)
    elif model.spec.pictures == PACKED:
        found = _of_pets(part)
    elif model.spec.pictures == ANIMALS:
        found = _breeds(model, part)
    if any(len(each.of) != len(answers.truth) for each in found):
        found = []  # a run on another copy of the set
    label = "by breed" if model.kind != DIGITS and model.spec.pictures == BREEDS else "by its label"
    return [*found, Grouping(label, "As the set’s labels have it.", answers.classes, answers.truth)]


def _of_digits(part: str) -> list[Grouping]:
    data = digits.load(download=False)
    rows = data.test if part == "test" else data.validation

    def measure() -> tuple[np.ndarray, tuple[float, float]]:
        some = np.split(rows, range(AT_ONCE, len(rows), AT_ONCE))
        return thirds(np.concatenate([thickness(data.some(each)) for each in some]))

    third, (low, high) = _measured.get(("strokes", data.data_hash, part), measure)
    found = [
        Grouping(
            "by how thick the strokes are",
            "We measure each digit: twice the area of its ink, divided by the length of its edge. "
            f"Thin: up to {low:.1f} pixels. Thick: over {high:.1f} pixels.",
            ("thin", "in between", "thick"),
            third,
        )
    ]
    half = halves(data) if part == "test" else None
    if half is not None:
        found.append(
            Grouping(
                "by who wrote it",
                "The makers of MNIST write that employees wrote the first 5,000 test digits, and students the last 5,000. "
                "They also write that the first 5,000 are easier. Look whether your numbers agree with that. If they do "
                "not, perhaps the two halves are swapped. Papers about data can be wrong too.",
                ("the first 5,000", "the last 5,000"),
                half,
            )
        )
    return found


def _of_pets(part: str) -> list[Grouping]:
    pack = load_pack("mobilenet_v2")
    assert pack is not None  # ships with the course
    rows = pack.part == PARTS.index(part)
    light, (dark, bright) = _measured.get(("light", part), lambda: thirds(brightness.load()[rows]))
    size, (small, large) = _measured.get(("pixels", part), lambda: thirds(photo_sizes.load()[rows]))
    return [
        Grouping(
            "by brightness",
            "We measure the middle of each photo: 0 is black, 255 is white. A white cat in a dark room counts as dark. "
            f"Dark: up to {dark:.0f}. Bright: over {bright:.0f}.",
            ("dark", "in between", "bright"),
            light,
        ),
        Grouping(
            "by size of the photo",
            "We count the pixels of each photo’s file. Nobody has measured how large the animal is in it. "
            f"Small: up to {small:,.0f} pixels. Large: over {large:,.0f}.",
            ("small", "in between", "large"),
            size,
        ),
    ]


def _breeds(model: Model, part: str) -> list[Grouping]:
    photos = answered.photos(model)
    if photos is None:
        return []
    breeds = [
        PurePosixPath(photos.names[i]).stem.rpartition("_")[0].replace("_", " ").title()
        for i in photos.where(part)
    ]
    names, numbers = np.unique(breeds, return_inverse=True)
    return [
        Grouping(
            "by breed", "As the names of the files have it.", tuple(str(name) for name in names), numbers
        )
    ]
