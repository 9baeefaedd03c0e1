"""Nicknames that are drawn: an adjective and an animal, in a room nobody else's."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from functools import cache

from lib.records import read

TRIES = 200  # to meet a free pair by chance: with 300 of 1,600 taken, one in five draws misses


@cache
def _words() -> tuple[list[str], list[str]]:
    written = read(__file__)
    return written["adjectives"], written["animals"]


def draw(taken: Collection[str]) -> str:
    """A name that is not among those taken, such as "Brave Otter"; with a number where all pairs are."""
    adjectives, animals = _words()
    for _ in range(TRIES):
        name = f"{secrets.choice(adjectives)} {secrets.choice(animals)}"
        if name not in taken:
            return name
    return next(each for n in range(2, 10_000) if (each := f"{name} {n}") not in taken)
