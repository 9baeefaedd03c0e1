"""When runs that take turns end: processor sharing, computed and not simulated. It knows numbers alone."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """When a run begins and ends, in seconds from now."""

    begin: float
    end: float


def spans(work: Sequence[float], rooms: Sequence[float], workers: int) -> list[Span]:
    """Of each run, in the order in which they came.

    Those under way share the workers evenly, none faster than one worker alone; so all go on at one rate, and each ends once
    that rate, added up since it began, is its work. The first that finds no room waits, and all behind it.

    Args:
        work: seconds of computing that each has left.
        rooms: the part of one worker's memory that each takes, above 0 and at most 1.
    """
    found = [Span(0.0, 0.0)] * len(work)
    waiting, here = (
        deque(range(len(work))),
        list[tuple[float, int]](),
    )  # the latter: (progress at its end, run)
    now = progress = taken = 0.0
    while waiting or here:
        while waiting and (not here or taken + rooms[waiting[0]] <= workers + 1e-9):
            run = waiting.popleft()
            taken += rooms[run]
            found[run] = Span(now, now)
            heapq.heappush(here, (progress + work[run], run))
        last = progress
        progress, run = heapq.heappop(here)
        now += (progress - last) * max(1.0, (len(here) + 1) / workers)
        taken -= rooms[run]
        found[run] = Span(found[run].begin, now)
    return found
