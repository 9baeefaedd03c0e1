"""Small pictures of a part, many in one image file: a level that all are shown by at once, and a larger one.

Public sets alone come by address, the same for all who look, and are made once a process. A learner's own pictures go with
the message and are kept in the session.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from lib.door.files import files
from lib.pictures.sets import digits
from lib.pictures.sets.photos import each_photo
from lib.screen.kit.files import Made, sent
from lib.screen.kit.kept import mine
from lib.screen.mistakes.wall_part import Part
from lib.screen.models.model import DIGITS

SHEETS_AT_ONCE = 2  # of photos, made in one redraw: each reads 100 photos, some 0.3 s


@dataclass(frozen=True)
class Size:
    """How the pictures of one kind are packed: sides in pixels, and how many stand in one image."""

    small: int
    large: int
    per: int

    @property
    def columns(self) -> int:
        return int(np.ceil(np.sqrt(self.per)))


DIGIT = Size(8, 28, 1000)  # at 8 pixels 10,000 fill a screen; 28 is all that there is
PHOTO = Size(32, 96, 100)  # 3 and 20 kB a dozen

_made = Made(400)  # sheets of public sets


def size_of(part: Part) -> Size:
    return DIGIT if part.model.kind == DIGITS else PHOTO


def levels(part: Part, wanted: Sequence[int]) -> dict[str, Any] | None:
    """Both levels as the browser takes them, with the sheets that are made, and those of `wanted` that can be made now.

    None where the pictures are not here.
    """
    size, sheets = size_of(part), range(-(-len(part.answers.truth) // size_of(part).per))
    if not len(part.rows):
        return None
    own = part.photos is not None and isinstance(part.photos.archive, bytes)
    if own or not files.served:
        small = [sent(_mine(part, sheet)) for sheet in sheets]
        return {"small": _level(size, size.small, small), "large": None}
    left = len(sheets) if part.model.kind == DIGITS else SHEETS_AT_ONCE
    found: dict[int, tuple[str, str] | None] = {}
    for sheet in sheets:
        found[sheet] = _names(part, sheet, make=sheet in wanted and left > 0)
        left -= sheet in wanted
    listed = [[sent(each[level]) if each else None for each in found.values()] for level in (0, 1)]
    return {
        "small": _level(size, size.small, listed[0]),
        "large": _level(size, size.large, listed[1]),
    }


def _level(
    size: Size, side: int, sheets: list[dict[str, str] | None] | list[dict[str, str]]
) -> dict[str, Any]:
    return {"side": side, "per": size.per, "columns": size.columns, "sheets": sheets}


def _names(part: Part, sheet: int, make: bool) -> tuple[str, str] | None:
    """Names of both files of a sheet; None where they are not made, and are not to be."""
    of = part.photos.key if part.photos else digits.load(download=False).data_hash
    size = size_of(part)
    keys = [(of, part.name, sheet, side) for side in (size.small, size.large)]
    known = [_made.known(key) for key in keys]
    if all(known):
        return known[0] or "", known[1] or ""
    if not make:
        return None
    pictures = _pictures(part, sheet, size.large)
    small, large = (
        _made.name(key, lambda side=side: _sheet(pictures, side, size.columns))  # type: ignore[misc]
        for key, side in zip(keys, (size.small, size.large), strict=True)
    )
    return small, large


def _mine(part: Part, sheet: int) -> bytes:
    """A small sheet for this session alone."""
    of = part.photos.key if part.photos else ""
    size = size_of(part)
    kept = mine("wall", 12)
    return kept.get(
        (of, part.name, sheet), lambda: _sheet(_pictures(part, sheet, size.large), size.small, size.columns)
    )


def _pictures(part: Part, sheet: int, side: int) -> list[Image.Image]:
    """The pictures of one sheet, square."""
    size = size_of(part)
    rows = part.rows[sheet * size.per : (sheet + 1) * size.per]
    if part.photos is None:
        return [Image.fromarray(255 - each) for each in digits.load(download=False).some(rows)]
    return [ImageOps.fit(photo, (side, side)) for photo in each_photo(part.photos, rows, side)]


def _sheet(pictures: list[Image.Image], side: int, columns: int) -> bytes:
    """One image file: digits exact and grey, photos as a JPEG."""
    grey = pictures[0].mode == "L"
    rows = -(-len(pictures) // columns)
    whole = Image.new("L" if grey else "RGB", (columns * side, rows * side), 255 if grey else "white")
    for i, picture in enumerate(pictures):
        small = (
            picture if picture.size == (side, side) else picture.resize((side, side), Image.Resampling.BOX)
        )
        whole.paste(small, (i % columns * side, i // columns * side))
    out = io.BytesIO()
    whole.save(out, "PNG") if grey else whole.save(out, "JPEG", quality=82)
    return out.getvalue()
