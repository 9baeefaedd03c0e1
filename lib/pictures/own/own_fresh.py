"""Files that a learner hands in, made into small pictures one by one, until the room for them is full.

It knows nothing of classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lib.pictures.own import own_twins
from lib.pictures.own.own_entry import Entry, Limits, OwnError
from lib.pictures.own.own_kept import SHORT_SIDE, as_jpeg, made_small
from lib.pictures.prepare.budget import Purse
from lib.pictures.prepare.decode import PictureError, decode

DRAFT_SIDE = 2 * SHORT_SIDE  # a large JPEG is decoded at no more than it takes to shrink it well


@dataclass(frozen=True)
class Fresh:
    """A picture as it will be kept, and the folders that it lay in."""

    folders: tuple[str, ...]
    name: str
    jpeg: bytes
    fingerprint: bytes  # see `own_twins.fingerprint`


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
            fresh.append(Fresh(entry.folders, entry.name, jpeg, own_twins.fingerprint(small)))
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
