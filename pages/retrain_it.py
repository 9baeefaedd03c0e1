"""Lesson: keep what a model sees, teach it a new last layer, and measure it again."""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from lib.export.keras_code import retrain_code
from lib.lab_book.outcome import test_proportion
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.pictures.own import packed
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import pet_ask
from lib.screen.pictures import own_state, retrain_photos
from lib.screen.retrain import retrain_advice, retrain_methods, retrain_run, retrain_sets, retrain_stage
from lib.screen.runs import example, guessed, guesses, run_panel, stage, take_home
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun

LESSON = "retrain_it"
QUESTIONS = table(LESSON)


def start(spec: RetrainRun, asked: guesses.Asked | None) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""
    pictures = packed.to_bytes(own_state.own()) if spec.pictures == OWN else None
    source = data_hash(spec, pictures=pictures)
    controls.submit(spec, source, lambda run_id: guesses.keep(run_id, asked, spec), pictures=pictures)


host.engine().warm_up()
lesson.opening(
    LESSON,
    "Keep what a model has learned to see. Teach it a new last layer, with your classes.",
)
runs = host.lab_book().runs(learner_id(), "retrain") if settled() else []
latest = runs[0] if runs else None
usual = {"base": pet_ask.usual_base()}
if settled():
    retrain_sets.follow_run(latest, usual)
standing = controls.current("retrain", usual)
assert isinstance(standing, RetrainRun)
retrain_sets.follow(standing)
of = retrain_sets.chosen(standing.pictures)
if latest is None:  # later they stand below what came out, which is seen at once
    retrain_methods.show(standing, of, usual)
place = st.container()  # what a link has set, and the guess, asked about the settings below


def panel_for(spec: RetrainRun, guess: float | None = None) -> run_panel.Panel:
    shown = retrain_sets.chosen(spec.pictures)
    return run_panel.Panel(things=shown.things, role=spec.method, bet=guess, classes=max(2, shown.count))


with look.bar("train"):
    button = st.container(horizontal=True, vertical_alignment="center", width="content")
    with look.drawer("Settings"):
        updates = math.ceil(min(standing.train_size, max(of.sizes[0], 1)) / standing.batch_size)
        spec = controls.choose(
            "retrain",
            more=retrain_run.behind(st.session_state.get("method", standing.method)),
            reading={"batch_size": f"{updates:,} update{'s' if updates > 1 else ''} an epoch"},
            highest={"train_size": max(4, of.sizes[0])},
            usual=usual,
            notes=place,
        )
        assert isinstance(spec, RetrainRun)
    st.caption(controls.told(spec), width="stretch")
lacking = retrain_run.lacks_photos(spec, of)
asked = None
if not of.lacking:
    with place:
        asked = guesses.ask(LESSON, retrain_sets.asked(spec, of), spec, runs, of.classes, fold=True)
with button:
    controls.start_button(
        spec, "Train", "train", partial(start, asked=asked), use=partial(controls.put, "retrain"),
        ready=asked is not None and asked.ready and not lacking and not (latest and latest.live),
        first=asked.first if asked else "",
    )  # fmt: skip
if fetched := retrain_run.fetched_first(spec):
    st.caption(fetched)
if lacking and of.own:
    st.info(lacking, icon=":material/photo_library:")
    st.page_link(
        "pages/your_own_pictures.py",
        label="Collect your own pictures, on the server",
        icon=":material/arrow_forward:",
        query_params={"way": "server"},
    )
elif lacking:
    retrain_photos.card(lacking, of.name)
controls.refusal()
if latest is None:
    example.show(panel_for(RetrainRun()), "retrain")
else:
    shown = latest.settings
    assert isinstance(shown, RetrainRun)
    stage.show(latest, panel_for(shown, guessed.line(latest)), retrain_stage.seen)

ended = latest if latest and not latest.live and latest.result else None
if ended:  # all of the last run stands together, before what follows the controls
    test = test_proportion(ended)
    if test:
        guessed.of_run(ended, QUESTIONS["accuracy"], f"It gets {per_cent(test.accuracy)} right")
    retrain_run.happened(ended)
    retrain_run.check(LESSON)
    lesson.explain(LESSON, QUESTIONS["in_words"])
    assert isinstance(ended.settings, RetrainRun)
    lesson.code("The same in Keras", retrain_code(ended.settings, len(ended.result["by_class"])))
    take_home.card(ended)

if latest is not None:
    st.subheader("Try another method", anchor=False)
    st.caption("Choose one here, then press Train at the top.")
    retrain_methods.show(spec, of, usual)
which, learns, further = st.tabs(["Which method?", "What learns", "Going further"])
with which:
    if not lacking:
        retrain_advice.card(LESSON, of, spec, runs)
    else:
        st.caption("First this method needs the photos.")
with learns:
    retrain_run.what_learns(spec, of)
with further:
    retrain_run.further(spec)
take_home.share_link(spec)
lesson.next_lesson(LESSON)
lesson.done(LESSON, ended is not None and ended.state == "done")
