"""Counts the pixels of the 3,000 photos of cats and dogs: `python scripts/measure_sizes.py`.

It reads Keras' cache and writes one number a photo; 12 KB, a second.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image

from lib.pictures.sets.photo_sizes import FILE
from lib.pictures.sets.photos import cached_cats_and_dogs
from lib.settings import keras_home


def main() -> int:
    photos = cached_cats_and_dogs(keras_home())
    if photos is None:
        print(f"The photos of cats and dogs are not in {keras_home()}.", file=sys.stderr)
        return 1
    with zipfile.ZipFile(photos.archive) as archive:  # type: ignore[arg-type]
        sizes = [Image.open(io.BytesIO(archive.read(name))).size for name in photos.names]
    found = np.array([width * height for width, height in sizes], np.uint32)
    np.save(FILE, found, allow_pickle=False)
    print(
        f"{FILE.name}: {len(found)} photos, {found.min():,} to {found.max():,}, median {np.median(found):,.0f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
