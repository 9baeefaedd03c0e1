"""How bright the middle of each photo of cats and dogs is, and which photos that makes dark cats and light dogs.

The numbers ship with the app, so that the bias lab needs no photo. It says nothing of fur: a black cat on snow is light.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from lib.pictures.sets.photos import PARTS
from lib.settings import ASSETS

FILE = ASSETS / "packs" / "brightness.npy"
THIRD = 1 / 3  # of a class is dark and a third light; what lies between is left aside
LIKE, OTHER, BETWEEN = 1, 0, -1


def middle(photo: Image.Image) -> int:
    """Mean grey (0 = black, 255 = white) of a photo's middle: half its width and half its height."""
    width, height = photo.size
    box = (width // 4, height // 4, width - width // 4, height - height // 4)
    return round(float(np.asarray(photo.crop(box).convert("L"), float).mean()))


@lru_cache(maxsize=1)
def load(path: Path = FILE) -> np.ndarray:
    """(3000,) uint8, in the order of `lib.pictures.sets.photos.cats_and_dogs`. Treat it as read-only: it is shared."""
    return np.load(path, allow_pickle=False)


def sides(brightness: np.ndarray, labels: np.ndarray, part: np.ndarray) -> np.ndarray:
    """(n,) LIKE for a dark cat or a light dog, OTHER for a light cat or a dark dog, BETWEEN for the middle third.

    Dark and light are the outer thirds of each animal's training photos.

    Args:
        brightness: (n,) from `load`.
        labels: (n,) 0 = cat, 1 = dog.
        part: (n,) index into PARTS.
    """
    found = np.full(len(labels), BETWEEN)
    for animal in (0, 1):
        own = labels == animal
        low, high = np.quantile(brightness[own & (part == PARTS.index("train"))], (THIRD, 1 - THIRD))
        dark, light = own & (brightness <= low), own & (brightness >= high)
        found[dark], found[light] = (LIKE, OTHER) if animal == 0 else (OTHER, LIKE)
    return found
