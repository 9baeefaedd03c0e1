"""Lesson: show the retrained model photos of your own, see where it looked, and what it cannot say."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.words import likely
from lib.screen.pet_photos import own_pets, pet_answers, pets_device
from lib.screen.pictures import pet_uploads
from lib.screen.runs import scores

LESSON = scores.PHOTOS
QUESTIONS = table(LESSON)

pet_tiles.dress()
lesson.opening(LESSON, "Show your retrained model photos of your own. Can you trust its answers?")
if lesson.predict(LESSON, QUESTIONS["flower"], fold=True) is None:
    st.stop()

bases = pets_device.usable()
with look.card("photos", "Your photos"):
    model = pet_answers.choose(learner_id())
    if bases:
        pets_device.say()
        photos = []
    else:
        pets_device.say_server()
        photos = pet_uploads.gather()
    if model is not None:
        with look.drawer("Settings"):
            least = own_pets.controls(model)
if model is None:
    st.stop()

if bases:
    pets_device.show(model, bases, least)
answers = pet_answers.ask(model, photos)
for number, shown in enumerate(photos, start=1):
    if shown.id in answers:
        with look.card(f"photo_{number}"):
            own_pets.photo(model, shown, answers[shown.id], least, number)
own_pets.score(model)

st.subheader("Two photos with no cat and no dog", anchor=False)
strangers = own_pets.strangers()
odd = pet_answers.ask(model, strangers, kept="stranger_answers")
for shown in strangers:
    if shown.id in odd:
        with look.card(f"stranger_{shown.id}"):
            own_pets.photo(model, shown, odd[shown.id], least)

if odd:
    flower = odd.get("flower")
    if flower:
        lesson.recall_prediction(
            LESSON, QUESTIONS["flower"], f"It says {flower.says}, {likely(flower.probability)}."
        )
    with look.card("happened", "What just happened"):
        own_pets.happened(model, odd)
    with st.expander("Going further: what a heat map shows, and what it does not", icon=":material/explore:"):
        own_pets.heat_maps()
lesson.check(LESSON, QUESTIONS["neither"])
lesson.check(LESSON, QUESTIONS["least"])
lesson.check(LESSON, QUESTIONS["learns"])
lesson.explain(LESSON, QUESTIONS["own_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, bool(odd))
