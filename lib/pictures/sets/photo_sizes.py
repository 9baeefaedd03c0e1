"""How many pixels each photo of cats and dogs has in its file.

The numbers ship with the app, so that no photo is needed. They say nothing of how large the animal is in it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from lib.settings import ASSETS

FILE = ASSETS / "packs" / "pixels.npy"


@lru_cache(maxsize=1)
def load(path: Path = FILE) -> np.ndarray:
    """(3000,) uint32, in the order of `lib.pictures.sets.photos.cats_and_dogs`. Treat it as read-only: it is shared."""
    return np.load(path, allow_pickle=False)
