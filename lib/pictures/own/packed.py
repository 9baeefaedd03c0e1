"""A learner's own set as bytes that travel with a run, and as the networks read it. It knows nothing of how the set came about."""

from __future__ import annotations

import io
import json
import zipfile

from lib.pictures.own.own import OwnSet
from lib.pictures.own.own_entry import OwnError
from lib.pictures.own.own_picture import OwnPicture
from lib.pictures.sets.photos import PhotoSet

INDEX = "set.json"
STAMP = (1980, 1, 1, 0, 0, 0)  # the same pictures give the same bytes, whenever they are packed


def to_bytes(own: OwnSet) -> bytes:
    """A zip in memory: `class/0001.jpg` and an index; the same pictures give the same bytes."""
    packed = io.BytesIO()
    index = {
        "classes": own.classes,
        "pictures": [[picture.label, picture.fingerprint.hex(), picture.take] for picture in own.pictures],
    }
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, picture in zip(names(own), own.pictures, strict=True):
            archive.writestr(zipfile.ZipInfo(name, STAMP), picture.jpeg)
        archive.writestr(zipfile.ZipInfo(INDEX, STAMP), json.dumps(index))
    return packed.getvalue()


def from_bytes(data: bytes) -> OwnSet:
    """What `to_bytes` made: for the app's own use, never for what a learner hands in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        index = json.loads(archive.read(INDEX))
        names = [info.filename for info in archive.infolist()][:-1]
        pictures = tuple(
            OwnPicture(name, label, archive.read(name), bytes.fromhex(fingerprint), take)
            for name, (label, fingerprint, take) in zip(names, index["pictures"], strict=True)
        )
    return OwnSet(tuple(index["classes"]), pictures)


def to_photo_set(own: OwnSet) -> PhotoSet:
    """The set as the networks read it, its archive in memory.

    Raises:
        OwnError: with fewer than two classes, or a class with too few pictures.
    """
    if reason := own.why_not():
        raise OwnError(reason)
    return PhotoSet("own", to_bytes(own), tuple(names(own)), own.labels, own.classes, own.part)


def names(own: OwnSet) -> list[str]:
    """Names inside the zip, in the pictures' order."""
    told = [0] * len(own.classes)
    found = []
    for picture in own.pictures:
        told[picture.label] += 1
        found.append(f"{own.classes[picture.label]}/{told[picture.label]:04d}.jpg")
    return found
