"""The app's three shared things, made once a process: settings, lab book, engine.

They live in this module and not in Streamlit's cache: what is in a cache can be cleared, and a second engine beside
the first would have a second cluster, and fail the runs of the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from lib.lab_book.runs import LabBook
from lib.settings import Settings, read_settings

if TYPE_CHECKING:
    from lib.engine.engine import Engine

T = TypeVar("T")


class once(Generic[T]):
    """A function whose result is made by the first who asks, while others wait; an exception leaves it unmade."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: list[T] = []  # none or one

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def clear(self) -> None:
        """Forgets the result, for tests that begin as a new process does."""
        with self._lock:
            self._made.clear()


@once
def settings() -> Settings:
    return read_settings()


@once
def lab_book() -> LabBook:
    return LabBook(settings())


@once
def engine() -> Engine:
    """The engine; its worker starts at the first `engine().warm_up()` or submit, not here."""
    from lib.engine.engine import (
        Engine,  # brings Dask along: half a second that the home page need not wait for
    )

    return Engine(settings(), lab_book())


@once
def take_up() -> None:
    """Once a process: the engine goes on with the runs that the app's last life left unfinished."""
    if lab_book().live_runs():
        engine()
