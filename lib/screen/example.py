"""A stored run, shown before the learner's first one and replayed to whoever waits. It is always labelled as stored."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any

import streamlit as st

from lib.charts.curves import axes_for
from lib.measure.curves import best_epoch, read_curve
from lib.measure.shares import Share
from lib.screen.run_panel import EVERY, Panel, curves
from lib.settings import ASSETS
from lib.specs import DigitRun, make

REPLAY = 12.0  # seconds for a whole replay: slow enough to follow


@lru_cache(maxsize=1)
def stored() -> dict[str, Any]:
    """The run in `assets/example_run.json`: spec, rows, history, result."""
    return json.loads((ASSETS / "example_run.json").read_text(encoding="utf-8"))


def show(panel: Panel) -> None:
    """The stored run as it ended, read in words."""
    run = stored()
    spec = make("digits", run["spec"])
    assert isinstance(spec, DigitRun)
    best, test = best_epoch(run["history"]), Share(*run["result"]["test"])
    hidden = " and ".join(map(str, spec.hidden))
    st.markdown(
        f"**A stored run, to look at first.** One hidden layer of {hidden} nodes, {spec.epochs} epochs. "
        f"It read {test.sentence()} of the test digits right."
    )
    curves(run["rows"], axes_for(spec), panel, best=best, test=test, history=run["history"], key="example")
    st.markdown(f"**Reading this curve.** {read_curve(run['history'], spec).sentence}")


def replay(panel: Panel) -> None:
    """The stored run as if it were running, over and over, for as long as the learner waits."""
    st.fragment(_replay, run_every=EVERY)(panel)


def _replay(panel: Panel) -> None:
    run = stored()
    part = (time.monotonic() % (REPLAY + 2)) / REPLAY
    seen = [row for row in run["rows"] if row["epoch"] <= part * run["spec"]["epochs"]]
    st.caption(":material/replay: While you wait: a stored run, replayed. It is not yours.")
    curves(seen, axes_for(make("digits", run["spec"])), panel, best=None, test=None, history=[], key="replay")
