"""Unfreezing: the base's last blocks open with one large rate for all, or with small ones by depth, beside a frozen base."""

from __future__ import annotations

import streamlit as st

from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.lab_book.runs import Run
from lib.measure import conclusions
from lib.measure.curves import validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.screen.experiments import try_run
from lib.screen.kit import charts, lesson, look
from lib.screen.pictures import retrain_photos
from lib.specs.experiments import UNFREEZING
from lib.specs.specs import UNFREEZES, RetrainRun

LESSON = "try_things"
NAMES = {
    "frozen": "base stays frozen",
    "one_rate": "one large rate for all",
    "by_depth": "smaller rates by depth",
}
LOW, HIGH = 0.4, 1.5  # ends of the axes: guessing is at 50 % and 0.69


def show() -> bool:
    """The three ways side by side; whether they have been run."""
    spec = UNFREEZING.base
    assert isinstance(spec, RetrainRun)
    lesson.prose(
        f"A new [[head]] (a new last layer) has learned from {spec.train_size} photos. Now the last {spec.unfrozen_blocks} blocks of "
        "the [[base]] may learn too. That is [[fine-tuning]]. Three copies go on from the same weights. Only the [[learning rate]] "
        "of the opened blocks is different:"
    )
    st.markdown(
        "- **The base stays frozen.** Only the head learns, at 0.001.\n"
        "- **One large rate for all.** The opened blocks learn at 0.001 too.\n"
        "- **Smaller rates by depth.** The first opened block learns at 0.000001, each later one faster, the head at 0.001."
    )
    asked = table(LESSON)["opened"]
    if lesson.predict(LESSON, asked, fold=True) is None:
        return False
    with look.card("unfreeze", "Open the base"):
        if not retrain_photos.present():
            retrain_photos.card("To train the base, the app needs the photos themselves.")
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
    if run.state != "done":
        return
    told = f"Before the blocks were opened, {before.sentence()} of the test photos were right."
    first = {way: _first(run, i) for i, way in enumerate(UNFREEZES)}
    if first["one_rate"] and first["frozen"]:
        told += f" {conclusions.opened_at_one_rate(first['one_rate'], first['frozen'])}"
    st.markdown(
        f"**What this shows.** {told} At the end, one large rate for all gets {shares['one_rate'].sentence()} right. Smaller rates by "
        f"depth get {shares['by_depth'].sentence()}. The frozen base gets {shares['frozen'].sentence()}."
    )
    top = max(share.correct for share in shares.values())
    best = " and ".join(NAMES[way] for way, share in shares.items() if share.correct == top)
    lesson.recall_prediction(
        LESSON, table(LESSON)["opened"], f"Most test photos right: **{best}**, {top:,} of {before.total:,}."
    )
    frozen, by_depth = UNFREEZES.index("frozen"), UNFREEZES.index("by_depth")
    for one, other, fixed, broken in run.result.get("pairs", ()):
        if (one, other) == (frozen, by_depth):
            st.markdown(conclusions.two_ways(fixed, broken, "the frozen base", "small rates"))
    st.caption(
        "Howard and Ruder (2018) call smaller rates by depth discriminative fine-tuning. Each copy keeps the weights of its best epoch. "
        "So the test result hides a part of the harm, and the curves show it."
    )


def _first(run: Run, number: int) -> Proportion | None:
    """A copy's share of right validation photos after its first epoch."""
    history = try_run.lane(run, number)
    accuracy = history[0]["val_accuracy"] if history else None
    shown = validation_size(UNFREEZING.base, {})
    return None if accuracy is None else Proportion(round(accuracy * shown), shown)
