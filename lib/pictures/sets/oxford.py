"""The Oxford-IIIT Pet photos: 37 breeds, or cat or dog, in the set's own parts; and its official archives made small.

Source: Parkhi, Vedaldi, Zisserman & Jawahar 2012, "Cats and Dogs", CC BY-SA 4.0. It knows nothing of networks.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lib.pictures.sets.archives import FileUnavailable, Progress, RemoteFile, fetch, small_copy
from lib.pictures.sets.photos import PARTS, PhotoSet, parts, small_jpeg
from lib.specs.hooks import Stopped

ADDRESS = "https://www.robots.ox.ac.uk/~vgg/data/pets/data"
IMAGES = RemoteFile(
    "datasets", "images.tar.gz", f"{ADDRESS}/images.tar.gz", 791.9, "5c4f3ee8e5d25df40f4fd59a7f44e54c"
)
ANNOTATIONS = RemoteFile(
    "datasets", "annotations.tar.gz", f"{ADDRESS}/annotations.tar.gz", 19.2, "95a8c909bbe2e81eed6a22bccdf3f68f"
)  # fmt: skip
SIDE = 224  # shorter side of the small copy: what the largest of the bases is shown
SMALL = "oxford_pets_224px.zip"
CUT = "oxford_pets_3_breeds.zip"  # a few breeds in the same layout, used where it lies in the cache and the whole does not
LISTS = ("annotations/trainval.txt", "annotations/test.txt")
LEARNT = 0.8  # of the trainval list; the other fifth is the validation part


def oxford_pets(archive: Path, animals: bool = False) -> PhotoSet:
    """The photos that the set's own lists name: `test.txt` is the test part, `trainval.txt` is split 80 / 20.

    The split is drawn with seed 0, breed by breed, whether the classes are breeds or animals.

    Args:
        archive: holds `images/Abyssinian_1.jpg`, ... and the two lists.
        animals: two classes, cat and dog, in place of the breeds.

    Raises:
        FileUnavailable: the archive cannot be read, or lacks its lists.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            inside = set(file.namelist())
            lists = [_lines(file.read(name).decode()) for name in LISTS]
    except (OSError, KeyError, zipfile.BadZipFile, ValueError) as error:
        raise FileUnavailable(f"{archive.name} cannot be read as the Oxford pets: {error}.") from error
    rows = [
        (f"images/{name}.jpg", name.rsplit("_", 1)[0], species, tested)
        for tested, lines in enumerate(lists)
        for name, species in lines
        if f"images/{name}.jpg" in inside
    ]
    if not rows:
        raise FileUnavailable(f"{archive.name} holds none of the photos that its lists name.")
    folders = sorted({breed for _, breed, _, _ in rows}, key=str.lower)
    breeds = np.array([folders.index(breed) for _, breed, _, _ in rows])
    test = np.array([bool(tested) for *_, tested in rows])
    part = np.full(len(rows), PARTS.index("test"))
    part[~test] = parts(breeds[~test], (LEARNT, 1 - LEARNT))
    names = tuple(name for name, *_ in rows)
    if animals:
        species = np.array([int(number) - 1 for _, _, number, _ in rows])
        return PhotoSet("oxford_cats_and_dogs", archive, names, species, ("cat", "dog"), part)
    classes = tuple(folder.replace("_", " ").title() for folder in folders)
    return PhotoSet("oxford_pets", archive, names, breeds, classes, part)


def _lines(text: str) -> list[tuple[str, str]]:
    """(name, species) of each photo in a list; species "1" is a cat, "2" a dog."""
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, species) for name, _breed, species, _number in lines]


def cached_oxford(home: Path) -> Path | None:
    """The small copy in Keras' cache, or the cut of a few breeds, or None."""
    paths = (home / "datasets" / name for name in (SMALL, CUT))
    return next((path for path in paths if path.is_file()), None)


def fetch_oxford(
    home: Path,
    progress: Progress = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Path:
    """Download both official archives (811 MB), make the small copy, and remove the large ones.

    Raises as `lib.pictures.sets.archives.fetch` does.
    """
    lists = fetch(ANNOTATIONS, home, progress, stopped)
    images = fetch(IMAGES, home, progress, stopped)

    def make(part: Path) -> None:
        shrink(images, lists, part, stopped)
        oxford_pets(part)  # refuses archives of something else

    return small_copy(home, SMALL, [images, lists], make)


def shrink(images: Path, annotations: Path, small: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Write the lists, and every photo that they name, into a flat zip; returns how many photos."""
    count = 0
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as out:
        listed: set[str] = set()
        with tarfile.open(annotations, "r:gz") as tar:
            for name in LISTS:
                content = tar.extractfile(name)
                text = content.read().decode() if content else ""
                out.writestr(name, text)
                listed |= {f"images/{photo}.jpg" for photo, _ in _lines(text)}
        with tarfile.open(images, "r|gz") as tar:
            for member in tar:
                if stopped():
                    raise Stopped("Stopped while the photos were being made smaller.")
                name = "/".join(member.name.split("/")[-2:])
                content = tar.extractfile(member) if name in listed and member.isfile() else None
                if content is None:
                    continue
                try:
                    data = small_jpeg(content.read(), SIDE)
                except OSError:  # a few of the official files are no pictures: the set goes without them
                    continue
                out.writestr(name, data)
                count += 1
    return count
