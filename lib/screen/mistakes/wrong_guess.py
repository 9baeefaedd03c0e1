"""The guess about a model's mistakes, and what came out beside it."""

from __future__ import annotations

import hashlib

import streamlit as st

from lib.measure.confusion import each_way, mixed_up, spread
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import lesson
from lib.screen.mistakes.wall_part import Part
from lib.screen.models.model import DIGITS, Model

LESSON = "where_does_it_go_wrong"
QUESTIONS = table(LESSON)


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
        f"**What just happened.** The [[accuracy]] is one number. It hides where a model fails. The [[confusion matrix]] shows "
        f"it: {first.sentence(names)} Look at the pictures. Sometimes the model is wrong, sometimes the [[label]], and sometimes "
        "nobody can tell."
    )
