"""The frozen model of the lesson "What is a model?": its answers, and the evidence of what it is not."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure.proportions import Proportion
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
    st.markdown(
        f"On 200 other digits, which neither you nor the machine has seen, the frozen model gets **{learned.sentence()}** right; your rule, as "
        f"it stands, **{ruled.sentence()}**."
    )
    better = (
        "The machine"
        if learned.correct > ruled.correct
        else "My rule"
        if ruled.correct > learned.correct
        else "Neither"
    )
    lesson.recall_prediction(
        lesson_key, table("what_is_a_model")["who"], f"On the unseen digits: **{better.lower()}** is ahead."
    )
    st.markdown(
        "The frozen model reads your drawing. Draw a 1 or a 0; then draw something else and see what it says."
    )
    drawing = sketchpad(_as_network(frozen), key="model_pad", report=True)
    seen = st.session_state.setdefault("model_drawings", set())
    if drawing is not None:
        seen.add(drawing.id)
    # Kept at Freeze, and compared with what is there now
    before = st.session_state.setdefault("frozen_checksum", frozen.checksum)
    told = (
        " Nothing has changed: it does not learn while you use it."
        if before == frozen.checksum
        else " They differ: this is no longer the model that you froze."
    )
    with look.card("answer"):
        st.markdown(
            f"Drawings it has read: **{len(seen)}**. Checksum of its 785 numbers when you froze it: `{before}`, now: `{frozen.checksum}`."
            f"{told if seen else ''}"
        )


def what_it_is_not(frozen: Frozen) -> None:
    """What a model is not, each with its evidence."""
    texts = {
        "not_stored": (
            f"**It keeps no pictures.** It is {len(frozen.weights) + 1} numbers, and there is no place in it for the 200 digits that it "
            "learned from. With few pictures and many weights a model can still fit each picture, and its weights can leak some of them."
        ),
        "not_learning": (
            "**It does not keep learning while it is used.** The checksum above stays the same however much you draw. To "
            "change it, somebody has to train it again."
        ),
        "not_written": (
            "**Nobody wrote its rules.** No person chose one of its weights. People chose the digits, the labels, and how "
            "it learns."
        ),
        "not_certain": _sure_and_wrong(frozen),
    }
    columns = [*st.columns(2), *st.columns(2)]
    for column, (key, text) in zip(columns, texts.items(), strict=True):
        with column, look.card(key, height="stretch"):
            st.markdown(text)


def _sure_and_wrong(frozen: Frozen) -> str:
    """Its surest mistake among all 400 digits, where it makes one."""
    x, y = (np.concatenate([getattr(part, name) for part in ones_and_zeros.both()]) for name in ("x", "y"))
    p = frozen.probability(x)
    sure = np.where(p > 0.5, p, 1 - p)
    wrong = frozen.answers(x) != y
    if not wrong.any():
        return (
            f"**A high probability is no proof.** It has all {len(y)} digits of this page right, {sure.min():.2f} sure or more. Draw "
            "something that is neither a 1 nor a 0: it will be sure of that too."
        )
    worst = int(np.flatnonzero(wrong)[sure[wrong].argmax()])
    return (
        f"**A high probability is no proof.** Of the {len(y)} digits of this page it gets {int(wrong.sum())} wrong. Of one of them, a "
        f"{int(y[worst])}, it says {1 - int(y[worst])} with a probability of {sure[worst]:.2f}."
    )
