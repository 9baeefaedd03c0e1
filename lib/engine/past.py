"""The finished runs that times are predicted from: of every sort the newest few, whoever's.

A sort is a kind, a method and a size. So a flood of tiny runs, under however many names, pushes out tiny runs alone. What a
run took is the worker's own measure, and nobody can say otherwise: what a browser trained does not count. Nothing of whose they are is kept.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace

from lib.lab_book.runs import LabBook, Run
from lib.specs import cost
from lib.specs.specs import KINDS

READ = 2000  # at most at once, when the app starts: more than a stranger's flood of an hour
OF_A_SORT = 5  # the median of five takes two odd ones


class Past:
    """Reads what ended since it last looked; not safe to share between threads."""

    def __init__(self, book: LabBook) -> None:
        self._book = book
        self._seen = dict.fromkeys(KINDS, 0.0)  # when the newest known run of a kind ended
        self._kept: dict[str, dict[tuple[str, int], deque[Run]]] = {kind: defaultdict(_few) for kind in KINDS}

    def read(self) -> dict[str, list[Run]]:
        """By kind; raises LabBookError."""
        for kind, kept in self._kept.items():
            for run in reversed(self._book.finished(kind, READ, self._seen[kind])):
                self._seen[kind] = run.ended or 0.0
                if "seconds" in run.result and not run.on_device:
                    kept[cost.sort(run.settings)].append(
                        replace(run, learner="", name="", history=[], status={})
                    )
        return {
            kind: [run for few in kept.values() for run in reversed(few)] for kind, kept in self._kept.items()
        }


def _few() -> deque[Run]:
    return deque(maxlen=OF_A_SORT)
