"""What an operator may see of this process: open sessions, and how many errors of which kind the last hour had.

It stands in a file of the lab book's folder that only this user reads; `python -m lib operator` prints it. An error is counted
by its logger's name and its class, never by its words: these may be a learner's.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

EVERY = 5.0  # seconds between two writings
STALE = 60.0  # seconds after which a file's process is taken for gone
MINUTES = 60
KINDS = 40  # of errors in one minute; more are counted together


class Errors:
    """Counts records as they are made: Streamlit's loggers hand theirs on to no other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minutes: deque[tuple[int, Counter[str]]] = deque(maxlen=MINUTES + 1)

    def listen(self) -> None:
        """From now on, for the life of this process."""
        make = logging.getLogRecordFactory()

        def made(*words: Any, **named: Any) -> logging.LogRecord:
            record = make(*words, **named)
            if (record.levelno or 0) >= logging.ERROR:  # none yet where it is made from a dict
                self.count(record)
            return record

        logging.setLogRecordFactory(made)

    def count(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        kind = f"{record.name}: {error.__name__ if error else record.levelname.lower()}"
        minute = int(time.time() // 60)
        with self._lock:
            if not self._minutes or self._minutes[-1][0] != minute:
                self._minutes.append((minute, Counter()))
            counts = self._minutes[-1][1]
            counts[kind if kind in counts or len(counts) < KINDS else "others"] += 1

    def of_the_hour(self) -> dict[str, int]:
        since = int(time.time() // 60) - MINUTES
        with self._lock:
            return dict(sum((counts for minute, counts in self._minutes if minute > since), Counter()))


class Watch:
    """Writes the file now and then, in a thread of its own, until `end`."""

    def __init__(self, folder: Path, sessions: Callable[[], int]) -> None:
        self._file = folder / "operator" / f"{uuid.uuid4().hex}.json"
        self._sessions, self.errors = sessions, Errors()
        self._ended = threading.Event()

    def start(self) -> None:
        self.errors.listen()
        threading.Thread(target=self._keep, name="operator", daemon=True).start()

    def end(self) -> None:
        self._ended.set()
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _keep(self) -> None:
        while not self._ended.is_set():
            with suppress(OSError):  # a full disk: later again
                self.write()
            self._ended.wait(EVERY)

    def write(self) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = {
            "process": os.getpid(),
            "at": time.time(),
            "sessions": self._sessions(),
            "errors": self.errors.of_the_hour(),
        }
        half = self._file.with_suffix(".part")
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(said, file)
        half.replace(self._file)


def read(folder: Path) -> list[dict[str, Any]]:
    """What the app processes of this folder wrote last; a file that a killed one left goes."""
    found = []
    for file in sorted((folder / "operator").glob("*.json")):
        with suppress(OSError, ValueError):
            said = json.loads(file.read_text(encoding="utf-8"))
            if said["at"] > time.time() - STALE:
                found.append(said)
            else:
                file.unlink()
    return found
