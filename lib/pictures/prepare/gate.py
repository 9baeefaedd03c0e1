"""A line for what takes much memory: one job at a time in the whole process, first come, first served, nobody for ever.

All jobs are done by one thread. Memory that a thread frees is kept for that thread, so that the same work, done by each
visitor's own, one after another, held 860 MB where one thread holds 200.
It knows nothing of pictures.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Busy(RuntimeError):
    """The job was not done in time."""


class Line:
    """Does jobs one by one, in the order in which they came."""

    def __init__(self, name: str, patience: float) -> None:
        self.patience = patience  # seconds until a job that is not done is given up
        self._name = name
        self._worker = ThreadPoolExecutor(1, thread_name_prefix=name)

    def do(self, job: Callable[[], T]) -> T:
        """What the job gives or raises. A job may do another as a part of itself.

        Raises:
            Busy: it was not done within `patience` seconds.
        """
        if threading.current_thread().name.startswith(self._name):
            return job()
        done = self._worker.submit(job)
        try:
            return done.result(self.patience)
        except TimeoutError:
            done.cancel()  # where it has not begun
            raise Busy from None
        finally:
            del (
                done
            )  # with an exception it is a ring of references, and the picture in it waits for the collector
