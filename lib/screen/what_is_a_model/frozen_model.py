"""The frozen model of the lesson "What is a model?": its answers, and the evidence of what it is not."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure.proportions import Proportion
from lib.measure.two_digits import Frozen
from lib.models.dense import Dense
from lib.screen.kit import lesson, look
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.models import readers
from lib.screen.what_is_a_model import ones_and_zeros, questions, rule_lab


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
        lesson_key, questions.WHO, f"On the unseen digits: **{better.lower()}** is ahead."
    )
    st.markdown(
        "The frozen model reads your drawing. Draw a 1 or a 0; then draw something else and see what it says."
    )
    drawing = sketchpad(_as_network(frozen), key="model_pad", report=True)
    seen = st.session_state.setdefault("model_drawings", set())
    if drawing is not None:
        seen.add(drawing.id)
    with look.card("answer"):
        st.markdown(
            f"Drawings it has read: **{len(seen)}**. Checksum of its 785 numbers before: `{ones_and_zeros.lesson().frozen.checksum}`, "
            f"now: `{frozen.checksum}`. {'Nothing has changed: it does not learn while you use it.' if seen else ''}"
        )


def what_it_is_not(frozen: Frozen) -> None:
    """What a model is not, each with its evidence."""
    digits = ones_and_zeros.both()[0]
    reader = readers.shipped().network
    weights, pictures = frozen.weights.nbytes + 4, digits.x.size
    sure = np.where(digits.y == 1, frozen.probability(digits.x), 1 - frozen.probability(digits.x))
    texts = {
        "not_stored": (
            f"**It does not store the pictures.** Its {len(frozen.weights) + 1} numbers take {weights:,} bytes; the 200 digits "
            f"that it learned from take {pictures:,}. The digit reader of this course has {reader.parameters * 4 / 1e6:.1f} MB "
            "of weights and learned from 55,000 digits, 43 MB."
        ),
        "not_learning": (
            "**It does not keep learning while it is used.** The checksum above stays the same however much you draw. To "
            "change it, somebody has to train it again."
        ),
        "not_written": (
            "**Nobody wrote its rules.** No person chose one of its weights. People chose the digits, the labels, and how "
            "it learns."
        ),
        "not_certain": (
            f"**It is never certain.** Of the 200 digits that it learned from, it gives the right answer a probability of "
            f"{sure.min():.2f} at worst and {sure.max():.4f} at best. Never 1."
        ),
    }
    columns = [*st.columns(2), *st.columns(2)]
    for column, (key, text) in zip(columns, texts.items(), strict=True):
        with column, look.card(key, height="stretch"):
            st.markdown(text)
