"""Unfreezing: the base's last blocks open with one large rate for all, or with small ones by depth, beside a frozen base."""

from __future__ import annotations

import streamlit as st

from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.lab_book.runs import Run
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.measure.spread import verdict
from lib.screen.experiments import try_run
from lib.screen.kit import charts, lesson, look
from lib.screen.pictures import retrain_photos
from lib.specs.experiments import UNFREEZING
from lib.specs.specs import UNFREEZES, RetrainRun

LESSON = "try_things"
NAMES = {
    "frozen": "base stays frozen",
    "one_rate": "one rate of 0.001 for all",
    "by_depth": "smaller rates by depth",
}
LOW, HIGH = 0.4, 1.5  # ends of the axes: guessing is at 50 % and 0.69


def show() -> bool:
    """The three ways side by side; whether they have been run."""
    spec = UNFREEZING.base
    assert isinstance(spec, RetrainRun)
    with look.card("unfreeze", "Open the base, or break it"):
        lesson.prose(
            f"A new [[head]] has learned from {spec.train_size} photos. Now the last {spec.unfrozen_blocks} blocks of the [[base]] may "
            "learn too. Three copies go on from the same weights, and only the [[learning rate]] of the open blocks differs:"
        )
        st.markdown(
            "- **base stays frozen**: only the head goes on, at 0.001.\n"
            "- **one rate of 0.001 for all**: the head's usual rate for the open blocks as well.\n"
            "- **smaller rates by depth**: 0.000001 for the first open block, more for each later one, 0.001 for the head."
        )
        if not retrain_photos.present():
            retrain_photos.card("Unfreezing trains the base, and that takes the photos themselves.")
            return False
        try_run.button(UNFREEZING, "unfreeze_start", "Run all three")
    run = try_run.latest(lambda other: other == UNFREEZING)
    if run is None:
        return False
    if not try_run.on_card("unfrozen", run, _draw, _read):
        return False
    return lesson.check(LESSON, table(LESSON)["open_rate"])


def _draw(run: Run) -> None:
    curves = [NamedCurve(NAMES[way], try_run.lane(run, i)) for i, way in enumerate(UNFREEZES)]
    for metric, column in zip(("val_accuracy", "val_loss"), look.pair("unfreeze"), strict=True):
        told = describe_overlay([] if run.live else curves, metric)
        with column:
            charts.draw(
                overlay_chart, curves, metric, epochs=UNFREEZING.base.epochs, low=LOW, high=HIGH,
                key=f"unfreeze_{metric}", alt=told,
            )  # fmt: skip


def _read(run: Run) -> None:
    before = Proportion(*run.result["start"])
    lines, shares = [], {}
    for i, (way, lane) in enumerate(zip(UNFREEZES, run.result["lanes"], strict=True)):
        history = try_run.lane(run, i)
        shares[way] = Proportion(*lane["test"])
        lines.append(
            {
                "copy": NAMES[way],
                "weights that learn": f"{lane['parameters']:,}",
                "validation after epoch 1": per_cent(history[0]["val_accuracy"]) if history else "–",
                "lowest validation loss": round(min((h["val_loss"] for h in history), default=0.0), 3),
                "test, right of all, 95 % interval": shares[way].sentence(),
            }
        )
    st.dataframe(lines, hide_index=True, width="stretch", key="unfreeze_table")
    first = try_run.lane(run, UNFREEZES.index("one_rate"))
    if run.state != "done" or not first:
        return
    st.markdown(
        f"**What this shows.** Before anything was opened, {before.sentence()} of the test photos were right. After one epoch at "
        f"the large rate the second copy is at {per_cent(first[0]['val_accuracy'])} on its validation photos: it has lost "
        f"what the base knew, and learns it anew from few photos. Its best epoch reaches {shares['one_rate'].sentence()}; with "
        f"smaller rates by depth it is {shares['by_depth'].sentence()}."
    )
    worse, better = sorted((shares["by_depth"], shares["frozen"]), key=lambda share: share.accuracy)
    st.markdown(f"Small rates against the frozen base: {verdict(better, worse, None)}")
    st.caption(
        "A smaller step for earlier blocks is what Howard and Ruder call discriminative fine-tuning (2018). The weights kept are those "
        "of the best epoch, so the test result hides part of the harm; the curves show it."
    )
