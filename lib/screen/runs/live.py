"""The live view: what a watched run shows of itself, and the parts of the browser that draw it.

A page is drawn once; from then on its parts ask the server's route `lib.door.live` for what is new, and no script runs.
Where this process does not serve that route, or a browser cannot reach it, a slow timer brings the same with messages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.charts.axes import Axes
from lib.charts.curve_words import describe_accuracy, describe_loss
from lib.charts.curves import frame, written_value
from lib.door.files import files
from lib.door.live import View, Watched, live
from lib.lab_book.runs import Run
from lib.measure.frames import FRAME
from lib.screen.kit import host, look
from lib.screen.kit.web import component
from lib.screen.runs.frames import LiveFrames
from lib.screen.runs.standing import standing
from lib.specs.specs import Training

FED = 1.0  # seconds between messages where there is no route

_MISSING = "_live_missing"  # in the session: its browser cannot reach the route
_part = component("live")


class RunView:
    """One training as all see it whose runs show it. The curve is read from where the last reading ended."""

    def __init__(self, training: str, things: str) -> None:
        self._id, self._things = training, things
        self._rows: list[dict[str, Any]] = []
        self._told: list[list[Any]] = []  # rows and frames in the order in which they came
        self._frames = LiveFrames(training)
        self._generation = 0
        self._said = 0, ""  # lines of the history, and what was said of the last

    def stamp(self) -> object:
        return host.lab_book().stamp(self._id)

    def read(self) -> View | None:
        last = self._rows[-1]["step"] if self._rows else -1
        kept = [row for row in self._rows if row["step"] < last]
        watched = host.lab_book().watch(self._id, last)
        if watched is not None and watched[2] != len(kept):  # it began again from a checkpoint
            kept, watched = [], host.lab_book().watch(self._id)
        if watched is None:
            return None
        run, tail, _ = watched
        rows = kept + tail
        frames = self._frames.new(run)
        if rows[: len(self._rows)] == self._rows:
            self._told = [*self._told, *map(short, rows[len(self._rows) :]), *frames]
        else:  # what was told of its frames holds: weights of an epoch are kept with the checkpoint that it goes on from
            known = [row for row in self._told if row[1] == FRAME]
            self._told, self._generation = [*map(short, rows), *known, *frames], self._generation + 1
        self._rows = rows
        return View(self._told, self._rest(run), self._generation)

    def _rest(self, run: Run) -> dict[str, Any]:
        share, words, more = standing(run)
        latest = next((row for row in reversed(self._rows) if row["split"] == "validation"), None)
        if len(run.history) != self._said[0]:
            self._said = len(run.history), self._sentence(run, words)
        return {
            "share": round(share, 3),
            "words": [words, more],
            "note": run.message,
            "figure": written_value(latest["accuracy"], "accuracy") if latest else "",
            "said": self._said[1],
            "alts": [
                describe_accuracy(self._rows, things=self._things),
                describe_loss(self._rows, things=self._things),
            ],
            "guesses": run.status.get("guesses"),
            "lines": len(run.history),
        }

    def _sentence(self, run: Run, words: str) -> str:
        """What is spoken once an epoch is over."""
        if not isinstance(run.settings, Training) or not run.history:
            return words
        reads = written_value(run.history[-1]["val_accuracy"], "accuracy")
        return f"Epoch {len(run.history)} of {run.settings.epochs} is over: {reads} of validation {self._things} read right."


def watched(run: Run, things: str = "pictures") -> Watched | None:
    """The run with what it shows just now; None where it is no longer live. Who joined it watches the same."""
    token, found = live.watched(run.shows, lambda: RunView(run.shows, things))
    if found.due():
        found.refresh()
    if found.view is None:
        live.forget(token)
        return None
    return found


def every() -> float | None:
    """Seconds after which the script must bring what is new; None where the browser fetches it itself."""
    return None if files.served and not st.session_state.get(_MISSING) else FED


def progress(run: Run, found: Watched, label: str = "", lines: int | None = None) -> None:
    """How far it is, in words and as a bar; the part that fetches for all others of this run.

    Args:
        label: of the share of new pictures that it reads right; "" where that is not told.
        lines: of the history that the script has drawn, where it draws some of it itself and so runs for each new one.
    """
    name = token(run)
    address = f"live/{name}" if every() is None else ""
    told = {"label": label, "lines": lines, "view": _at_once(found.told()) if address else found.told()}
    state = _part(
        key=f"live_progress_{run.shows}",
        data={"part": "progress", "token": name, "address": address} | told,
        on_over_change=lambda: None,
        on_missing_change=lambda: None,
        height="content",
    )
    if state and state.get("missing") == name and every() is None:
        st.session_state[_MISSING] = True
        st.rerun()


def chart(run: Run, metric: str, axes: Axes, **looks: Any) -> None:
    """One learning curve that grows; `looks` as `lib.charts.curves.frame` takes them."""
    data = frame(metric, axes, theme=look.theme(), **looks)
    _part(
        key=f"live_{metric}_{run.shows}",
        data={"part": "chart", "token": token(run)} | data,
        height="content",
    )


def digits(run: Run, urls: Sequence[str], labels: Sequence[int], caption: str, css: str) -> None:
    """Pictures with what the network makes of them now; how many are right goes on with the caption."""
    data = {
        "part": "digits",
        "token": token(run),
        "urls": urls,
        "labels": labels,
        "caption": caption,
        "css": css,
    }
    _part(key=f"live_digits_{run.shows}", data=data, height="content")


def replayed(
    rows: Sequence[Mapping[str, Any]], seconds: float, axes: Axes, metric: str, **looks: Any
) -> None:
    """The curve of a run that ended long ago, growing as if it were live, over and over; the browser keeps the time."""
    whole = {"seconds": seconds, "rows": [short(row) for row in rows]}
    data = frame(metric, axes, theme=look.theme(), **looks)
    _part(
        key=f"replay_{metric}",
        data={"part": "chart", "token": "replay", "replay": whole} | data,
        height="content",
    )


def _at_once(told: dict[str, Any]) -> dict[str, Any]:
    """The curve alone, where there are frames: the browser asks for all of it, in an answer that it shares with all who watch."""
    curve = [row for row in told["rows"] if row[1] != FRAME]
    return told if len(curve) == len(told["rows"]) else told | {"at": "", "rows": curve}


def token(run: Run) -> str:
    """Under which the parts of a page find what is told of it."""
    return live.watched(run.shows, lambda: RunView(run.shows, "pictures"))[0]


def short(row: Mapping[str, Any]) -> list[Any]:
    """A row as it travels: epoch, whether it is of the validation part, accuracy, loss."""
    loss = row["loss"]
    finite = loss is not None and math.isfinite(loss)
    return [
        round(row["epoch"], 3),
        int(row["split"] == "validation"),
        None if row["accuracy"] is None else round(row["accuracy"], 5),
        float(f"{loss:.4g}") if finite else None,
    ]
