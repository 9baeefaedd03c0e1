"""Race: the same training with two to four values of one setting, and the luck band beside it."""

from __future__ import annotations

from dataclasses import fields, replace

import streamlit as st

from lib import specs
from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.experiments import GONE, RACE_BASE, RACES, SEEDS
from lib.measure.shares import Share
from lib.measure.spread import Band, band, verdict
from lib.runs import Run
from lib.screen import look, try_bet, try_run
from lib.specs import DigitRun, Experiment


def show() -> bool:
    """The race with its bet and its band; whether one is over."""
    with look.card("race", "The same training, one thing different"):
        varied = st.selectbox(
            "What differs",
            list(RACES),
            key="varied",
            format_func=lambda name: specs.field("digits", name).label,
        )
        values = RACES[varied]
        blank = Experiment("digits", RACE_BASE, varied, values)
        chosen = st.pills(
            "2 to 4 values", range(len(values)), default=list(range(min(3, len(values)))), selection_mode="multi",
            key=f"values_{varied}", format_func=lambda i: try_run.said(blank, values[i]),
        )  # fmt: skip
        epochs, examples = st.columns(2)
        base = replace(
            RACE_BASE,
            epochs=epochs.slider("Epochs", 1, 20, RACE_BASE.epochs, key="race_epochs", disabled=varied == "epochs"),
            examples=examples.select_slider(
                "Training digits", RACES["examples"], RACE_BASE.examples, key="race_examples", disabled=varied == "examples"
            ),
        )  # fmt: skip
        st.caption(f"Held equal: {_held(base, varied)}.")
        if not 2 <= len(chosen) <= 4:
            st.info("Choose two to four values.")
            return False
        spec = Experiment("digits", base, varied, tuple(values[i] for i in sorted(chosen)))
        bet = try_bet.ask("race")
        try_run.button(spec, "race", "Start the race", lambda run_id: try_bet.keep(run_id, bet))
    run = try_run.latest(is_race)
    if run is None:
        return False
    with look.card("lanes"):
        over = try_run.watch(run, _draw)
        if over:
            _read(run)
    if over:
        _luck(run)
    return over


def is_race(spec: Experiment) -> bool:
    return spec.varied in RACES and all(spec != each.experiment for each in GONE)


def _held(base: DigitRun, varied: str) -> str:
    """Every setting but the varied one, in words."""
    told = []
    for each in fields(base):
        field = specs.field("digits", each.name)
        if each.name not in {varied, "without"}:
            told.append(f"{field.label.lower()} {field.text(getattr(base, each.name))}")
    return ", ".join(told)


def _draw(run: Run) -> None:
    spec = try_run.experiment(run)
    label = specs.field(spec.of, spec.varied).label.lower()
    curves = [
        NamedCurve(f"{label} {try_run.said(spec, value)}", try_run.lane(run, i))
        for i, value in enumerate(spec.values)
    ]
    longest = max(each.epochs for each in spec.lanes())
    bet = try_bet.kept(run.id)
    columns = st.columns(2)
    for metric, column in zip(("val_accuracy", "val_loss"), columns, strict=True):
        chart = overlay_chart(
            curves,
            metric,
            theme=look.theme(),
            epochs=longest,
            low=0.0,
            high=2.5,
            bet=bet.accuracy if bet else None,
        ).properties(background="transparent")
        told = describe_overlay([] if run.live else curves, metric)
        column.altair_chart(chart, key=f"race_{spec.varied}_{metric}", theme=None, width="stretch", alt=told)


def shares(run: Run) -> list[Share]:
    return [Share(*lane["test"]) for lane in run.result["lanes"]]


def _read(run: Run) -> None:
    spec, results = try_run.experiment(run), shares(run)
    lines = [
        {
            specs.field(spec.of, spec.varied).label.lower(): try_run.said(spec, value),
            "test, right of all, 95 % interval": share.sentence(),
            "best epoch": lane["best_epoch"],
            "updates": lane["updates"],
            "seconds": round(lane["seconds"], 1),
        }
        for value, share, lane in zip(spec.values, results, run.result["lanes"], strict=True)
    ]
    st.dataframe(lines, hide_index=True, width="stretch", key="race_results")
    ordered = sorted(results, key=lambda share: share.accuracy)
    st.markdown(f"**What this shows.** {verdict(ordered[-1], ordered[0], _band_for(spec))}")
    try_bet.outcome(run, max(results, key=lambda share: share.accuracy))


def _twin(spec: Experiment) -> Experiment:
    """The race's middle lane again and again, with other seeds."""
    return Experiment(spec.of, spec.lanes()[len(spec.values) // 2], "seed", SEEDS[:3])


def _band_for(spec: Experiment) -> Band | None:
    run = try_run.latest(lambda other: other == _twin(spec))
    return band(shares(run)) if run is not None and not run.live and run.result else None


def _luck(run: Run) -> None:
    """How far the same training spreads when only the seed changes."""
    spec = try_run.experiment(run)
    twin = _twin(spec)
    middle = try_run.said(spec, spec.values[len(spec.values) // 2])
    with look.card("luck", "How much of it is luck?"):
        st.markdown(
            f"The lane with {specs.field(spec.of, spec.varied).label.lower()} {middle} again, with {len(twin.values)} seeds. "
            "Nothing but the random start and the order of the digits differs."
        )
        seeds = try_run.latest(lambda other: other == twin)
        if seeds is None:
            try_run.button(twin, "luck", "Measure the luck")
        elif try_run.watch(seeds, _draw):
            st.markdown(f"**{band(shares(seeds)).sentence()}**")
