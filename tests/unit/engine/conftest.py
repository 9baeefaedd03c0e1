"""What engine tests share: the digits that are here, and a small set of a learner's own pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from lib.pictures.own.own import OwnSet
from lib.pictures.sets import digits


@pytest.fixture(scope="module")
def data_hash() -> str:
    return digits.load(download=False).data_hash


@pytest.fixture(scope="module")
def own() -> OwnSet:
    """Two classes of eight small pictures, dark and light; no two are twins."""
    random, made = np.random.default_rng(0), OwnSet()
    for name, low in (("my dark things", 0), ("my light things", 128)):
        files = []
        for i in range(8):
            out = io.BytesIO()
            Image.fromarray(random.integers(low, low + 127, (40, 60, 3), np.uint8)).save(out, "PNG")
            files.append((f"{i}.png", out.getvalue()))
        made = made.add(name, files)
    return made
