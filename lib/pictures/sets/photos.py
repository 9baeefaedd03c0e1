"""Labelled photos in an archive: their fixed parts, decoding at the size wanted; and the set of cats and dogs.

It knows nothing of networks, of how an archive is fetched (`lib.pictures.sets.archives`), or of which sets there are
(`lib.pictures.sets.sets`).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from lib.pictures.sets.archives import CATS_AND_DOGS, Progress, check_photos, fetch

PARTS = ("train", "validation", "test")


def parts(labels: np.ndarray, shares: Sequence[float], seed: int = 0) -> np.ndarray:
    """Which part each photo belongs to, drawn class by class so that every part keeps the classes' shares.

    Args:
        labels: (n,) class numbers, in an order that never changes.
        shares: of each part, adding up to 1; the last part takes what rounding leaves over.
        seed: of the draw. The same labels, shares and seed give the same parts for ever: the order of
            `numpy.random.RandomState`, whose stream NumPy has frozen (NEP 19).

    Returns:
        (n,) part numbers from 0 on.
    """
    random = np.random.RandomState(seed)
    part = np.full(len(labels), len(shares) - 1)
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))
        ends = np.round(np.cumsum(shares[:-1]) * len(members)).astype(int)
        for number, chosen in enumerate(np.split(members, ends)):
            part[chosen] = number
    return part


@dataclass(frozen=True)
class PhotoSet:
    """Labelled photos of one archive, in an order that never changes."""

    name: str
    archive: Path | bytes  # a zip on the disk, or one in memory alone
    names: tuple[str, ...]  # inside the archive
    labels: np.ndarray  # (n,) class numbers
    classes: tuple[str, ...]
    part: np.ndarray  # (n,) index into PARTS

    def where(self, part: str) -> np.ndarray:
        """Indices of the photos of one part, ascending."""
        return np.flatnonzero(self.part == PARTS.index(part))

    @cached_property
    def key(self) -> str:
        """Names these very photos in this order: what was computed from them is kept under it."""
        digest = hashlib.sha256("\n".join(self.names).encode())
        digest.update(self.archive if isinstance(self.archive, bytes) else str(self.archive).encode())
        return digest.hexdigest()

    @cached_property
    def split_key(self) -> str:
        """Names the photos, their classes and their parts, wherever the archive lies: what a result was measured on."""
        digest = hashlib.sha256(json.dumps([self.names, self.classes]).encode())
        digest.update(self.labels.astype(np.int16).tobytes() + self.part.astype(np.int8).tobytes())
        if isinstance(self.archive, bytes):
            digest.update(self.archive)
        return digest.hexdigest()[:16]


def open_photo(data: bytes, short_side: int) -> Image.Image:
    """An RGB photo from a file's bytes; a JPEG larger than needed is decoded at an eighth to a half, at once."""
    photo = Image.open(io.BytesIO(data))
    width, height = photo.size
    scale = short_side / min(width, height)
    photo.draft("RGB", (int(width * scale), int(height * scale)))
    return photo.convert("RGB")


def _stream(archive: Path | bytes) -> Path | io.BytesIO:
    return io.BytesIO(archive) if isinstance(archive, bytes) else archive


def each_photo(
    photos: PhotoSet, indices: Sequence[int] | np.ndarray, short_side: int
) -> Iterator[Image.Image]:
    """The photos one by one, their shorter side at least `short_side` where the file has that many pixels."""
    with zipfile.ZipFile(_stream(photos.archive)) as archive:
        for i in indices:
            yield open_photo(archive.read(photos.names[i]), short_side)


def small_jpeg(data: bytes, short_side: int) -> bytes:
    """A picture file's bytes as a JPEG whose shorter side has at most `short_side` pixels.

    Raises:
        OSError: not a picture that can be read.
    """
    photo = open_photo(data, short_side)
    factor = min(1.0, short_side / min(photo.size))
    photo = photo.resize([max(1, round(factor * side)) for side in photo.size], Image.Resampling.LANCZOS)
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=82)
    return out.getvalue()


def square(photo: Image.Image, size: int) -> np.ndarray:
    """The whole of an RGB photo squeezed into (size, size, 3) uint8: the one way a photo reaches a network."""
    return np.asarray(photo.resize((size, size), Image.Resampling.BILINEAR))


def squares(
    photos: PhotoSet,
    indices: Sequence[int] | np.ndarray,
    size: int,
    progress: Progress = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """Photos of a set as a network sees them: (n, size, size, 3) uint8.

    Once `stopped()` is true it returns the photos so far.
    """
    pixels = np.empty((len(indices), size, size, 3), np.uint8)
    for row, photo in enumerate(each_photo(photos, indices, size)):
        if stopped():
            return pixels[:row]
        pixels[row] = square(photo, size)
        progress(row + 1, len(indices))
    return pixels


def cats_and_dogs(archive: Path) -> PhotoSet:
    """The 3,000 photos of `cats_and_dogs_filtered.zip`: 0 = cat, 1 = dog.

    Its own 2,000 training photos become 1,600 for training and 400 for validation (seed 0, class by class); its
    own 1,000 validation photos are the test part.
    """
    classes = ("cat", "dog")
    names: list[str] = []
    labels: list[int] = []
    ours: list[bool] = []
    for folder, count, first in (("train", 1000, 0), ("validation", 500, 2000)):
        for label, animal in enumerate(classes):
            names += [
                f"cats_and_dogs_filtered/{folder}/{animal}s/{animal}.{first + i}.jpg" for i in range(count)
            ]
            labels += [label] * count
            ours += [folder == "validation"] * count
    numbers, test = np.array(labels), np.array(ours)
    part = np.full(len(names), PARTS.index("test"))
    part[~test] = parts(numbers[~test], (0.8, 0.2))
    return PhotoSet("cats_and_dogs", archive, tuple(names), numbers, classes, part)


@lru_cache(maxsize=4)
def _checked(path: Path, size: int, changed: int) -> PhotoSet:
    photos = cats_and_dogs(path)
    check_photos(path, photos.names)
    return photos


def cached_cats_and_dogs(home: Path) -> PhotoSet | None:
    """The photos from Keras' cache, or None where it has none. Checked once a process: some two seconds.

    Raises:
        FileUnavailable: the archive is damaged, or is another one.
    """
    path = CATS_AND_DOGS.cached(home)
    if path is None:
        return None
    found = path.stat()
    return _checked(path, found.st_size, found.st_mtime_ns)


def fetch_cats_and_dogs(
    home: Path,
    progress: Progress = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> PhotoSet:
    """The photos, downloaded into Keras' cache; raises as `lib.pictures.sets.archives.fetch` does."""
    names = cats_and_dogs(CATS_AND_DOGS.path(home)).names
    fetch(CATS_AND_DOGS, home, progress, stopped, check=lambda path: check_photos(path, names))
    return cats_and_dogs(CATS_AND_DOGS.path(home))


@lru_cache(maxsize=1)  # 1.6 MB; pages only look at them
def neither() -> dict[str, Image.Image]:
    """Two photos with no cat and no dog that come with scikit-learn: a temple and a flower (CC BY 2.0)."""
    found = find_spec("sklearn")  # where it lies; to import it takes 50 MB
    assert found is not None
    assert found.submodule_search_locations is not None
    folder = Path(found.submodule_search_locations[0]) / "datasets" / "images"
    names = {"temple": "china.jpg", "flower": "flower.jpg"}
    return {kind: Image.open(folder / name).convert("RGB") for kind, name in names.items()}
