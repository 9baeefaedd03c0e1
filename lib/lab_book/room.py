"""What a room is, as plain data: its code, what the lecturer has set, who is in it, and what is asked.

It knows no database and no words of a page.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, fields, replace
from typing import Any

from lib.lab_book.book import LabBookError

# Consonants that look like no other one (no C beside G, no M beside N, no V beside W) and no digit; without vowels few words.
LETTERS = "BDFGHJKLMPRSTVXZ"
OFFENDING = ("FK", "KF", "SHT", "KZ", "DLD", "BTX", "SLT", "TTS")  # what consonants alone can still say
NAME_LIMIT = 24  # characters of a nickname
NO_CODE = "No room has this code. Look at it again: four letters, no digits."
NOT_YOURS = "Only the lecturer of this room can do that."


class NoRoom(LabBookError):
    """There is no room of that code, or it is over; or the secret is not its lecturer's."""


class RoomRefused(LabBookError):
    """A bound of the room's is reached, or it is not one's own to change; the message says what to do."""


@dataclass(frozen=True)
class Said:
    """What the lecturer has set; all members are told."""

    step: int = 0  # one more each time the class is led on
    page: str = ""  # the lesson's key; "" before the first step
    part: str = ""  # of the page; "" for its top; "#…": a place to scroll to, with no run of a script
    leads: bool = True  # False: everybody walks alone, and the link is all that is shared
    limits: tuple[
        str, ...
    ] = ()  # names of the only settings that members may change; all of them where none is named
    free_names: bool = False  # whether a member may ask for a name of their own
    shut: bool = False  # whether nobody else may come in
    came: int = 0  # members who ever came: a number is nobody else's, also once its member has gone
    asked: int = 0  # number of the question on everybody's screen; 0: none
    hands: int = -1  # the digit that everybody draws; -1: none
    dealt: dict[str, Any] = field(
        default_factory=dict
    )  # settings that were dealt out: see `lib.screen.room.dealing`
    opened_test: bool = False  # whether the board shows what the runs make of the test part

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Said:
        known = {each.name for each in fields(cls)}
        said = {name: value for name, value in kept.items() if name in known}
        return cls(**said | {"limits": tuple(said.get("limits", ()))})

    def with_question(self, number: int) -> Said:
        return replace(self, asked=number)


@dataclass(frozen=True)
class Asked:
    """A question to the room as it stands."""

    number: int
    text: str
    options: dict[str, str]  # words by key
    round: int = 1
    shown: bool = False
    correct: str = ""
    counts: tuple[dict[str, int], ...] = ()  # guesses by option, a dict a round
    lesson: str = ""
    key: str = ""


@dataclass(frozen=True)
class Room:
    """One room as it stands."""

    code: str
    version: int
    said: Said
    opened: float
    ends: float
    question: Asked | None = None


@dataclass(frozen=True)
class Member:
    """Somebody in a room."""

    room: str
    number: int
    name: str
    wanted: str = ""
    hidden: bool = False
    seen: float = 0.0


@dataclass(frozen=True)
class Place:
    """Where a learner is: as lecturer, or as a member."""

    code: str
    member: Member | None = None  # None: the lecturer

    @property
    def leads(self) -> bool:
        return self.member is None


def draw_code() -> str:
    """Four different letters that say nothing bad."""
    while True:
        letters = list(LETTERS)
        code = "".join(letters.pop(secrets.randbelow(len(letters))) for _ in range(4))
        if not any(word in code for word in OFFENDING):
            return code


def as_code(text: str) -> str:
    """What somebody typed as a code: capitals, without spaces; "" where it can be none."""
    code = "".join(text.upper().split())
    return code if len(code) == 4 and set(code) <= set(LETTERS) else ""
