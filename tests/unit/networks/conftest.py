"""One thread of tensorflow: sums of several come in another order each time, and bits are compared here.

It is read when the first device is made, so after all tests were collected; another process trains beside this one anyway.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from doors import Served, door

from lib.door.files import files
from lib.pictures.sets.photos import PhotoSet, cached_cats_and_dogs
from lib.screen.kit import host
from lib.settings import keras_home

os.environ["TF_NUM_INTRAOP_THREADS"] = "1"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The door alone, with the files that a browser's own base is made of, in a folder of the module's own."""
    with pytest.MonkeyPatch.context() as patch, door() as served:
        patch.setenv("LAYERS_FOLDER", str(tmp_path_factory.mktemp("folder")))
        patch.setattr(files, "served", True)
        host.settings.clear()
        yield served
        host.settings.clear()


@pytest.fixture(scope="session")
def photos() -> PhotoSet:
    """The real photos of cats and dogs."""
    found = cached_cats_and_dogs(keras_home())
    assert found is not None, f"{keras_home()} has no archive of cats and dogs"
    return found
