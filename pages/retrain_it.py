"""Lesson: keep what a model sees, teach it a new last layer, and measure it again."""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from lib.export.keras_code import retrain_code
from lib.lab_book.outcome import test_share
from lib.measure.shares import per_cent
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.pictures import own_state, retrain_photos
from lib.screen.retrain import retrain_advice, retrain_run, retrain_sets
from lib.screen.runs import example, run_panel, take_home, try_bet
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun

LESSON = "retrain_it"


def start(spec: RetrainRun, wager: try_bet.Bet | None) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""
    pictures = own_state.own().to_bytes() if spec.pictures == OWN else None
    source = data_hash(spec, pictures=pictures)
    controls.submit(spec, source, lambda run_id: try_bet.keep(run_id, wager), pictures=pictures)


host.engine().warm_up()
lesson.opening(
    LESSON,
    "The model keeps everything that it has learned to see. Only its last layer is new, and learns from your photos.",
)
standing = controls.current("retrain")
assert isinstance(standing, RetrainRun)
retrain_sets.follow(standing)
of = retrain_sets.chosen(standing.pictures)
bet = None
if not of.lacking:
    bet = lesson.predict(
        LESSON, retrain_sets.guess_key(of.name), retrain_sets.question(of), list(retrain_sets.bets(of))
    )
runs = host.lab_book().runs(learner_id(), "retrain") if settled() else []
latest = runs[0] if runs else None


def panel_for(spec: RetrainRun, guess: float | None = None) -> run_panel.Panel:
    shown = retrain_sets.chosen(spec.pictures)
    return run_panel.Panel(things=shown.things, role=spec.method, bet=guess, classes=max(2, shown.count))


left, right = st.columns([1, 3])
with left, look.card("controls"):
    updates = math.ceil(min(standing.photos, max(of.sizes[0], 1)) / standing.batch_size)
    spec = controls.choose(
        "retrain",
        more=retrain_run.behind(st.session_state.get("method", standing.method)),
        reading={"batch_size": f"{updates:,} update{'s' if updates > 1 else ''} an epoch"},
        highest={"photos": max(4, of.sizes[0])},
    )
    assert isinstance(spec, RetrainRun)
    lacking = retrain_run.lacks_photos(spec, of)
    wager = try_bet.ask("retrain", of.classes, across=False)
    controls.start_button(
        spec, "Train", "train", partial(start, wager=wager), use=partial(controls.put, "retrain"), wide=True,
        ready=bet is not None and not lacking and not (latest and latest.live),
        first="" if bet or of.lacking else "Make your guess above first.",
    )  # fmt: skip
    st.caption(retrain_run.fetched_first(spec))
    take_home.share(spec)

with right:
    if lacking and of.own:
        st.info(lacking, icon=":material/photo_library:")
        st.page_link(
            "pages/your_own_pictures.py", label="Collect your own pictures", icon=":material/arrow_forward:"
        )
    elif lacking:
        retrain_photos.card(lacking, of.name)
    controls.refusal()
    if latest is None:
        example.show(panel_for(RetrainRun()), "retrain")
    else:
        shown = latest.settings
        assert isinstance(shown, RetrainRun)
        run_panel.show(latest, panel_for(shown, try_bet.line(latest) or retrain_sets.bets(of).get(bet or "")))
        if latest.state == "queued" and host.engine().place(latest).begins > 1:
            example.replay(panel_for(RetrainRun()), "retrain")

ended = latest if latest and not latest.live and latest.result else None
if ended:
    test = test_share(ended)
    lesson.recall_prediction(
        LESSON,
        retrain_sets.guess_key(ended.spec["pictures"]),
        f"It gets {per_cent(test.accuracy)} right." if test else "",
    )
    try_bet.of_run(ended)
    retrain_run.happened(ended)
retrain_run.what_learns(spec, of)
if not lacking:
    retrain_advice.card(LESSON, of, spec, runs)
if ended:
    retrain_run.questions(ended, LESSON)
    lesson.explain(LESSON, "in_words", "In one line: what did the model know already, and what is new?")
    assert isinstance(ended.settings, RetrainRun)
    lesson.code("The same in Keras", retrain_code(ended.settings, len(ended.result["by_class"])))
    take_home.card(ended)
lesson.next_lesson(LESSON)
if ended and ended.state == "done":
    lesson.done(LESSON)
