"""Lesson: meet a model with 1,000 names, ask it about photos, and measure it on cats and dogs."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.models import pet_ask
from lib.screen.pet_photos import original_model
from lib.screen.pictures import pet_source, retrain_photos

LESSON = "meet_the_original"
QUESTIONS = table(LESSON)

pet_tiles.dress()
lesson.opening(LESSON, "A model knows 1,000 names. How often does it name cats and dogs correctly?")
bet = lesson.predict(LESSON, QUESTIONS["right"], fold=True)

front = st.container()  # the photo stands first; which base answers is chosen below
wanted = original_model.choose_base()
with front:
    base = pet_ask.who_answers(wanted)
    met = BASES[base or wanted]
    result, photos = pet_ask.measured(met.name), pet_source.set_of_photos()
    lesson.prose(
        f"{met.title} is a [[pretrained]] network. It still has the last [[layer]] that it came with, so we call it the [[original model]]. "
        "It gives a [[probability]] for each of 1,000 names. “Cat” is not one of them. It knows five breeds of cat, 118 breeds of dog, and "
        "877 other things."
    )
    if base:
        with look.card("asked", "Ask it about a photo"):
            photo = pet_source.choose(photos, result)
            if photo:
                original_model.answer(base, photo)
        if photo:
            with st.expander(
                "Going further: the same photo, its pixels not scaled", icon=":material/explore:"
            ):
                original_model.unscaled(base, photo)

if bet is None:
    st.info("Make your guess above. Then you see the count on 1,000 photos.", icon=":material/bookmark:")
    st.stop()
if result is None:
    st.info("The course has no stored answers of this base, so there is nothing to count here.")
    st.stop()

st.subheader("Now 1,000 photos", anchor=False)
share = result.proportion
lesson.recall_prediction(
    LESSON, QUESTIONS["right"], f"Its best prediction names the right animal for {share.sentence()}."
)
counted, wrong = st.tabs(["How many are right", "What it got wrong"])
with counted:
    original_model.measured(result, QUESTIONS["right"].accuracy(bet))
with wrong:
    original_model.mistakes(result, photos, pet_ask.test_names(met.name))
    if photos is None:
        retrain_photos.card(pet_source.NO_PHOTOS)

cats, dogs = result.by_class["cats"], result.by_class["dogs"]
five = result.among_five(0) + result.among_five(1)
with look.card("happened", "What just happened"):
    lesson.prose(
        "Nobody asked this model for “cat” or “dog”. So you counted any breed of the right animal as right. That gives "
        f"**{share.sentence()}**. {original_model.by_animal(result)}"
    )
    lesson.prose(
        f"It made {share.total - share.correct:,} mistakes. In {five:,} of them, the right animal is among its five best predictions. So it "
        "sees much of what it needs. But its last layer answers another question."
    )
    if met.name == "pocket":
        lesson.prose(original_model.pocket_story(result, pet_ask.measured("mobilenet_v2")))
lesson.check(LESSON, QUESTIONS["sum"])
if dogs.low > cats.high:
    lesson.check(
        LESSON, QUESTIONS["tested"].given(dogs=per_cent(dogs.accuracy), cats=per_cent(cats.accuracy))
    )
lesson.check(LESSON, QUESTIONS["scaling"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
