"""What is taken in of a learner's own: files made into small pictures, names of classes made plain, refusals in a sentence.

It knows nothing of sets.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
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
# Would be read as a path or as formatting wherever a name is shown; `_` and `#` stay, for C# and hot_dog.
MARKUP = str.maketrans(dict.fromkeys("/\\`*[]<>$|~{}:;@", " "))
CLOCK = re.compile(r"(?<=\d):(?=\d\d\b)(?!\d\d:)")  # 10:30: no drive, and no emoji
WEB = re.compile(r"www\.", re.IGNORECASE)  # made a link by whatever reads Markdown
EDGES = re.compile(r"(?<!\w)_+|_+(?!\w)")  # at a word's edge Markdown would set the word in italics
AT_START = "=+-. "  # a spreadsheet reckons with what begins so, and Markdown makes a list of it


@dataclass(frozen=True)
class Fresh:
    """A picture as it will be kept, and the folders that it lay in."""

    folders: tuple[str, ...]
    name: str
    jpeg: bytes
    fingerprint: bytes  # see `near_duplicates.fingerprint`
    others: tuple[tuple[str, ...], ...] = ()  # the folders in other readings of the archive's names


def read(
    found: Iterable[Entry], limits: Limits, room: int, room_bytes: int, purse: Purse | None = None
) -> tuple[list[Fresh], list[str], list[str]]:
    """The pictures among the entries, a sentence for each that is none or finds no room, and what else is to be told.

    Args:
        room: how many pictures still fit.
        room_bytes: how many bytes of small ones.
        purse: how many pixels the visitor may still have decoded; a full one of its own unless given.

    Raises:
        OwnError: the archive is refused as a whole.
    """
    fresh: list[Fresh] = []
    notes: list[str] = []
    told: list[str] = []
    purse = purse or Purse(limits.all_pixels)
    over = 0
    try:
        for entry in found:
            if entry.told:
                told.append(entry.told)
                continue
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
            fresh.append(
                Fresh(entry.folders, entry.name, jpeg, near_duplicates.fingerprint(small), entry.others)
            )
    except OwnError as error:  # the whole is refused, or only its end: what came before it stays
        if not fresh:
            raise
        notes.append(str(error))
    if over:
        notes.append(
            f"{over:,} more {'picture was' if over == 1 else 'pictures were'} left out: at most "
            f"{limits.pictures:,} pictures or {limits.kept_bytes / 1e6:.0f} MB of small ones fit."
        )
    return fresh, notes, told


def class_name(name: str) -> str:
    """A class's name as it is kept: plain characters, nothing that Markdown or a path would read, no space around.

    Raises:
        OwnError: nothing is left, it is too long, or Windows keeps the name for itself.
    """
    plain = (
        CLOCK.sub("\0", unicodedata.normalize("NFC", printable(name))).translate(MARKUP).replace("\0", ":")
    )
    plain = EDGES.sub(" ", plain)
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


def class_names(given: Iterable[str]) -> tuple[dict[str, str | None], list[str], list[str]]:
    """What classes are called whose folders have these names: (name of each, what was left out, what else is to be told).

    No two folders become one class, and none gets another name, without a sentence.
    """
    names: dict[str, str | None] = {}
    first: dict[str, str] = {}  # name in small letters: the folder that has it
    left_out, told = [], []
    for folder in sorted(dict.fromkeys(given), key=_changes):  # a name that can stay is nobody else's
        try:
            name = class_name(folder)
        except OwnError as error:
            names[folder] = None
            left_out.append(f"The folder {short(folder)} is left out: {error}")
            continue
        meant = " ".join(unicodedata.normalize("NFC", folder).split())
        taken = first.get(name.casefold())
        if (
            taken is not None
            and meant.casefold() == " ".join(unicodedata.normalize("NFC", taken).split()).casefold()
        ):
            names[folder] = names[taken]
            if folder != taken:
                told.append(
                    f"The folders {short(taken)} and {short(folder)} are taken for one class, {names[taken]}."
                )
            continue
        plain, number = name, 2
        while name.casefold() in first:
            name = f"{plain[: NAME_LENGTH - 5].rstrip()} ({number})"
            number += 1
        names[folder], first[name.casefold()] = name, folder
        if name != meant:
            told.append(
                f"The folder {short(folder)} is called {name} here: a class's name cannot have all of its signs. "
                "Rename the class if another name is better."
            )
    return names, left_out, told


def _changes(folder: str) -> bool:
    """Whether a class cannot have the folder's name as it is."""
    try:
        return class_name(folder) != folder
    except OwnError:
        return True


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
