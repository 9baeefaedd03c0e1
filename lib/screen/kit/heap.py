"""Keeps Python's garbage collector away from what stays: the modules, about 250,000 objects once all are imported.

A full collection looks at every object, 0.2 seconds of them, and no page is served meanwhile. Frozen objects are passed
over. Freezing knows no difference between a module and what the sessions of just then hold; that would never be
collected again. So all is thawed and looked at anew every TIDY seconds.

`config.toml` turns off that Streamlit collects after every run. Instead all is swept every SWEEP seconds in which a page
has run, beside what Python collects by itself as objects come.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable

TIDY = 600.0  # seconds: costs 0.3 of them, and what a session held in a ring of references outlives it by no more
SWEEP = 10.0  # seconds: with 300 open pages it takes 0.04 of them


class Heap:
    """What of this process is frozen; `clock` gives seconds, `imported` the number of modules."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        imported: Callable[[], int] = lambda: len(sys.modules),
    ) -> None:
        self._clock, self._imported = clock, imported
        self._modules, self._thawed, self._swept = 0, clock(), clock()
        self._busy = threading.Lock()

    def settle(self) -> None:
        """For the end of a page's run: collects when it is time to, and freezes what was imported since the last time."""
        now, modules = self._clock(), self._imported()
        thaw, late = now - self._thawed >= TIDY, modules > self._modules
        if not (thaw or late or now - self._swept >= SWEEP) or not self._busy.acquire(blocking=False):
            return  # nothing to do, or another page's run is doing it
        try:
            self._modules, self._swept = max(modules, self._modules), now
            if thaw:
                self._thawed = now
                gc.unfreeze()
            gc.collect()
            if thaw or late:
                gc.freeze()
        finally:
            self._busy.release()


heap = Heap()
