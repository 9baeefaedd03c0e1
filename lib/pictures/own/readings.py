"""The class folder of each picture of an archive, in each way in which its folders and their names can be read.

It knows nothing of the set that the pictures come into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lib.pictures.own.class_folders import Found
from lib.pictures.own.intake import Fresh
from lib.pictures.own.own_entry import short


def readings_of(fresh: list[Fresh], found: Found) -> list[list[str | None]]:
    """The class folder of each picture, None where it lies in none: as it is read, then in each other way."""

    def folder_of(folders: tuple[str, ...], level: int | None) -> str | None:
        return folders[level] if level is not None and level < len(folders) else None

    readings = [[folder_of(one.folders, level) for one, level in zip(fresh, found.level, strict=True)]]
    if found.other:
        readings.append(
            [folder_of(one.folders, level) for one, level in zip(fresh, found.other, strict=True)]
        )
    for way in range(max((len(one.others) for one in fresh), default=0)):
        readings.append(
            [folder_of(one.others[way], level) for one, level in zip(fresh, found.level, strict=True)]
        )
    return [readings[0], *(other for other in readings[1:] if set(other) != set(readings[0]))]


def other_class(given: str | None, names: dict[str, str | None], name: str) -> str:
    """A picture's class in another reading; the one that it has where that reading gives none."""
    return (names.get(given) if given is not None else None) or name


def unsure(found: Found) -> list[str]:
    """A sentence on folders that may be classes or parts; none where nothing is in doubt."""
    if not found.other:
        return []
    several = [*map(short, found.parts[:3]), *(["..."] if len(found.parts) > 3 else [])]
    return [
        f"The folders {', '.join(several)} may be classes, or parts of a set with the classes inside. Look at the classes, and "
        "say how they are meant."
    ]


def beside(fresh: list[Fresh], level: Sequence[int | None]) -> list[str]:
    """A sentence for each folder of pictures that lie in no class folder, and for each picture without any folder."""
    loose = [one for one, where in zip(fresh, level, strict=True) if where is None]
    folders = Counter("/".join(one.folders) for one in loose if one.folders)
    return [
        *(f"{short(one.name)} lies in no class folder. Put it into the folder of its class." for one in loose if not one.folders),
        *(
            f"{count:,} {'picture' if count == 1 else 'pictures'} in {short(name)} {'lies' if count == 1 else 'lie'} in no class "
            f"folder. Put {'it' if count == 1 else 'them'} into the folder of {'its' if count == 1 else 'their'} class."
            for name, count in folders.items()
        ),
    ]  # fmt: skip
