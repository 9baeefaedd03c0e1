"""Lesson: show the retrained model photos of your own, see where it looked, and what it cannot say."""

from __future__ import annotations

import streamlit as st

from lib.export.pet_code import OWN_PETS
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.words import likely
from lib.screen.pet_photos import own_pets, pet_answers
from lib.screen.pictures import pet_uploads
from lib.screen.runs import scores

LESSON = scores.PHOTOS

pet_tiles.dress()
lesson.opening(
    LESSON,
    "You find out what your retrained model makes of your own photos, where it looks, and what it cannot say.",
)
guess = lesson.predict(
    LESSON, "flower", "You show the retrained model a flower. It has learned two answers, cat and dog. What does it say?",
    ["neither of them", "50 % cat, 50 % dog", "cat or dog, and rather sure"],
)  # fmt: skip
if guess is None:
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
    surest = max(odd, key=lambda name: odd[name].share)
    says, share = odd[surest].says, likely(odd[surest].share)
    flower = odd.get("flower")
    if flower:
        lesson.recall_prediction(LESSON, "flower", f"It says {flower.says}, {likely(flower.share)}.")
    with look.card("happened", "What just happened"):
        lesson.prose(
            f"The [[head]] has one output with a [[sigmoid]]: the [[likelihood]] of dog. What is left over is cat. There is no third "
            f"answer, so the {surest} is **{says}, {share}**. A toaster would fare no better. A high likelihood says which of the two "
            "answers fits better, not that one of them fits. " + own_pets.who_sees_neither(model, odd)
        )
        lesson.prose(
            "The bright places of the heat map spoke for the answer. For a new head this is exact: the head reads the average of a small map, "
            "so each place has its share in the sum (a class activation map). For other models it is computed from the [[gradient]] "
            "(Grad-CAM). A bright place says where the model looked, not that it looked for the right reason."
        )
two = lesson.check(
    LESSON, "neither", "A two-way model says that your bicycle is a dog, 95 %. What does that tell you?",
    ["The bicycle looks like a dog", "Of its two answers, dog fits better", "It is 95 % sure to be right"],
    "Of its two answers, dog fits better",
    {"The bicycle looks like a dog": "Which other answer could it have given?",
     "It is 95 % sure to be right": "It can only say cat or dog. Can one of them be right?"},
    "The two likelihoods add up to 1 because they are made to, whatever the photo shows.",
)  # fmt: skip
silent = lesson.check(
    LESSON, "least", "You let it answer only from 95 % on. What happens to its mistakes?",
    ["They all go away", "Fewer of them, and fewer answers", "Nothing changes"], "Fewer of them, and fewer answers",
    {"They all go away": "Move the slider and read the line below it.",
     "Nothing changes": "Move the slider and read the line below it."},
    "It keeps silent where it is unsure. Some mistakes are made with a high likelihood, and they stay.",
)  # fmt: skip
learns = lesson.check(
    LESSON, "learns", "You have told it what your photos really show. Does it know better now?",
    ["yes, it has learned from them", "no, only the score has changed"], "no, only the score has changed",
    {"yes, it has learned from them": "What would have to change for that, and has anything trained?"},
    "Its weights stay as they are until somebody trains it again. Your photos go when you leave.",
)  # fmt: skip
lesson.explain(LESSON, "own_words", "In one line: when would you not trust its answer?")
lesson.code("The same in Keras", OWN_PETS)
lesson.next_lesson(LESSON)
if two and silent and learns:
    lesson.done(LESSON)
