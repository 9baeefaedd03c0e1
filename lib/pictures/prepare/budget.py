"""What one visitor may use up, and what all may keep together: pixels decoded a minute, bytes in memory.

It knows nothing of pictures, nor of who the visitors are.
"""

from __future__ import annotations

import threading
import time
import weakref


class Purse:
    """How many pixels one visitor may still have decoded; it fills again as time goes on."""

    def __init__(self, a_minute: float) -> None:
        self.a_minute = self.left = a_minute
        self._when = time.monotonic()

    def spend(self, pixels: int) -> bool:
        """Takes `pixels` out, the last ones on credit; False, and nothing is taken, where none are left."""
        now = time.monotonic()
        self.left = min(self.a_minute, self.left + self.a_minute * (now - self._when) / 60)
        self._when = now
        if self.left <= 0:
            return False
        self.left -= pixels
        return True


class Shelf:
    """What one visitor keeps in a room, in bytes; it is empty again once nobody has the shelf."""

    def __init__(self, room: Room) -> None:
        self.held: dict[str, int] = {}
        self._room = room

    def hold(self, what: str, size: int) -> bool:
        """Keeps `size` bytes of this kind, instead of those before; False, and all is as before, where there is no room."""
        return self._room.hold(self, what, size)


class Room:
    """The shelves of all visitors, and how many bytes they may hold together."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._shelves: weakref.WeakSet[Shelf] = weakref.WeakSet()
        self._lock = threading.Lock()

    def shelf(self) -> Shelf:
        """A new visitor's."""
        made = Shelf(self)
        with self._lock:
            self._shelves.add(made)
        return made

    def hold(self, shelf: Shelf, what: str, size: int) -> bool:
        with self._lock:
            more = size - shelf.held.get(what, 0)
            if more > 0 and self.held() + more > self.most:
                return False
            shelf.held[what] = size
            return True

    def held(self) -> int:
        """Bytes on all shelves."""
        return sum(sum(shelf.held.values()) for shelf in self._shelves)
