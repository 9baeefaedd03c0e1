"""Lesson: the original and retrained models on the same photos: what was fixed, what broke, whether it is luck."""

from __future__ import annotations

import streamlit as st

from lib.export.pet_code import COMPARE_PETS
from lib.measure.shares import per_cent
from lib.screen.compare import choosing, comparison
from lib.screen.kit import lesson, pet_tiles
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import retrained

LESSON = "original_against_retrained"

pet_tiles.dress()
lesson.opening(
    LESSON,
    "The same test photos for each model, none of them used in training. How many does each get right?",
)
contest = choosing.contest(learner_id() if settled() else None)
if not comparison.guessed(contest):
    st.stop()
comparison.show(contest)

counts = lesson.check(
    LESSON, "pairs", "Two models both get 900 of 1,000 photos right. Do they make the same mistakes?",
    ["yes, the same 100", "not necessarily", "no, never"], "not necessarily",
    {"yes, the same 100": "Look at “broken”: photos can change sides in both directions.",
     "no, never": "Look at “still wrong”: some photos are hard for both."},
    "As many can be fixed as broken, and the sum stays. That is why the groups are counted photo by photo.",
)  # fmt: skip
luck = lesson.check(
    LESSON, "luck", "Model B fixes 6 photos and breaks 4. Is it better than model A?",
    ["yes, 2 photos better", "that can well be luck", "no, it is worse"], "that can well be luck",
    {"yes, 2 photos better": "Toss a coin ten times: how often do you get 6 heads or more?",
     "no, it is worse": "It fixes more than it breaks. But by how much more than a coin would?"},
    "A fair coin splits ten tosses at least as unevenly as 6 to 4 in about 75 of 100 tries (McNemar's exact test).",
)  # fmt: skip
few = lesson.check(
    LESSON, "few", "Why can a new head learn from 50 photos what a network from scratch does not learn from 1,600?",
    ["It has more weights to train", "Its base has learned from over a million photos", "It trains for longer"],
    "Its base has learned from over a million photos",
    {"It has more weights to train": "Look at “Retraining took”: how many weights did it train?",
     "It trains for longer": "Both train for the same number of epochs."},
    f"Only the last layer is new. {retrained.stored().result['frozen']:,} weights below it stay, and already turn a photo into useful features.",
)  # fmt: skip
lesson.code("The same in Keras and SciPy, for cats and dogs", COMPARE_PETS)
if contest.pets:
    st.caption(f"Chance is {per_cent(0.5, 0)}: two animals, equally many photos of each.")
lesson.next_lesson(LESSON)
if counts and luck and few:
    lesson.done(LESSON)
