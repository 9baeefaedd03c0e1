"""Rooms end when their time is over, also where nobody looks: a thread of this process waits for the next one's."""

from __future__ import annotations

import logging
import threading
import time

from lib.lab_book.book import LabBookError
from lib.lab_book.runs import LabBook
from lib.screen.kit import host
from lib.screen.room.drawings import drawings

SOONEST, LATEST = 1.0, 30.0  # seconds between two looks: another process may have opened one

log = logging.getLogger("layers")


class Ending:
    """The thread, which lives as long as there is a room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = self._asked = False

    def watch(self) -> None:
        """From now on, if it does not yet; returns at once. Call it once a process, and where a room was opened."""
        with self._lock:
            self._asked = True
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._keep, args=(host.lab_book(),), name="rooms", daemon=True).start()

    def _keep(self, book: LabBook) -> None:
        while True:
            self._asked = False
            try:
                ends = book.end_overdue()
                drawings.keep_only(
                    {code: {each.number for each in book.members_of(code)} for code in book.open_rooms()}
                )
            except LabBookError:  # later again
                ends = time.time() + LATEST
                log.warning("Rooms that are over could not be deleted just now")
            with self._lock:
                if ends is None and not self._asked:
                    self._running = False
                    return
            time.sleep(min(LATEST, max(SOONEST, (ends or 0.0) - time.time())))


ending = Ending()  # of this process
take_up = host.once(ending.watch)
