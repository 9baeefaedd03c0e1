"""Real data that a test needs, from Keras' cache."""

from __future__ import annotations

import os

import pytest

from lib.pictures.sets import photos
from lib.settings import keras_home


def real_photos() -> photos.PhotoSet:
    """The real photos; a machine without them skips, CI fails."""
    found = photos.cached_cats_and_dogs(keras_home())
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{keras_home()} has no cats and dogs: set KERAS_HOME")
        pytest.skip("no cats and dogs in Keras' cache")
    return found
