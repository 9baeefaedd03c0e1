"""One run without a browser, from its line in the lab book to its result there; its epochs and downloads on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from lib.lab_book import outcome
from lib.lab_book.runs import LabBook, Run
from lib.pictures.sets.archives import FileUnavailable
from lib.settings import read_settings
from lib.specs.hooks import Hooks
from lib.specs.specs import SpecError, Training

LEARNER = "command line"


def live(spec: Training, train: Callable[[dict[str, Any], Hooks], dict[str, Any]], shareable: bool) -> Run:
    """The run as it ended.

    Args:
        train: takes the settings and the hooks. It imports tensorflow: seconds that a wrong flag need not wait for.

    Raises:
        SpecError: a file is not there and cannot be fetched.
    """
    book = LabBook(read_settings())
    run = book.run(book.add(LEARNER, spec, "", shareable=shareable))
    assert run is not None
    book.change(run.id, state="running", started=time.time())
    hooks = Hooks(
        rows=lambda rows: book.add_rows(run.id, rows),
        epoch=_print_epoch,
        snapshot=lambda epoch, data: book.keep_epoch(run.id, epoch, data),
        status=Progress(),
    )
    try:
        done = train(run.spec, hooks)
    except BaseException as error:
        known = isinstance(error, FileUnavailable)
        message = str(error) if known else "Broken off on the command line."
        book.change(run.id, state="failed", ended=time.time(), message=message)
        if known:
            raise SpecError(message) from None
        raise
    outcome.write(book, run, done)
    return book.run(run.id) or run


def _print_epoch(line: dict[str, Any], _checkpoint: bytes) -> None:
    print(
        "epoch {epoch}: accuracy {accuracy:.4f}, validation {val_accuracy:.4f}".format(**line),
        file=sys.stderr,
    )


class Progress:
    """Long preparations, every tenth of the way."""

    def __init__(self) -> None:
        self._told: tuple[str, int] = ("", -1)

    def __call__(self, status: dict[str, Any]) -> None:
        if status.get("total"):
            now = (status["phase"], 10 * status["done"] // status["total"])
            if now != self._told:
                self._told = now
                print(f"{now[0].replace('_', ' ')}: {10 * now[1]} %", file=sys.stderr)
