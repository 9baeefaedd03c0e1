"""How often wrong codes may be tried, and how many rooms one network may open. Addresses are counted in memory alone.

It knows no codes: whoever asks says what was wrong.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection

from lib.engine.places import MINUTE, Places, Refused
from lib.settings import Settings

PER_NETWORK = 10  # wrong codes a minute; of 43,000 codes a hall's typing errors find none
IN_ALL = 100  # a minute from everywhere
SLOWLY = "Too many wrong codes were tried{}. Wait a minute, look at the code, and try again."


class Tries:
    """Wrong codes of the last minute; its methods may be called from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._wrong: deque[tuple[float, str]] = deque()  # when, network

    def check(self, network: str) -> None:
        """Before a code is looked at, right or wrong: else guessing would only go on.

        Raises:
            Refused: too many wrong ones came from this network, or in all.
        """
        with self._lock:
            now = self._clock()
            while self._wrong and now - self._wrong[0][0] > MINUTE:
                self._wrong.popleft()
            if sum(each == network for _, each in self._wrong) >= PER_NETWORK:
                raise Refused(SLOWLY.format(" from your network"))
            if len(self._wrong) >= IN_ALL:
                raise Refused(SLOWLY.format(""))

    def wrong(self, network: str) -> None:
        with self._lock:
            self._wrong.append((self._clock(), network))


class Openers:
    """Which network opened which room, in this process."""

    def __init__(self) -> None:
        self._networks: dict[str, str] = {}  # by code

    def check(self, network: str, open_: Collection[str], settings: Settings) -> None:
        """Raises Refused: this network has as many rooms as one may; others must get some too."""
        self._networks = {code: each for code, each in list(self._networks.items()) if code in open_}
        mine = sum(each == network for each in self._networks.values())
        if not Places(settings).admits(mine, len(open_), settings.rooms):
            raise Refused(f"{mine} rooms were opened from your network already. Wait until one has ended.")

    def give(self, code: str, network: str) -> None:
        self._networks[code] = network


tries, openers = Tries(), Openers()  # of this process
