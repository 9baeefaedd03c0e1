"""How the lab book's parts reach its database: transactions, refusals in a sentence, and room kept at every write.

It knows nothing of what is written.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.lab_book import housekeeping
from lib.lab_book.database import copies, open_database, truncate_log, writing
from lib.lab_book.pruning import SLACK
from lib.lab_book.tables import forgotten
from lib.settings import Settings

T = TypeVar("T")
EVERY = 5.0  # seconds between two looks for room in a full lab book: each reads the list of all runs


class LabBookError(RuntimeError):
    """The database refused; the message says what the learner can do."""


class _Page(threading.local):
    """What this thread has read in the page run that it is in; None outside of one."""

    read: dict[tuple[str, ...], Any] | None = None


class Book:
    """The database and its limits; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._engine = open_database(settings.database_url)
        self._writing = writing(self._engine)
        self._per_learner, self._in_all = settings.runs_per_learner, settings.runs_in_all
        self._bytes = settings.disk * 2**20
        self._counting = threading.Lock()
        self._grown = [0, 0, 0]  # since the last look: runs, bytes, answers
        self._full, self._looked = False, 0.0  # whether there was no room, and when that was looked at
        # Since when files beside the database may hold what was to be forgotten; None: they do not
        self._traces: float | None = None
        self._page = _Page()
        self._writes: Counter[str] = Counter()  # of live runs, in this process
        self.moved = object()  # another one whenever a run came, went, or began or ended, in this process
        self._count_anew()

    def stamp(self, run_id: str) -> tuple[object, int]:
        """Another one after each write of this process that may show with the run; it asks no database."""
        return self.moved, self._writes[run_id]

    @contextmanager
    def page_run(self) -> Iterator[None]:
        """Within it, what this thread asks of a learner is read once; it is read anew after the thread wrote."""
        self._page.read = {}
        try:
            yield
        finally:
            self._page.read = None

    def _once(self, key: tuple[str, ...], read: Callable[[], T]) -> T:
        """What `read` gives, once a page run. Whoever gets it changes nothing in it."""
        kept = self._page.read
        if kept is None:
            return read()
        if key not in kept:
            kept[key] = read()
        return kept[key]

    @contextmanager
    def _begin(self, *, writes: bool = False) -> Iterator[Connection]:
        try:
            with (self._writing if writes else self._engine).begin() as connection:
                yield connection
            if writes and self._page.read:
                self._page.read.clear()
            if writes and self._traces is not None:
                self._erase(self._traces)
        except (SQLAlchemyError, UnicodeEncodeError) as error:  # the latter: half a character in a forged id
            if writes and isinstance(error, SQLAlchemyError):
                self._count_anew()  # what was counted may not have been written, what was deleted may be there
            raise LabBookError(
                "The lab book cannot be written just now: its disk is full or its database does not answer. "
                "What you see stays on the page. Try again in a moment."
            ) from error

    def _write(self) -> AbstractContextManager[Connection]:
        return self._begin(writes=True)

    # Room

    def _grow(self, c: Connection, *, runs: int = 0, size: int = 0, answers: int = 0) -> None:
        """Counts what was written, and makes room once it is a twentieth of a limit since the last time.

        So a look at everything is rare, and as it frees a twentieth more than it must, the limits hold in between.
        """
        with self._counting:
            self._grown[0] += runs
            self._grown[1] += size
            self._grown[2] += answers
            limits = (self._in_all, self._bytes, housekeeping.ANSWERS_IN_ALL)
            due = any(grown > limit // SLACK for grown, limit in zip(self._grown, limits, strict=True))
            if due:
                self._grown = [0, 0, 0]
        if due:
            self._make_room(c)

    def _make_room(self, c: Connection) -> None:
        self._full = not housekeeping.make_room(c, self._in_all, self._bytes, time.time())
        self._looked = time.monotonic()

    def _make_sure_of_room(self, c: Connection) -> None:
        """Raises LabBookError: runs of the last hour fill the lab book, and nobody loses these."""
        if self._full and time.monotonic() - self._looked > EVERY:
            self._make_room(c)
        if self._full:
            raise LabBookError(
                "The lab book is full of runs of the last hour, which nobody loses. Try again later."
            )

    def _count_anew(self) -> None:
        """The next write looks for room: nobody knows what is there."""
        with self._counting:
            self._grown = [self._in_all + 1, 0, 0]

    # Who asked to be forgotten

    def _welcome(self, c: Connection, learner: str) -> None:
        """Raises LabBookError: this learner asked to be forgotten."""
        if c.execute(select(forgotten.c.at).where(forgotten.c.digest == digest_of(learner))).first():
            raise LabBookError(
                "Everything of this learner's was deleted, as you asked, and nothing new is kept. "
                "Reload the page to start afresh."
            )

    def _erase(self, since: float = 0.0) -> None:
        """Takes what was deleted out of the files beside the database; a later write tries again where that fails.

        Args:
            since: when it came, in seconds since 1970: an older copy does not hold it.
        """
        self._traces = since if self._traces is None else min(since, self._traces)
        with suppress(OSError):
            for copy in copies(self._engine):
                if copy.stat().st_mtime >= self._traces:
                    copy.unlink(missing_ok=True)
            if truncate_log(self._engine):
                self._traces = None


def storable(text: str, limit: int) -> str:
    """At most `limit` characters, without what no database takes: half a character, a zero byte."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")[:limit]


def digest_of(learner: str) -> str:
    """What is kept of a learner who asked to be forgotten: enough to know the id again, not to tell it."""
    return hashlib.sha256(learner.encode()).hexdigest()
