"""Measures the brightness of the 3,000 photos of cats and dogs, for the bias lab: `python scripts/measure_brightness.py`.

It reads Keras' cache and writes one number a photo; 3 KB, some ten seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from lib.pictures.sets.brightness import FILE, middle
from lib.pictures.sets.photos import cached_cats_and_dogs, each_photo
from lib.settings import keras_home

SHORT_SIDE = 64  # pixels: a mean needs no more


def main() -> int:
    photos = cached_cats_and_dogs(keras_home())
    if photos is None:
        print(f"The photos of cats and dogs are not in {keras_home()}.", file=sys.stderr)
        return 1
    found = [middle(photo) for photo in each_photo(photos, range(len(photos.names)), SHORT_SIDE)]
    np.save(FILE, np.array(found, np.uint8), allow_pickle=False)
    print(f"{FILE.name}: {len(found)} photos, {min(found)} to {max(found)}, median {np.median(found):.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
