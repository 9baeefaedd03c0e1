"""The transfer race on a page: start it, watch it fill in, read it. The racing itself is engine work."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.charts.compare import NAMES, RaceResult, describe_race, race_chart, race_table
from lib.lab_book.runs import Run
from lib.measure import conclusions
from lib.pictures.sets.retrain_data import race_hash
from lib.screen.kit import charts, controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.runs import run_panel
from lib.specs.specs import RACE_PHOTOS, RACE_SEEDS, RaceRun


def show(base: str, photos_here: bool) -> None:
    """The whole race: question, button, chart."""
    runs = host.lab_book().runs(learner_id(), "race") if settled() else []
    latest = runs[0] if runs else None
    with look.card("race"):
        sizes = [f"{n:,}" for n in RACE_PHOTOS]
        lesson.prose(
            f"**The transfer race.** Each racer trains on {', '.join(sizes[:-1])} and {sizes[-1]} photos, {len(RACE_SEEDS)} times each, with "
            "other [[seed|seeds]]. For each seed all racers get the same photos. The same 1,000 photos test all of them."
        )
        lesson.prose(
            "A **new head** is one new last layer on the [[base]]. **From scratch**: a small network starts with random weights. "
            "[[fine-tuning|Fine-tuned]]: the last layers of the base learn too."
        )
        racers = st.segmented_control(
            "Who races", ["new_head", "all"], default="new_head", key="racers", required=True, disabled=not photos_here,
            format_func=lambda value: {"new_head": "New head", "all": "New head, from scratch, fine-tuned"}[value],
        )  # fmt: skip
        if not photos_here:
            st.caption("From scratch and fine-tuned need the photos themselves. Fetch them above.")
        spec = RaceRun(base=base, racers=racers if photos_here and racers else "new_head")
        going = latest is not None and latest.live
        controls.start_button(spec, "Start the race", "race", partial(_start, racers=racers), ready=not going)
        controls.refusal("race_refusal")
        if latest is None:
            return
        if latest.live:
            run_panel.watch(latest, _drawn, key="race_stop")
        else:
            _drawn(latest)
            _read(latest)


def _start(spec: RaceRun, racers: str | None) -> None:
    if st.session_state["racers"] != racers:
        st.session_state["race_refusal"] = controls.CHANGED
        return
    controls.submit(spec, race_hash(spec), key="race_refusal")


def _results(run: Run) -> list[RaceResult]:
    return [
        RaceResult(line["method"], line["photos"], line["seed"], line["right"] / line["total"])
        for line in run.history
    ]


def _drawn(run: Run) -> None:
    results = _results(run)
    # A changing text makes it flicker
    alt = "The transfer race, filling in." if run.live else describe_race(results)
    charts.draw(race_chart, results, RACE_PHOTOS, key="race_chart", alt=alt)


def _read(run: Run) -> None:
    """What the race showed, in words made from its own numbers."""
    if run.state == "failed" or not run.history:
        st.info(plain(run.message) or "The race ended before its first heat was over.")
        return
    table = race_table(_results(run))
    heads, alone = (
        [line for line in table if line["method"] == NAMES[method]] for method in ("new_head", "scratch")
    )
    if words := conclusions.transfer(heads, alone):
        st.markdown(words)
    if isinstance(run.settings, RaceRun) and run.settings.base == "pocket":
        st.caption(
            "Pocket was made from the 1,600 training photos of this set. So its results with few photos are better here than on photos that "
            "it never met."
        )
    left_out = run.result.get("left_out")
    if left_out:
        heats = ", ".join(f"{NAMES[method].lower()} with {photos:,}" for method, photos in sorted(left_out))
        st.caption(f"The time was up. Left out, or raced fewer than {len(RACE_SEEDS)} times: {heats}.")
    if run.copy_of and not run.joined:
        st.caption("The same race was run before, so you see its stored result.")
