"""What those in a room have drawn for it: in this process' memory alone, gone with the room. No database ever has it.

Bounded by members and digits: one drawing of each digit a member, 784 bytes. It knows no page. Several app processes do not
share it: a class that draws together is served by one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

DIGITS = 10
IN_ALL = 6_000  # drawings of all rooms: 600 members, ten digits each, 5 MB


@dataclass(frozen=True)
class Hand:
    """One member's drawing of one digit, and what it may be used for."""

    member: int
    digit: int
    ink: np.ndarray  # (28, 28) uint8, 0 = paper, as MNIST
    shown: bool  # on the projector, without a name
    given: bool  # into the room's picture set


class Drawings:
    """By room; its methods may be called from any thread."""

    def __init__(self, most: int = IN_ALL) -> None:
        self._most = most
        self._of: dict[str, dict[tuple[int, int], Hand]] = {}
        # By room: what comes into one makes nobody read another anew
        self._versions: Counter[str] = Counter()
        self._lock = threading.Lock()

    def keep(self, code: str, hand: Hand) -> bool:
        """Puts a drawing in place of the same member's last one of that digit; False where there is no room for it."""
        with self._lock:
            mine, place = self._of.setdefault(code, {}), (hand.member, hand.digit)
            if place not in mine and sum(map(len, self._of.values())) >= self._most:
                return False
            mine[place] = hand
            self._versions[code] += 1
            return True

    def of(self, code: str) -> list[Hand]:
        """Those of a room, in the order in which they first came."""
        with self._lock:
            return list(self._of.get(code, {}).values())

    def version(self, code: str) -> int:
        """Another one after every change of a room's."""
        return self._versions[code]

    def drop(self, code: str, member: int | None = None) -> None:
        """All of a room, or one member's."""
        with self._lock:
            mine = self._of.get(code, {})
            for place in [place for place in mine if member is None or place[0] == member]:
                del mine[place]
            self._versions[code] += 1
            if not mine:
                self._of.pop(code, None)

    def keep_only(self, rooms: Mapping[str, Collection[int]]) -> None:
        """Only those of rooms that are open, and of who is still in them: numbers of members by code."""
        for code in list(self._of):
            for number in {hand.member for hand in self.of(code)} - set(rooms.get(code, ())):
                self.drop(code, number)


drawings = Drawings()  # of this process
