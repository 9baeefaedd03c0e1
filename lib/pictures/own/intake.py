"""What is taken in of a learner's own: files made into small pictures, names of classes made plain, refusals in a sentence.

It knows nothing of sets.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from lib.pictures.own import near_duplicates
from lib.pictures.own.own_entry import RESERVED, Entry, Limits, OwnError, printable, short
from lib.pictures.prepare.budget import Purse
from lib.pictures.prepare.decode import PictureError, decode

SHORT_SIDE = 256  # pixels: the largest base looks at 224
DRAFT_SIDE = 2 * SHORT_SIDE  # a large JPEG is decoded at no more than it takes to shrink it well
LONGEST = 5  # times the short side: more than that is a strip, and nothing is left of it in a square
LEAST_SIDE = 16  # pixels
QUALITY = 90  # of the JPEGs kept
NAME_LENGTH = 40  # characters of a class's name
# Would be read as a path or as formatting wherever a name is shown.
MARKUP = str.maketrans(dict.fromkeys("/\\`*_[]<>$#|~{}:;@", " "))
WEB = re.compile(r"www\.", re.IGNORECASE)  # made a link by whatever reads Markdown
AT_START = "=+-. "  # a spreadsheet reckons with what begins so, and Markdown makes a list of it

PART_FOLDERS = {"train", "training", "test", "val", "valid", "validation"}


@dataclass(frozen=True)
class Fresh:
    """A picture as it will be kept, and the folders that it lay in."""

    folders: tuple[str, ...]
    name: str
    jpeg: bytes
    fingerprint: bytes  # see `near_duplicates.fingerprint`


def read(
    found: Iterable[Entry], limits: Limits, room: int, room_bytes: int, purse: Purse | None = None
) -> tuple[list[Fresh], list[str]]:
    """The pictures among the entries, and a sentence for each that is none or finds no room.

    Args:
        room: how many pictures still fit.
        room_bytes: how many bytes of small ones.
        purse: how many pixels the visitor may still have decoded; a full one of its own unless given.

    Raises:
        OwnError: the archive is refused as a whole.
    """
    fresh: list[Fresh] = []
    notes: list[str] = []
    purse = purse or Purse(limits.all_pixels)
    over = 0
    try:
        for entry in found:
            if entry.refused:
                notes.append(entry.refused)
                continue
            if len(fresh) >= room or room_bytes <= 0:
                over += 1
                continue
            try:
                picture = decode(entry.data, entry.name, limits.file_bytes, limits.pixels, DRAFT_SIDE, purse)
                small = made_small(picture, entry.name)
            except PictureError as error:
                notes.append(str(error))
                continue
            jpeg = as_jpeg(small)
            room_bytes -= len(jpeg)
            fresh.append(Fresh(entry.folders, entry.name, jpeg, near_duplicates.fingerprint(small)))
    except OwnError as error:  # the whole is refused, or only its end: what came before it stays
        if not fresh:
            raise
        notes.append(str(error))
    if over:
        notes.append(
            f"{over:,} more {'picture was' if over == 1 else 'pictures were'} left out: at most "
            f"{limits.pictures:,} pictures or {limits.kept_bytes / 1e6:.0f} MB of small ones fit."
        )
    return fresh, notes


def class_name(name: str) -> str:
    """A class's name as it is kept: plain characters, nothing that Markdown or a path would read, no space around.

    Raises:
        OwnError: nothing is left, it is too long, or Windows keeps the name for itself.
    """
    plain = unicodedata.normalize("NFC", printable(name)).translate(MARKUP)
    plain = " ".join(WEB.sub("www ", plain).split()).lstrip(AT_START).rstrip(". ")
    if not plain:
        raise OwnError("A class needs a name with at least one letter or digit.")
    if len(plain) > NAME_LENGTH:
        raise OwnError(
            f"A class's name may have {NAME_LENGTH} characters, and {short(plain)} has {len(plain)}."
        )
    if RESERVED.fullmatch(plain):
        raise OwnError(f"Windows keeps the name {plain} for a device. Choose another one.")
    return plain


def class_level(folders: Sequence[tuple[str, ...]]) -> int:
    """How many folders lie around the class folders.

    Folders that all share are passed over, and so is a level of parts (train, test), which the course draws itself.
    """
    level = 0
    while True:
        here = {one[level] for one in folders if len(one) > level}
        deeper = any(len(one) > level + 1 for one in folders)
        if not deeper or not (len(here) == 1 or {name.casefold() for name in here} <= PART_FOLDERS):
            return level
        level += 1


def made_small(picture: Image.Image, name: str) -> Image.Image:
    """The picture with a short side of at most SHORT_SIDE pixels.

    Raises:
        PictureError: too small, or a strip.
    """
    least, most = sorted(picture.size)
    if least < LEAST_SIDE:
        raise PictureError(
            f"{short(name)} has only {picture.width:,} × {picture.height:,} pixels, and at least {LEAST_SIDE} a side are "
            "needed. Use a larger one."
        )
    if most > LONGEST * least:
        raise PictureError(
            f"{short(name)} is {most / least:.0f} times as long as it is wide, and would be squeezed out of all shape. "
            "Cut it first."
        )
    if least <= SHORT_SIDE:
        return picture
    scale = SHORT_SIDE / least
    size = round(picture.width * scale), round(picture.height * scale)
    return picture.resize(size, Image.Resampling.LANCZOS)


def as_jpeg(picture: Image.Image) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=QUALITY)
    return packed.getvalue()
