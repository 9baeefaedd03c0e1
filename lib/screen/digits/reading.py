"""What the lesson "Draw a digit" says of one reading: was it right, would it be without centring, how it came about.

It knows nothing of where the digit comes from (digit_sources.py).
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.lab_book.book import LabBookError
from lib.measure.question_table import table
from lib.models.dense import Dense
from lib.screen.digits import digit_sources
from lib.screen.digits.digit_sources import Digit
from lib.screen.kit import lesson
from lib.screen.kit.learner import learner_id
from lib.screen.kit.weights import digest
from lib.screen.kit.words import likely
from lib.screen.models.model import Model
from lib.screen.runs import scores

KERAS_CODE = """
import keras
import numpy as np

model = keras.saving.load_model("digits.keras")    # a run's file, from the lab book
picture = np.load("drawing.npy")                   # 28 x 28 numbers, 0 = paper to 1 = ink
probabilities = model.predict(picture.reshape(1, 784))[0]  # ten shares that add up to 1: the last layer has a softmax
digit = int(probabilities.argmax())
"""


def best_guess(network: Dense, ink: np.ndarray) -> tuple[int, float]:
    """Best guess and its probability, computed here by NumPy."""
    probabilities = network.probabilities(ink.reshape(1, 784))[0]
    return int(probabilities.argmax()), float(probabilities.max())


def ask_meant(reader: Model, digit: Digit) -> None:
    """Asks which digit was meant and keeps the score of this learner's handwriting."""
    read, _ = best_guess(reader.network, digit.ink28)
    if st.session_state.get("meant_for") != (digit.id, reader.id):
        st.session_state.meant_for = (digit.id, reader.id)
        st.session_state.meant = None
    meant = st.pills("Which digit did you mean?", range(10), key="meant")
    try:
        if meant is not None:
            scores.judge(scores.DRAWINGS, learner_id(), reader.id, digit.id, meant, meant == read)
        score = scores.score(scores.DRAWINGS, learner_id(), reader.id)
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")
        return
    if score:
        st.markdown(f"This network read your own handwriting right: **{score.sentence()}**.")


def show_twice(network: Dense, both: tuple[np.ndarray, np.ndarray]) -> None:
    """The same drawing in both preparations, each with what the network makes of it."""
    said = []
    for column, title, ink in zip(st.columns(2), ("Centred", "As it stands"), both, strict=True):
        guess, share = best_guess(network, ink)
        said.append(f"{guess} ({likely(share)})")
        with column:
            st.caption(title)
            st.image(digit_sources.enlarged(ink), width=140)
            st.markdown(f"It reads **{guess}**, {likely(share)}")
    lesson.recall_prediction(
        scores.DRAWINGS,
        table("draw_a_digit")["off_centre"],
        f"Centred, your drawing reads {said[0]}; as it stands on the pad, {said[1]}.",
    )


def explain(network: Dense, digit: Digit) -> None:
    """What just happened, with the numbers of this drawing."""
    probabilities = network.probabilities(digit.ink28.reshape(1, 784))[0]
    second, first = np.argsort(probabilities)[-2:]
    lesson.prose(
        f"The picture became 28 × 28 = 784 numbers; {np.count_nonzero(digit.ink28)} of them are not 0. They went through "
        f"{network.parameters:,} [[weight|weights]] and [[bias|biases]], and out came ten [[logits]]. [[Softmax]] turned "
        f"those into [[probability|probabilities]] that add up to 1: **{likely(probabilities[first])}** for {first}, and "
        f"{likely(probabilities[second])} for {second}. A high probability is no proof. The network knows ten answers, and "
        "“this is no digit” is not among them: draw a house and see."
    )
    lesson.prose(
        "MNIST’s makers cut every digit out, scaled it to 20 × 20 [[pixel|pixels]] and centred it. A network that was "
        "trained on such digits expects yours to lie the same way: each weight belongs to one place in the picture, and a "
        "digit somewhere else meets weights that were learned for other strokes."
    )


def freeze(network: Dense) -> None:
    """Reads a hundred digits and shows that the weights are what they were."""
    st.markdown(
        "**Does the network learn from what it reads?** Let it read a hundred digits and compare its weights."
    )
    if not st.button("Read 100 test digits", key="read_hundred"):
        return
    before = digest(network)
    right, total = digit_sources.read_some(network, 100)
    after = digest(network)
    st.markdown(
        f"It read {right} of {total} right. A checksum of all its {network.parameters:,} numbers, before: `{before}`, "
        f"after: `{after}`. {'Not one of them has changed.' if before == after else 'They differ.'}"
    )
