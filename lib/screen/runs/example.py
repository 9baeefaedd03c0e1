"""A stored run, shown before the learner's first one and replayed to whoever waits. It is always labelled as stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from lib.charts.axes import Axes, axes_for, closed_in
from lib.measure.curves import best_epoch, class_count, read_curve, validation_size
from lib.measure.proportions import Proportion
from lib.screen.kit import lesson, look
from lib.screen.runs import live
from lib.screen.runs.run_panel import Panel, curves, linked
from lib.settings import ASSETS
from lib.specs.specs import DigitRun, Training, make

REPLAY = 12.0  # seconds for a whole replay: slow enough to follow


FILES = {"digits": "example_run.json", "retrain": "example_head.json"}


@lru_cache(maxsize=2)
def stored(kind: str = "digits") -> dict[str, Any]:
    """The stored run of a kind: spec, rows, history, result."""
    return json.loads((ASSETS / FILES[kind]).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Ended:
    """What is shown of a stored run whoever looks: worked out once a process."""

    told: str  # in words, above its curves
    axes: Axes
    best: int | None
    test: Proportion
    reading: str


@lru_cache(maxsize=4)
def _ended(kind: str, things: str) -> _Ended:
    run = stored(kind)
    spec, result = make(kind, run["spec"]), run["result"]
    assert isinstance(spec, Training)
    test = Proportion(*result["test"])
    if isinstance(spec, DigitRun):
        what = f"One hidden layer of {' and '.join(map(str, spec.hidden))} nodes"
    else:
        what = f"A new head that learned from {spec.train_size} photos of cats and dogs"
    told = f"**A stored run, to look at first.** {what}, {spec.epochs} epochs. It gets {test.sentence()} of the test {things} right."
    reading = read_curve(
        run["history"], spec, classes=class_count(spec, result), validation=validation_size(spec, result)
    )
    return _Ended(
        told, closed_in(axes_for(spec), run["rows"], test), best_epoch(run["history"]), test,
        f"**Reading this curve.** {linked(reading.sentence)}",
    )  # fmt: skip


def show(panel: Panel, kind: str = "digits") -> None:
    """The stored run as it ended, read in words."""
    run, ended = stored(kind), _ended(kind, panel.things)
    st.markdown(ended.told)
    curves(
        run["rows"],
        ended.axes,
        panel,
        best=ended.best,
        test=ended.test,
        history=run["history"],
        key="example",
    )
    lesson.prose(ended.reading)


def replay(panel: Panel, kind: str = "digits") -> None:
    """The stored run as if it were running, over and over, for as long as the learner waits."""
    run = stored(kind)
    st.caption(":material/replay: While you wait, you see a stored run again. It is not yours.")
    spec = make(kind, run["spec"])
    assert isinstance(spec, Training)
    axes, looks = axes_for(spec), {"role": panel.role, "things": panel.things}
    left, right = look.pair("replay")
    with left, look.card("replay_accuracy"):
        live.replayed(run["rows"], REPLAY, axes, "accuracy", **looks)
    with right, look.card("replay_loss"):
        live.replayed(run["rows"], REPLAY, axes, "loss", **looks)
