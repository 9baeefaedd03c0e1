"""Lesson: where a model goes wrong: what it takes for what, how sure it is, where it looked, and cleaning."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.confusion import each_way, mixed_up, spread
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id, settled
from lib.screen.mistakes import wrong_clean, wrong_losses, wrong_matrix, wrong_sure
from lib.screen.models import offered
from lib.screen.models.model import DIGITS, Model

LESSON = "where_does_it_go_wrong"
QUESTIONS = table(LESSON)
CSS = """<style>
.sharp img { image-rendering: pixelated; border: 1px solid var(--line); background: #fff; padding: 4px; }
.closer, .unfit { margin: 0; }
.closer img { width: 100%; max-width: 15rem; image-rendering: pixelated; border: 1px solid var(--line); border-radius: .75rem; }
.closer figcaption, .unfit figcaption { font-size: .8125rem; line-height: 1.35; color: var(--muted); margin-top: .3rem; }
.unfit img { width: 72px; height: 72px; image-rendering: pixelated; background: #fff; border: 1px solid var(--line); border-radius: .5rem; padding: 3px; }
.unfit.photo img { width: 104px; height: 104px; image-rendering: auto; object-fit: cover; padding: 0; }
.unfit b { display: block; color: var(--st-text-color, inherit); }
</style>"""


def choose() -> Model:
    """The model that is looked at: the learner's newest run unless another one is chosen."""
    found = offered.choices(learner_id())
    if settled() and "measured_offered" not in st.session_state:  # the browser has just said who is here
        st.session_state["measured_offered"] = True
        st.session_state["measured"] = next(iter(found))
    chosen = st.selectbox("Which model?", list(found), key="measured", format_func=lambda name: found[name])
    return offered.find(str(chosen), learner_id())


def origin(model: Model) -> str:
    """Where it comes from, and what it was tested on."""
    if model.kind == DIGITS:
        return f"{model.origin} Here it reads the test part of {digits.load(download=False).source}."
    n, classes = len(model.answers.truth), len(model.answers.classes)
    what = (
        f"{model.things} of {classes} classes"
        if model.spec.pictures != PACKED
        else f"{model.things} of cats and dogs"
    )
    return f"{model.origin} What it says of the {n:,} test {what}."


def asked(model: Model) -> Question:
    """The guess that is asked for."""
    if model.kind == DIGITS:
        return QUESTIONS["digits"]
    return QUESTIONS["pets"] if len(model.answers.classes) == 2 else QUESTIONS["classes"]


def outcome(model: Model) -> str:
    """What came out, as it was asked: pairs both ways together, a spread as a spread."""
    counts, names = model.answers.counts, model.answers.classes
    if model.kind == DIGITS:
        return mixed_up(counts, names)
    return each_way(counts, names) if len(names) == 2 else spread(counts, names)


def happened(model: Model) -> None:
    """The guess beside the outcome, and the most frequent mistake in words."""
    pairs = model.answers.confused[:1]
    if not pairs:
        st.markdown("**What just happened.** It made no mistake on its test part.")
        return
    names, first = model.answers.classes, pairs[0]
    lesson.recall_prediction(LESSON, asked(model), outcome(model))
    lesson.prose(
        f"**What just happened.** One number, the [[accuracy]], hides where a model fails. The [[confusion matrix]] shows it: "
        f"{first.sentence(names)} Some mistakes are the model's, some are the label's, and some pictures nobody could name. "
        "Only looking tells them apart."
    )


pet_tiles.dress()
st.html(CSS)
lesson.opening(
    LESSON,
    "A share says how often a model is wrong. Here you see where, how sure it was, and what it looked at.",
)
with look.card("model"):
    model = choose()
    st.caption(origin(model))
if lesson.predict(LESSON, asked(model)) is None:
    st.stop()

with look.card("right"):
    wrong_sure.right_and_wrong(model)
wrong_matrix.show(model)
happened(model)
wrong_matrix.classes(model)
st.subheader("The worst of them", anchor=False)
wrong_losses.show(model)
st.subheader("How sure, how right", anchor=False)
wrong_sure.calibrated(model)
st.subheader("Clean and retrain", anchor=False)
wrong_clean.show(model)

lesson.check(LESSON, QUESTIONS["recall"])
lesson.check(LESSON, QUESTIONS["loss"])
lesson.check(LESSON, QUESTIONS["sure"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in NumPy and scikit-learn", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
