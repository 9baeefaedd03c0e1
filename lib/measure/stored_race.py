"""A race that comes with the course: three ways to learn cats from dogs, from 2 photos to 1,600, five seeds each.

Of every run it keeps which of the 1,000 test photos were right. `scripts/make_stored_race.py` made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.settings import ASSETS


@dataclass(frozen=True, eq=False)
class StoredRace:
    """Runs at the usual settings on MobileNetV2."""

    methods: tuple[str, ...]
    photos: tuple[int, ...]
    seeds: int
    packed: (
        np.ndarray
    )  # (methods, photos, seeds, 125) uint8: a bit a test photo, 1: right, as `numpy.packbits` writes it

    @property
    def right(self) -> np.ndarray:
        """(methods, photos, seeds, 1000) bool."""
        return np.unpackbits(self.packed, axis=-1).astype(bool)


@cache
def stored_race() -> StoredRace:
    """The race, read once; methods that were not run to their end are left out."""
    with np.load(ASSETS / "stored_race.npz", allow_pickle=False) as file:
        whole = file["done"].all(axis=(1, 2))
        methods = tuple(name for name, kept in zip(file["methods"].tolist(), whole, strict=True) if kept)
        photos = tuple(int(n) for n in file["photos"])
        return StoredRace(methods, photos, len(file["seeds"]), file["right"][whole])
