"""Caltech-101, pictures of 101 kinds of things: its classes in fixed parts, and its official archive made small.

Source: Li, Andreeto, Ranzato & Perona 2022, doi.org/10.22002/D1.20086, CC BY 4.0. It knows nothing of networks.
"""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lib.pictures.sets.archives import Progress, RemoteFile, fetch, small_copy
from lib.pictures.sets.photos import PhotoSet, parts, small_jpeg
from lib.specs.hooks import Stopped

LEFT_OUT = ("BACKGROUND_Google", "Faces", "Faces_easy", "Motorbikes", "airplanes")
PICTURES = 9144
# Shorter side of the small copy: 48 MB instead of 137, and more than a network for 80 pixels needs
SIDE = 112
OFFICIAL = RemoteFile(
    "datasets",
    "caltech-101.zip",
    "https://data.caltech.edu/records/mzrjq-6wc02/files/caltech-101.zip",
    137.4,
)
SMALL = "caltech101_112px.zip"


def caltech101(archive: Path, folders: str = "classes") -> PhotoSet:
    """Caltech-101: its 97 `classes` in 70 / 15 / 15 % parts (seed 0, class by class), or the `left_out` folders.

    Left out of the classes: BACKGROUND_Google (anything at all), Faces and Faces_easy (the same people twice),
    Motorbikes and airplanes (798 and 800 pictures, as against 31 to 239: guessing either would score well).
    What remains is 6,209 pictures, the number that ml4a's transfer-learning guide works with.
    The left-out folders have only a training part.

    Args:
        archive: the small copy, with names as in `101_ObjectCategories/ant/image_0001.jpg`.
    """
    with zipfile.ZipFile(archive) as file:
        inside = [name for name in file.namelist() if name.lower().endswith(".jpg")]
    wanted = [n for n in sorted(inside) if (n.split("/")[-2] in LEFT_OUT) == (folders == "left_out")]
    found = sorted({name.split("/")[-2] for name in wanted})
    labels = np.array([found.index(name.split("/")[-2]) for name in wanted])
    classes = tuple(name.replace("_", " ") for name in found)
    part = np.zeros(len(labels), int) if folders == "left_out" else parts(labels, (0.7, 0.15, 0.15))
    return PhotoSet(f"caltech101_{folders}", archive, tuple(wanted), labels, classes, part)


def cached_caltech101(home: Path) -> Path | None:
    """The small copy in Keras' cache, or None."""
    path = home / "datasets" / SMALL
    return path if path.is_file() else None


def fetch_caltech101(
    home: Path,
    progress: Progress = lambda done, of: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Path:
    """Download the official archive (137 MB), make the small copy beside it, and remove the large one.

    Raises as `lib.pictures.sets.archives.fetch` does.
    """
    official = fetch(OFFICIAL, home, progress, stopped)
    return small_copy(home, SMALL, [official], lambda part: shrink(official, part, stopped))


def shrink(official: Path, small: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Write every picture of the official zip, which holds a tar, into a flat zip; returns how many."""
    count = 0
    with zipfile.ZipFile(official) as outer, zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as out:
        inner = next((n for n in outer.namelist() if n.endswith("101_ObjectCategories.tar.gz")), "")
        with outer.open(inner) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for member in tar:
                if stopped():
                    raise Stopped("Stopped while the pictures were being made smaller.")
                folder_and_name = member.name.split("/")[-2:]
                content = tar.extractfile(member) if member.name.endswith(".jpg") else None
                if content is None or folder_and_name[-1].startswith(".") or count == PICTURES:
                    continue
                data = small_jpeg(content.read(), SIDE)
                out.writestr("/".join(["101_ObjectCategories", *folder_and_name]), data)
                count += 1
    return count
