"""The files that visitors have uploaded: who may leave how much, and when it is let go.

Streamlit keeps uploads in memory, under any file id, as long as the session lasts. Here only ids that a page asked for
count, each session and all together have a bound, and what a page no longer shows is freed.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec, UploadFileUrlInfo

IDS = 2_000  # open places of a session: two requests of the largest kind

UNASKED = HTTPException(403, "This page has not asked for a file. Reload it and try again.")
SESSION_FULL = HTTPException(413, "Your files together are too large. Remove some, or reload the page.")
ALL_FULL = HTTPException(503, "Too many people are uploading just now. Try again in a minute.")


@dataclass
class _Book:
    """What one session has."""

    sizes: dict[str, int] = field(default_factory=dict)  # file id -> bytes stored or on their way
    shown: set[str] = field(default_factory=set)  # file ids that its page said it has
    total: int = 0

    def put(self, file_id: str, size: int) -> None:
        self.total += size - self.sizes.get(file_id, 0)
        self.sizes[file_id] = size

    def drop(self, file_id: str) -> None:
        self.total -= self.sizes.pop(file_id, 0)


class Uploads:
    """Keeps the books of a `MemoryUploadedFileManager`, and takes the place of its methods."""

    def __init__(self, files: MemoryUploadedFileManager, session_bytes: int, all_bytes: int) -> None:
        self._files, self._session_bytes, self._all_bytes = files, session_bytes, all_bytes
        self._lock = threading.RLock()
        self._books: defaultdict[str, _Book] = defaultdict(_Book)
        self._issue, self._add = files.get_upload_urls, files.add_file
        self._remove, self._remove_all = files.remove_file, files.remove_session_files
        files.get_upload_urls = self.issue  # type: ignore[method-assign]
        files.add_file = self.add  # type: ignore[method-assign]
        files.remove_file = self.remove  # type: ignore[method-assign]
        files.remove_session_files = self.remove_all  # type: ignore[method-assign]

    @property
    def total(self) -> int:
        """Bytes held for all sessions, with those on their way."""
        with self._lock:
            return sum(book.total for book in self._books.values())

    def issue(self, session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        """Places for files; past IDS the oldest empty ones no longer hold."""
        places = self._issue(session_id, file_names)
        with self._lock:
            book = self._books[session_id]
            for place in places:
                book.put(place.file_id, 0)
            empty = [file_id for file_id, size in book.sizes.items() if not size]
            for file_id in empty[: max(0, len(book.sizes) - IDS)]:
                book.drop(file_id)
        return places

    def reserve(self, session_id: str, file_id: str, size: int) -> None:
        """Counts a file of `size` bytes before it is read.

        Raises:
            HTTPException: it was not asked for, or there is no room; the detail is for the visitor.
        """
        with self._lock:
            book = self._books.get(session_id)
            if book is None or file_id not in book.sizes:
                raise UNASKED
            more = size - book.sizes[file_id]
            if book.total + more > self._session_bytes:
                raise SESSION_FULL
            if self.total + more > self._all_bytes:
                raise ALL_FULL
            book.put(file_id, size)

    def settle(self, session_id: str, file_id: str) -> None:
        """Counts what was stored of a reserved file: nothing, where the upload broke off."""
        stored = self._files.get_files(session_id, [file_id])
        with self._lock:
            book = self._books.get(session_id)
            if book is not None and file_id in book.sizes:
                book.put(file_id, sum(len(record.data) for record in stored))

    def add(self, session_id: str, file: UploadedFileRec) -> None:
        """Stores a file; raises as `reserve` does."""
        with self._lock:
            self.reserve(session_id, file.file_id, len(file.data))
            self._add(session_id, file)

    def show(self, session_id: str, file_ids: set[str]) -> None:
        """Notes which files a page has now: one that it had and has no more is freed."""
        with self._lock:
            book = self._books.get(session_id)
            if book is None:
                return
            for file_id in book.shown - file_ids:
                self.remove(session_id, file_id)
            book.shown = file_ids & book.sizes.keys()

    def remove(self, session_id: str, file_id: str) -> None:
        with self._lock:
            self._remove(session_id, file_id)
            if session_id in self._books:
                self._books[session_id].drop(file_id)

    def remove_all(self, session_id: str) -> None:
        with self._lock:
            self._remove_all(session_id)
            self._books.pop(session_id, None)
