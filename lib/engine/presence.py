"""That this app process is there, told to other processes of the same folder by a lock that the system frees when it ends.

So an app that was killed and is started again knows at once that the one before is gone, by whatever number the new one
runs. A process with a folder of its own, on this machine or another, is known by its lease alone (`lib.lab_book.leases`).
"""

from __future__ import annotations

import logging
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import locket

log = logging.getLogger(__name__)


class Presence:
    """This process' name, and a file of that name which is locked while it lives."""

    def __init__(self, folder: Path) -> None:
        self.name = uuid.uuid4().hex
        self._folder = folder / "processes"
        self._lock: Any = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(self._file(self.name), 1)  # another process may look at it just now
        except (
            OSError,
            locket.LockError,
        ):  # a folder that cannot be written, or knows no locks: then leases alone say who is there
            log.warning("no file could be locked in %s", self._folder, exc_info=True)

    def gone(self) -> list[str]:
        """Processes of this folder that ended without a word; call `bury` once that is written down."""
        names = [file.stem for file in self._folder.glob("*.lock") if file.stem != self.name]
        return [name for name in names if not alive(self._file(name))]

    def bury(self, names: list[str]) -> None:
        for name in names:
            with suppress(OSError):
                self._file(name).unlink(missing_ok=True)

    def end(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            self.bury([self.name])

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.lock"


def alive(file: Path) -> bool:
    """Whether the process that locked this file still runs."""
    try:
        _lock(file).release()
    except (locket.LockError, OSError):  # the latter: it cannot be told, and its lease will
        return True
    return False


def _lock(file: Path, seconds: float = 0) -> Any:
    """Raises LockError where another one holds it for so long."""
    lock = locket.lock_file(str(file), timeout=seconds)
    lock.acquire()
    return lock
