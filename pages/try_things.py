"""Lesson: try things. Races, the learning rate, and training gone wrong on purpose."""

from __future__ import annotations

import streamlit as st

from lib.measure.question_table import table
from lib.screen.experiments import try_bias, try_race, try_rate, try_unfreeze, try_wrong
from lib.screen.kit import host, lesson, pet_tiles

LESSON = "try_things"
QUESTIONS = table(LESSON)
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
    lesson.check(LESSON, QUESTIONS["one_thing"])
    lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.next_lesson(LESSON)
lesson.done(LESSON, bool(tried))
