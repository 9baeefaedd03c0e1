"""The frozen model of the lesson "What is a model?": its answers, and the evidence of what it is not."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.measure.two_digits import Frozen
from lib.models.dense import Dense
from lib.screen.kit import lesson, look
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.what_is_a_model import ones_and_zeros, rule_lab


def _as_network(frozen: Frozen) -> Dense:
    """The frozen model as the pad takes it: one layer, two answers whose softmax is the model's own sigmoid."""
    weights = np.stack([np.zeros(784), frozen.weights], axis=1).astype(np.float32)
    return Dense((weights,), (np.array([0, frozen.bias], np.float32),))


def show(lesson_key: str, frozen: Frozen) -> None:
    """The frozen model on digits that it has never seen, and on the learner's drawing."""
    unseen = ones_and_zeros.both()[1]
    learned = Proportion(int((frozen.answers(unseen.x) == unseen.y).sum()), len(unseen.y))
    ruled = rule_lab.proportion(unseen)
    lesson.prose(
        f"Here are 200 other digits. You have not seen them, and the machine has not learned from them. The frozen model gets "
        f"**{learned.sentence()}** right. Your rule gets **{ruled.sentence()}** right. Doing well on new pictures is [[generalisation]]."
    )
    better = (
        "The machine"
        if learned.correct > ruled.correct
        else "My rule"
        if ruled.correct > learned.correct
        else "Neither"
    )
    lesson.recall_prediction(
        lesson_key, table("what_is_a_model")["who"], f"On the other digits **{better.lower()}** is ahead."
    )
    lesson.prose(
        "Draw a 1 or a 0: the [[frozen]] model reads it. Its answer is a [[prediction]]. (What you say before is a [[guess]].) Then draw something else. What does it say?"
    )
    drawing = sketchpad(_as_network(frozen), key="model_pad", report=True)
    seen = st.session_state.setdefault("model_drawings", set())
    if drawing is not None:
        seen.add(drawing.id)
    # Kept at Freeze, and compared with what is there now
    before = st.session_state.setdefault("frozen_checksum", frozen.checksum)
    told = (
        " Nothing has changed. It does not learn while you use it."
        if before == frozen.checksum
        else " The two differ. This is no longer the model that you froze."
    )
    with look.card("answer"):
        lesson.prose(
            f"Drawings it has read: **{len(seen)}**. Its 785 numbers have a [[checksum]]. When you froze it: `{before}`. "
            f"Now: `{frozen.checksum}`.{told if seen else ''}"
        )


def what_it_is_not(frozen: Frozen) -> None:
    """What a model is not, each with its evidence."""
    texts = {
        "not_stored": (
            f"**It keeps no pictures.** It is {len(frozen.weights) + 1} numbers. The 200 digits are not among them. But a model with "
            "few pictures and many weights can fit each picture. Then its weights can leak some of them."
        ),
        "not_learning": (
            "**It does not learn while it is used.** Draw as much as you like: the checksum above stays the same. To "
            "change the model, somebody must train it again."
        ),
        "not_written": (
            "**Nobody wrote its weights.** But people chose the digits, gave the labels, and wrote how it learns. An unfair choice "
            "of pictures gives an unfair model: [[data bias]]."
        ),
        "not_certain": _sure_and_wrong(frozen),
    }
    columns = [*st.columns(2), *st.columns(2)]
    for column, (key, text) in zip(columns, texts.items(), strict=True):
        with column, look.card(key, height="stretch"):
            lesson.prose(text)


def _sure_and_wrong(frozen: Frozen) -> str:
    """Its surest mistake among all 400 digits, where it makes one."""
    x, y = (np.concatenate([getattr(part, name) for part in ones_and_zeros.both()]) for name in ("x", "y"))
    p = frozen.probability(x)
    sure = np.where(p > 0.5, p, 1 - p)
    wrong = frozen.answers(x) != y
    other = "Now draw a 7. The model can only answer 1 or 0, and its [[probability]] may still be high."
    if not wrong.any():
        return (
            f"**It is not exact.** It happens to get all {len(y)} digits of this page right, each with a probability of "
            f"{sure.min():.2f} or more. {other}"
        )
    worst = int(np.flatnonzero(wrong)[sure[wrong].argmax()])
    return (
        f"**It is not exact.** It gets {int(wrong.sum())} of the {len(y)} digits of this page wrong, an [[error rate]] of "
        f"{per_cent(wrong.mean(), 2)}. One of them shows a "
        f"{int(y[worst])}. The model says {1 - int(y[worst])}, with a probability of {sure[worst]:.2f}. {other}"
    )
