"""Lesson: show the retrained model photos of your own, see where it looked, and what it cannot say."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.words import likely
from lib.screen.pet_photos import own_pets, pet_answers, questions
from lib.screen.pictures import pet_uploads
from lib.screen.runs import scores

LESSON = scores.PHOTOS

pet_tiles.dress()
lesson.opening(
    LESSON,
    "You find out what your retrained model makes of your own photos, where it looks, and what it cannot say.",
)
if lesson.predict(LESSON, questions.FLOWER) is None:
    st.stop()

with look.card("photos", "Your photos"):
    model = pet_answers.choose(learner_id())
    photos = pet_uploads.gather()
if model is None:
    st.stop()

with look.card("controls"):
    least = own_pets.controls(model)
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
    surest = max(odd, key=lambda name: odd[name].probability)
    says, share = odd[surest].says, likely(odd[surest].probability)
    flower = odd.get("flower")
    if flower:
        lesson.recall_prediction(
            LESSON, questions.FLOWER, f"It says {flower.says}, {likely(flower.probability)}."
        )
    with look.card("happened", "What just happened"):
        lesson.prose(
            f"The [[head]] has one output with a [[sigmoid]]: the [[probability]] of dog. What is left over is cat. There is no third "
            f"answer, so the {surest} is **{says}, {share}**. A toaster would fare no better. A high probability says which of the two "
            "answers fits better, not that one of them fits. " + own_pets.who_sees_neither(model, odd)
        )
        lesson.prose(
            "The bright places of the heat map spoke for the answer. For a new head this is exact: the head reads the average of a small map, "
            "so each place has its share in the sum (a class activation map). For other models it is computed from the [[gradient]] "
            "(Grad-CAM). A bright place says where the model looked, not that it looked for the right reason."
        )
lesson.check(LESSON, questions.NEITHER)
lesson.check(LESSON, questions.LEAST)
lesson.check(LESSON, questions.LEARNS)
lesson.explain(LESSON, questions.TRUST)
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, bool(odd))
