"""Lesson: where a model goes wrong: a wall of all its pictures, the same as tables, and cleaning."""

from __future__ import annotations

import hashlib

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.confusion import each_way, mixed_up, spread
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import lesson, pet_tiles
from lib.screen.kit.learner import learner_id, settled
from lib.screen.mistakes import wall, wall_part, wrong_clean, wrong_tables
from lib.screen.mistakes.wall_part import Part
from lib.screen.models import offered
from lib.screen.models.model import DIGITS, Model

LESSON = "where_does_it_go_wrong"
QUESTIONS = table(LESSON)
CSS = """<style>
.sharp img { image-rendering: pixelated; border: 1px solid var(--line); background: #fff; padding: 4px; }
.unfit { margin: 0; }
.unfit figcaption { font-size: .8125rem; line-height: 1.35; color: var(--muted); margin-top: .3rem; }
.unfit img { width: 72px; height: 72px; image-rendering: pixelated; background: #fff; border: 1px solid var(--line); border-radius: .5rem; padding: 3px; }
.unfit.photo img { width: 104px; height: 104px; image-rendering: auto; object-fit: cover; padding: 0; }
[class*="st-key-wall_"][data-stale="true"], [data-stale="true"]:has(> [class*="st-key-wall_"]), [data-stale="true"] [class*="st-key-wall_"] { opacity: 1 !important; }
.unfit b { display: block; color: var(--st-text-color, inherit); }
</style>"""
WALL, TABLES, CLEAN = "The wall", "As tables", "Clean and retrain"
WHY = {
    False: "It comes with the course, and its test is known: train one yourself, and its validation part comes first.",
    True: "What it said of its validation part is not kept.",
}
OPENED = "test_opened"  # in the session: keys of the models whose test part is open


def choose() -> Model:
    """The model that is looked at: the learner's newest run unless another one is chosen."""
    found = offered.choices(learner_id())
    if settled() and "measured_offered" not in st.session_state:  # the browser has just said who is here
        st.session_state["measured_offered"] = True
        st.session_state["measured"] = next(iter(found))
    chosen = st.selectbox("Which model?", list(found), key="measured", format_func=lambda name: found[name])
    return offered.find(str(chosen), learner_id())


def choose_part(model: Model) -> Part:
    """The validation part, or the test part once the learner has opened it; the one that is known where only one is."""
    opened: set[str] = st.session_state.setdefault(OPENED, set())
    validation = wall_part.of(model, "validation")
    test = wall_part.of(model, "test")
    assert test is not None
    if validation is None:
        st.caption(
            f"You look at its test part, {len(test.answers.truth):,} {model.things}. {WHY[bool(model.run)]}"
        )
        return test
    names = {
        "validation": f"Validation, {len(validation.answers.truth):,}",
        "test": f"Test, {len(test.answers.truth):,}",
    }
    if model.key not in opened:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"You look at its validation part, {len(validation.answers.truth):,} {model.things}. The test part stays closed, so that "
                "it can still surprise you.",
                width="stretch",
            )
            if not st.button("Open the test part", key="open_test", icon=":material/lock_open:"):
                return validation
        opened.add(model.key)
        st.session_state["part"] = "test"
        st.rerun()
    chosen = st.segmented_control(
        "Which part?", list(names), key="part", default="test", required=True, format_func=names.__getitem__,
    )  # fmt: skip
    return validation if chosen == "validation" else test


def origin(model: Model) -> str:
    """Where it comes from, and what pictures it is asked for."""
    if model.kind == DIGITS:
        return f"{model.origin} Here it reads {digits.load(download=False).source}."
    what = (
        f"{model.things} of {len(model.answers.classes)} classes"
        if model.spec.pictures != PACKED
        else f"{model.things} of cats and dogs"
    )
    return f"{model.origin} What it says of {what}."


def asked(model: Model) -> Question:
    """The guess that is asked for."""
    if model.kind == DIGITS:
        return QUESTIONS["digits"]
    names = model.answers.classes
    if len(names) != 2:
        return QUESTIONS["classes"]
    if model.spec.pictures == PACKED:
        return QUESTIONS["pets"]
    # Of own pictures the classes may be others tomorrow
    key = hashlib.sha256("\n".join(names).encode()).hexdigest()
    return QUESTIONS["two"].given(f"two_{key[:8]}", first=names[0], second=names[1])


def outcome(part: Part) -> str:
    """What came out, as it was asked: pairs both ways together, a spread as a spread."""
    counts, names = part.answers.counts, part.answers.classes
    if part.model.kind == DIGITS:
        return mixed_up(counts, names)
    return each_way(counts, names) if len(names) == 2 else spread(counts, names)


def happened(part: Part) -> None:
    """The guess beside the outcome, and the most frequent mistake in words."""
    pairs = part.answers.confused[:1]
    if not pairs:
        st.markdown(f"**What just happened.** It made no mistake on its {part.name} part.")
        return
    names, first = part.answers.classes, pairs[0]
    lesson.recall_prediction(LESSON, asked(part.model), outcome(part))
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
with st.container(horizontal=True, vertical_alignment="bottom"):
    model = choose()
st.caption(origin(model))
if lesson.predict(LESSON, asked(model), fold=True) is None:
    st.stop()

part = choose_part(model)
tabs = st.tabs([WALL, TABLES, CLEAN], key="mistakes_tab", on_change="rerun")  # a closed one costs nothing
if tabs[0].open:
    with tabs[0]:
        wall.show(part)
if tabs[1].open:
    with tabs[1]:
        wrong_tables.show(part)
if tabs[2].open:
    with tabs[2]:
        wrong_clean.show(model)
happened(part)

lesson.check(LESSON, QUESTIONS["recall"])
lesson.check(LESSON, QUESTIONS["loss"])
lesson.check(LESSON, QUESTIONS["sure"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in NumPy and scikit-learn", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
