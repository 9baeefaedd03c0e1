"""The frames of a run, epoch after epoch: made here from the weights that the lab book keeps, and played in the browser.

A live run's are read as they come, once for all who watch it; an ended one's are made once a process. It draws nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from lib.door.files import files
from lib.lab_book.runs import Run
from lib.measure.frames import WATCHED, digit_frame
from lib.models.dense import Dense
from lib.models.random_start import untrained
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.kit.files import reached
from lib.screen.kit.kept import Kept
from lib.specs.specs import DigitRun

Row = list[Any]


class LiveFrames:
    """Of one training, as its checkpoints bring them."""

    def __init__(self, training: str) -> None:
        self._training, self._last, self._seen = training, -1, 0

    def new(self, run: Run) -> list[Row]:
        """Those that were kept since the last call; the database is asked once for each checkpoint."""
        told = run.status.get("checkpoint_epochs", 0)
        if run.kind not in FILMED or told == self._seen:
            return []
        made = [
            FILMED[run.kind](epoch, data)
            for epoch, data in host.lab_book().snapshots(self._training, self._last).items()
        ]
        self._seen, self._last = told, max([self._last, *(row[0] for row in made)])
        return made


def of_start(run: Run) -> Row | None:
    """The network before its first update, which needs no training process."""
    spec = run.settings
    if not isinstance(spec, DigitRun):
        return None
    return _starts.get(
        (spec.sizes, spec.seed), lambda: digit_frame(0, untrained(spec.sizes, spec.seed), watched()).row()
    )


def of_ended(run: Run, key: str) -> dict[str, str] | str | None:
    """All frames of a run that has ended, as a file's address or as JSON; None where the lab book keeps none.

    Args:
        key: of the component, whose browser may have said that it cannot fetch files.
    """
    if not run.has_replay or run.kind not in FILMED:
        return None
    text = _films.get((run.shows, run.ended), lambda: _film(run))
    if reached(key):
        return {"address": f"files/{files.keep(text.encode())}"}
    return text


def watched() -> np.ndarray:
    """The digits that are read after each epoch, (20, 784) in 0 to 1: the first of the validation part."""
    data = digits.load(download=False)
    return scale(data.some(data.validation[:WATCHED]))


def _film(run: Run) -> str:
    kept = host.lab_book().snapshots(run.shows)
    return json.dumps([FILMED[run.kind](epoch, data) for epoch, data in kept.items()], separators=(",", ":"))


def _of_digits(epoch: int, data: bytes) -> Row:
    return digit_frame(epoch, Dense.from_bytes(data), watched()).row()


def _of_retraining(_: int, data: bytes) -> Row:
    return json.loads(data)


# How what a run keeps of an epoch becomes its frame: a retraining keeps frames alone
FILMED: dict[str, Callable[[int, bytes], Row]] = {"digits": _of_digits, "retrain": _of_retraining}


_films: Kept[str] = Kept(64)  # 7 kB an epoch
_starts: Kept[Row] = Kept(64)  # 7 kB each, and 15 ms
