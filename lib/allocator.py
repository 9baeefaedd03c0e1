"""What the C library's allocator keeps of memory that was freed; where it is not glibc's, nothing happens here."""

from __future__ import annotations

import ctypes
from contextlib import suppress

MMAP_THRESHOLD = -3  # glibc's name of the setting, malloc.h
LARGE = 1 << 20  # bytes: an array of photos, an uploaded file


def return_large() -> None:
    """From now on a LARGE piece goes back to the system once it is freed.

    By itself glibc raises that bound to the largest piece ever freed, and later ones leave holes among small ones: 12 to 30 MB
    after a walk through the course.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


def return_free() -> None:
    """Gives back at once what is free; it takes a third of a second of a large process."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
