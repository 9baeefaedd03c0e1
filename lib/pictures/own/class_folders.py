"""Which folders are the classes, judged by how they lie: around them may be a folder for all, and parts (train, test).

Folders beside each other that hold the same folders are parts of a set, whatever their names: the course draws its parts
itself. The same may be read the other way round, for classes that were sorted further (by day, by place), so that both
readings are handed on, unless the names say which it is. It knows nothing of archives or of pictures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# What parts are called in English. Names like these decide where both readings are possible; without them it is asked.
# Each text can be taken apart in one way only: a name that somebody made long would keep a core busy for hours.
PART = re.compile(
    r"(x|y|the|my|data(set)?|images?|pictures?|photos?)*"
    r"(train(ing)?|test(ing)?|val(id(ation)?)?|dev|eval(uation)?|holdout|fold|split|part)"
    r"s?(sets?|data|images?|pictures?|photos?)*\d*"
)
LONGEST = 60  # letters of such a name
ALIKE = 0.6  # of a part's folders lie in another part too: a rare class may be in one alone


@dataclass(frozen=True)
class Found:
    """For each file the place of its class among its folders, None where it lies in none."""

    level: tuple[int | None, ...]
    other: tuple[int | None, ...] = ()  # the same, read the other way round; empty where there is no doubt
    parts: tuple[str, ...] = ()  # the folders that were doubtful


def class_folders(folders: Sequence[tuple[str, ...]]) -> Found:
    """The classes of files that lie in these folders."""
    level = dict.fromkeys(range(len(folders)))
    return _find(folders, dict.fromkeys(range(len(folders)), 0), level)


def is_part(name: str) -> bool:
    """Whether a folder is called as parts are: train, test_set, fold 3."""
    return len(name) <= LONGEST and PART.fullmatch(re.sub(r"[\W_]", "", name.casefold())) is not None


def _find(folders: Sequence[tuple[str, ...]], at: dict[int, int], level: dict[int, int | None]) -> Found:
    """The classes of the files in `at`, whose first `at[i]` folders are passed over; the others' are in `level`."""
    at = _inner(folders, at)
    named = _by_name(folders, at)
    inside = {
        name: _inner(folders, dict.fromkeys(files, 0) | {i: at[i] + 1 for i in files})
        for name, files in named.items()
    }
    holds = {name: set(_by_name(folders, below)) for name, below in inside.items()}
    parted = [name for name in named if holds[name]]
    here = Found(tuple((level | {i: at[i] for files in named.values() for i in files}).values()))
    if not parted:
        return here
    sure = all(map(is_part, parted)) and (len(parted) > 1 or len(named) > 1)
    if not sure and all(is_part(below) for name in parted for below in holds[name]):
        return here  # cats/train, dogs/train
    below = Counter(name.casefold() for name in parted for name in holds[name])
    shared = {name: sum(below[each.casefold()] > 1 for each in holds[name]) for name in parted}
    grid = len(parted) > 1 and all(n > 1 and n >= ALIKE * len(holds[name]) for name, n in shared.items())
    alone = len(parted) == 1 and len(named) > 1 and len(holds[parted[0]]) > 1
    if not sure and not grid and not alone:
        return here
    found = _find(folders, {i: start for name in parted for i, start in inside[name].items()}, level)
    if sure:
        return found
    doubtful = tuple(named)
    return Found(found.level, here.level, doubtful) if grid else Found(here.level, found.level, doubtful)


def _inner(folders: Sequence[tuple[str, ...]], at: dict[int, int]) -> dict[int, int]:
    """The files with all folders passed over that are alone at their place and hold further folders."""
    while True:
        named = _by_name(folders, at)
        deeper = any(len(folders[i]) > start + 1 for i, start in at.items())
        if len(named) != 1 or not deeper:
            return at
        at = {i: at[i] + 1 for files in named.values() for i in files}


def _by_name(folders: Sequence[tuple[str, ...]], at: dict[int, int]) -> dict[str, list[int]]:
    """The files in each folder at the place reached; those that lie beside the folders are in none."""
    named: dict[str, list[int]] = {}
    for i, start in at.items():
        if len(folders[i]) > start:
            named.setdefault(folders[i][start], []).append(i)
    return named
