"""Lesson: try things. Races, the learning rate, and training gone wrong on purpose."""

from __future__ import annotations

import streamlit as st

from lib.screen.experiments import try_bias, try_race, try_rate, try_unfreeze, try_wrong
from lib.screen.kit import host, lesson, pet_tiles

LESSON = "try_things"
PARTS = {
    "race": ("Race", try_race.show),
    "rate": ("The learning rate", try_rate.show),
    "unfreeze": ("Unfreezing", try_unfreeze.show),
    "wrong": ("Gone wrong on purpose", try_wrong.show),
    "bias": ("A set that leans", try_bias.show),
}

pet_tiles.dress()
host.engine().warm_up()
lesson.opening(
    LESSON,
    "Which setting did it? Change one thing and hold the rest, or find the one that somebody got wrong.",
)
guess = lesson.predict(
    LESSON, "batch", "The same network trains for 5 epochs with batches of 20, of 100 and of 500 digits. Which reads most new digits right?",
    ["20", "100", "500", "all about the same"],
)  # fmt: skip
if guess is None:
    st.stop()
lesson.prose(
    "A fair comparison changes one thing. Two runs of the very same settings differ too, by their [[seed]]: only what is larger "
    "than that is a difference."
)
part = st.segmented_control(
    "What do you try?",
    list(PARTS),
    default="race",
    key="part",
    required=True,
    format_func=lambda name: PARTS[name][0],
)
tried = PARTS[str(part or "race")][1]()
if part == "race" and tried:
    lesson.check(
        LESSON, "one_thing", "You change the batch size and the learning rate, and the result is better. Which of the two did it?",
        ["the batch size", "the learning rate", "you cannot tell"], "you cannot tell",
        {"the batch size": "What else was different?", "the learning rate": "What else was different?"},
        "Two things changed at once. Hold one, vary the other.",
    )  # fmt: skip
    lesson.explain(
        LESSON, "in_words", "In one line: why does the same training with another seed end elsewhere?"
    )
lesson.next_lesson(LESSON)
if tried:
    lesson.done(LESSON)
