"""What the whole process computes once: few results by key, the one used longest ago goes first.

One visitor computes and the others wait for it, so that a class that opens a page together pays once. It returns the
very object, which nobody may change. Put nothing here of a learner's photos, or of what was said of them: `mine` keeps
that in the session, and it goes with the session.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, ClassVar, Generic, TypeVar

import streamlit as st

T = TypeVar("T")


class _Entry(Generic[T]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: list[T] = []  # none or one
        self.refused: Exception | None = None
        self.until = float("inf")
        self.size = 0


class Kept(Generic[T]):
    """A bounded store of the process.

    Args:
        most: results; say beside it how large they are.
        room: bytes that all may take together, by `size`; for results of very different sizes.
        seconds: how long a result holds.
        refusal: an exception that is told again, instead of trying again, for `patience` seconds.
    """

    _all: ClassVar[weakref.WeakSet[Kept[Any]]] = weakref.WeakSet()
    _registering: ClassVar[threading.Lock] = threading.Lock()

    def __init__(
        self,
        most: int,
        seconds: float = float("inf"),
        refusal: type[Exception] | tuple[()] = (),
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        room: int = 0,
        size: Callable[[T], int] = lambda _: 0,
    ) -> None:
        self._room, self._size = room, size
        self._most, self._seconds, self._refusal, self._patience = most, seconds, refusal, patience
        self._clock, self._lock = clock, threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        with Kept._registering:
            Kept._all.add(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave for this key; an exception leaves it unmade."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        with entry.lock:
            if self._clock() >= entry.until:
                entry.made, entry.refused = [], None
            if entry.refused is not None:
                raise type(entry.refused)(*entry.refused.args)
            if not entry.made:
                try:
                    entry.made, entry.until = [make()], self._clock() + self._seconds
                    self._make_room(entry)
                except self._refusal as refusal:
                    entry.refused, entry.until = refusal, self._clock() + self._patience
                    raise
            return entry.made[0]

    def _make_room(self, entry: _Entry[T]) -> None:
        with self._lock:
            entry.size = self._size(entry.made[0])
            while len(self._entries) > 1 and sum(each.size for each in self._entries.values()) > self._room:
                self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def forget(self, names: Iterable[str]) -> None:
        """Drops what has one of these names in its key: runs of a learner who asked to be forgotten."""
        gone = set(names)
        with self._lock:
            for key in [key for key in self._entries if isinstance(key, tuple) and gone.intersection(key)]:
                del self._entries[key]

    @staticmethod
    def clear_all() -> None:
        """As a new process has it, for tests."""
        for each in Kept._every():
            each.clear()

    @staticmethod
    def forget_all(names: Iterable[str]) -> None:
        """`forget`, in every store."""
        gone = list(names)
        for each in Kept._every():
            each.forget(gone)

    @staticmethod
    def _every() -> list[Kept[Any]]:
        with Kept._registering:
            return list(Kept._all)


def mine(name: str, most: int, refusal: type[Exception] | tuple[()] = ()) -> Kept[Any]:
    """This session's own store of that name: for whatever comes of a learner's own photos. It goes with the session."""
    key = f"_mine_{name}"
    if key not in st.session_state:
        st.session_state[key] = Kept(most, refusal=refusal)
    return st.session_state[key]
