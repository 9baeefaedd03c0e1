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
lesson.opening(
    LESSON,
    "You find out what a model that was made for 1,000 things says of cats and dogs, and how often it is right.",
)
bet = lesson.predict(LESSON, QUESTIONS["right"])

wanted = original_model.choose_base()
base = pet_ask.who_answers(wanted)
met = BASES[base or wanted]
result, photos = pet_ask.measured(met.name), pet_source.set_of_photos()

lesson.prose(
    f"This is a [[pretrained]] network, {met.title}, with the last [[layer]] it came with: the [[original model]]. It has "
    f"{met.original_parameters:,} [[parameter|parameters]] and one output for each of 1,000 names. “Cat” is not among them: it "
    "knows five breeds of cat, 118 breeds of dog, and 877 other things."
)
if base:
    with look.card("asked", "Ask it about a photo"):
        photo = pet_source.choose(photos, result)
        if photo:
            original_model.answer(base, photo)
    if photo:
        with look.card("unscaled", "The same photo, its pixels not scaled"):
            original_model.unscaled(base, photo)

if bet is None:
    st.info(
        "Make your guess above, and you will see how it does on 1,000 photos.", icon=":material/bookmark:"
    )
    st.stop()
if result is None:
    st.info("No answers of this base are stored, so there is nothing to measure here.")
    st.stop()

st.subheader("Not one photo, but 1,000", anchor=False)
original_model.measured(result, QUESTIONS["right"].accuracy(bet))
with look.card("wrong", "What it got wrong, and what it said instead"):
    original_model.mistakes(result, photos, pet_ask.test_names(met.name))
if photos is None:
    retrain_photos.card(pet_source.NO_PHOTOS)

share = result.proportion
lesson.recall_prediction(
    LESSON, QUESTIONS["right"], f"Its best guess names the right animal for {share.sentence()}."
)
cats, dogs = result.by_class["cats"], result.by_class["dogs"]
# So it is with MobileNetV2; Pocket, taught by it, does better on cats
dogs_ahead = dogs.accuracy > cats.accuracy
by_animal = (
    f"It does better on dogs ({dogs.sentence()}) than on cats ({cats.sentence()}): one likely reason, not tested here: it learned 118 breeds of dog and only five of cat."
    if dogs_ahead
    else f"It does better on cats ({cats.sentence()}) than on dogs ({dogs.sentence()}), although it learned five breeds of cat and 118 of dog."
)
five = result.among_five(0) + result.among_five(1)
with look.card("happened", "What just happened"):
    lesson.prose(
        f"The model was never asked for “cat” or “dog”, so you counted a breed of the right animal as right. That gave "
        f"**{share.sentence()}**. {by_animal} Of its {share.total - share.correct:,} mistakes, {five:,} have the right animal among "
        "the five best guesses. So it sees much of what is needed; its last layer answers another question. "
        "Its [[probability|probabilities]] come from a [[softmax]] and always add up to 100 %, also for a photo that shows none of its 1,000 things."
    )
lesson.check(LESSON, QUESTIONS["sum"])
if dogs_ahead:
    lesson.check(LESSON, QUESTIONS["dogs"].given(dogs=per_cent(dogs.accuracy), cats=per_cent(cats.accuracy)))
lesson.check(LESSON, QUESTIONS["scaling"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
