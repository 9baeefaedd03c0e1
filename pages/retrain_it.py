"""Lesson: keep what a model sees, teach it a new last layer, and measure it again."""

from __future__ import annotations

import math

import streamlit as st

from lib.engine import Refused
from lib.export.keras_code import retrain_code
from lib.measure.shares import Share, per_cent
from lib.outcome import test_share
from lib.pictures.retrain_data import data_hash
from lib.runs import LabBookError
from lib.screen import (
    controls,
    example,
    host,
    lesson,
    look,
    retrain_photos,
    retrain_run,
    run_panel,
    take_home,
    try_bet,
)
from lib.screen.learner import learner_id, settled
from lib.specs import RetrainRun

LESSON = "retrain_it"
BETS = {"about 70 %": 0.7, "about 82 %": 0.82, "about 90 %": 0.9, "about 97 %": 0.97, "all of them": 1.0}


def start(spec: RetrainRun, wager: try_bet.Bet | None) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""
    try:
        try_bet.keep(host.engine().submit(learner_id(), spec, data_hash(spec)), wager)
    except (Refused, LabBookError) as refusal:
        st.session_state["refusal"] = str(refusal)


host.engine().warm_up()
lesson.opening(
    LESSON,
    "The model keeps everything that it has learned to see. Only its last layer is new, and learns from your photos.",
)
before = Share(*example.stored("retrain")["result"]["original"]["test"])
bet = lesson.predict(
    LESSON, "accuracy",
    f"Of {before.total:,} cats and dogs the original model gets {before.correct} right. A new last layer learns from 1,600 "
    "other photos for 10 epochs. How many of the 1,000 will it get right?", list(BETS),
)  # fmt: skip
runs = host.lab_book().runs(learner_id(), "retrain") if settled() else []
latest = runs[0] if runs else None
standing = controls.current("retrain")
assert isinstance(standing, RetrainRun)


def panel_for(spec: RetrainRun, guess: float | None = None) -> run_panel.Panel:
    return run_panel.Panel(things="photos", role=spec.method, bet=guess, classes=2)


left, right = st.columns([1, 3])
with left, look.card("controls"):
    updates = math.ceil(standing.photos / standing.batch_size)
    spec = controls.choose(
        "retrain",
        more=retrain_run.behind(st.session_state.get("method", standing.method)),
        reading={"batch_size": f"{updates:,} update{'s' if updates > 1 else ''} an epoch"},
    )
    assert isinstance(spec, RetrainRun)
    lacking = retrain_run.lacks_photos(spec)
    seconds = host.engine().predicted_seconds(spec)
    wager = try_bet.ask("retrain", try_bet.NAMES["retrain"], across=False)
    st.button(
        "Train", key="train", type="primary", width="stretch", on_click=start, args=(spec, wager),
        disabled=bet is None or bool(lacking) or not settled() or bool(latest and latest.live),
    )  # fmt: skip
    st.caption(
        "Make your guess above first." if bet is None else f"About {seconds:.0f} seconds on this machine."
    )
    st.caption(retrain_run.fetched_first(spec))
    take_home.share(spec)

with right:
    if lacking:
        retrain_photos.card(lacking)
    if not host.engine().enough_memory():
        st.info(
            "This machine has too little memory to train. Stored runs and reading still work.",
            icon=":material/memory:",
        )
    if "refusal" in st.session_state:
        st.warning(st.session_state.pop("refusal"), icon=":material/block:")
    if latest is None:
        example.show(panel_for(RetrainRun()), "retrain")
    else:
        shown = latest.settings
        assert isinstance(shown, RetrainRun)
        run_panel.show(latest, panel_for(shown, try_bet.line(latest) or BETS.get(bet or "")))
        if latest.state == "queued" and host.engine().place(latest).seconds > 1:
            example.replay(panel_for(RetrainRun()), "retrain")

ended = latest if latest and not latest.live and latest.result else None
if ended:
    test = test_share(ended)
    lesson.recall_prediction(LESSON, "accuracy", f"It gets {per_cent(test.accuracy)} right." if test else "")
    try_bet.of_run(ended)
    retrain_run.happened(ended)
retrain_run.what_learns(spec)
if ended:
    retrain_run.questions(ended, LESSON)
    lesson.explain(LESSON, "in_words", "In one line: what did the model know already, and what is new?")
    assert isinstance(ended.settings, RetrainRun)
    lesson.code("The same in Keras", retrain_code(ended.settings))
    take_home.card(ended)
lesson.next_lesson(LESSON)
if ended and ended.state == "done":
    lesson.done(LESSON)
