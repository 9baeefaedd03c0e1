"""Every labelled picture set that the course knows: what it is, how much there is, its licence, where it comes from.

What is said of each stands in `sets.toml`. It knows nothing of networks, and a learner's own pictures only as a zip in memory.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lib.pictures.sets import caltech, digits, oxford
from lib.pictures.sets.archives import CATS_AND_DOGS, FileUnavailable, Progress
from lib.pictures.sets.photos import PARTS, PhotoSet, cached_cats_and_dogs, fetch_cats_and_dogs
from lib.records import read, records
from lib.specs.choices import SET_SIZES

Fetch = Callable[[Path, Progress, Callable[[], bool]], object]


@dataclass(frozen=True)
class Described:
    """What `sets.toml` says of a set."""

    name: str
    title: str
    about: str  # one plain sentence
    classes: int
    licence: str
    source: str


@dataclass(frozen=True)
class PictureSet(Described):
    """One built-in set, as it stands in full; an archive in the cache may be a cut of it."""

    cached: Callable[[Path], PhotoSet | None]
    fetch: Fetch | None = None
    megabytes: float = 0  # of the official download; 0 where it ships
    file: str = ""  # what it is kept as in the `datasets` folder of Keras' cache; "" where it ships

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Pictures of the training, validation and test part."""
        return SET_SIZES[self.name]

    @property
    def count(self) -> int:
        return sum(self.sizes)

    @property
    def terms(self) -> str:
        """What a learner agrees to before it is fetched, in one sentence."""
        size = f"{self.megabytes:,.0f} MB" if self.megabytes else "they come with the course"
        return f"{self.count:,} pictures of {self.classes} classes, {size}. Licence: {self.licence}. Source: {self.source}."


def _stamped(path: Path | None, make: Callable[[Path], PhotoSet]) -> PhotoSet | None:
    """The set of an archive, read once while the file stays what it is."""
    if path is None:
        return None
    found = path.stat()
    return _read(path, found.st_size, found.st_mtime_ns, make)


@lru_cache(maxsize=8)
def _read(path: Path, size: int, changed: int, make: Callable[[Path], PhotoSet]) -> PhotoSet:
    try:
        return make(path)
    except (OSError, zipfile.BadZipFile, IndexError) as error:
        raise FileUnavailable(f"{path.name} cannot be read as an archive of pictures: {error}.") from error


@lru_cache(maxsize=1)
def shipped_digits() -> PhotoSet:
    """The 5,000 digits that come with the course, as pictures: PNGs in a zip in memory, in their own parts."""
    data = digits.shipped()
    names = tuple(f"{label}/{row:04d}.png" for row, label in enumerate(data.labels))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, pixels in zip(names, data.pictures, strict=True):
            png = io.BytesIO()
            Image.fromarray(pixels).save(png, "PNG")
            archive.writestr(name, png.getvalue())
    part = np.zeros(data.size, int)
    part[data.validation], part[data.test] = PARTS.index("validation"), PARTS.index("test")
    classes = tuple("0123456789")
    return PhotoSet("digits", out.getvalue(), names, data.labels.astype(int), classes, part)


_breeds = partial(oxford.oxford_pets, animals=False)  # one object each: they are keys of a cache
_animals = partial(oxford.oxford_pets, animals=True)
_OXFORD = {
    "megabytes": oxford.IMAGES.megabytes + oxford.ANNOTATIONS.megabytes,
    "file": oxford.SMALL,
    "fetch": oxford.fetch_oxford,
}

_WAYS: Mapping[str, Mapping[str, Any]] = {  # how each comes, and its megabytes
    "cats_and_dogs": {
        "megabytes": CATS_AND_DOGS.megabytes,
        "file": CATS_AND_DOGS.name,
        "cached": cached_cats_and_dogs,
        "fetch": fetch_cats_and_dogs,
    },
    "caltech101": {
        "megabytes": caltech.OFFICIAL.megabytes,
        "file": caltech.SMALL,
        "cached": lambda home: _stamped(caltech.cached_caltech101(home), caltech.caltech101),
        "fetch": caltech.fetch_caltech101,
    },
    "oxford_pets": _OXFORD | {"cached": lambda home: _stamped(oxford.cached_oxford(home), _breeds)},
    "oxford_cats_and_dogs": _OXFORD | {"cached": lambda home: _stamped(oxford.cached_oxford(home), _animals)},
    "digits": {"cached": lambda home: shipped_digits()},
}
SETS: Mapping[str, PictureSet] = {
    name: PictureSet(**vars(said), **_WAYS[name])
    for name, said in records(Described, read(__file__), "sets.toml").items()
}


def find(name: str, home: Path) -> PhotoSet | None:
    """The set's pictures from Keras' cache, or as they ship; None where they are not here.

    Raises:
        FileUnavailable: the archive is damaged, or is another one.
    """
    return SETS[name].cached(home)


def fetch(
    name: str,
    home: Path,
    progress: Progress = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> PhotoSet:
    """The set's pictures, downloaded into Keras' cache from their official address where they are not there.

    Show `SETS[name].terms` first. Raises as `lib.pictures.sets.archives.fetch` does.
    """
    get = SETS[name].fetch
    if get is not None:
        get(home, progress, stopped)
    found = find(name, home)
    if found is None:
        raise FileUnavailable(f"{SETS[name].title} could not be found after it was fetched.")
    return found
