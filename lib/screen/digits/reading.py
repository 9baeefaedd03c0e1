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
probabilities = model.predict(picture.reshape(1, 784))[0]  # they add up to 1: the last layer has a softmax
digit = int(probabilities.argmax())
"""


def best_guess(network: Dense, ink: np.ndarray) -> tuple[int, float]:
    """Best guess and its probability, computed here by NumPy."""
    probabilities = network.probabilities(ink.reshape(1, 784))[0]
    return int(probabilities.argmax()), float(probabilities.max())


def ask_meant(reader: Model, digit: Digit) -> None:
    """Asks which digit was meant and keeps the score of this learner's handwriting."""
    read, _ = best_guess(reader.network, digit.ink28)
    # A question of its own for each drawing: a slow browser sends what was said of the last one once more
    with st.container(key="meant"):
        meant = st.pills("Which digit did you mean?", range(10), key=f"meant {digit.id} {reader.id}")
    try:
        if meant is not None:
            scores.judge(scores.DRAWINGS, learner_id(), reader.id, digit.id, meant, meant == read)
        score = scores.score(scores.DRAWINGS, learner_id(), reader.id)
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")
        return
    if score:
        st.markdown(f"Of your own handwriting, this network got **{score.sentence()}** right.")


def show_twice(network: Dense, both: tuple[np.ndarray, np.ndarray]) -> None:
    """The same drawing in both preparations, each with what the network makes of it."""
    said = []
    for column, title, ink in zip(
        st.columns(2), ("Cut out and centred", "Exactly as you drew it"), both, strict=True
    ):
        guess, share = best_guess(network, ink)
        said.append(f"{guess} ({likely(share)})")
        with column:
            st.caption(title)
            st.image(digit_sources.enlarged(ink), width=140)
            st.markdown(f"It reads **{guess}**, {likely(share)}")
    lesson.recall_prediction(
        scores.DRAWINGS,
        table("draw_a_digit")["off_centre"],
        f"Centred, your drawing reads {said[0]}. Exactly as you drew it, it reads {said[1]}.",
    )


def explain(network: Dense, digit: Digit) -> None:
    """What just happened, with the numbers of this drawing."""
    probabilities = network.probabilities(digit.ink28.reshape(1, 784))[0]
    second, first = np.argsort(probabilities)[-2:]
    lesson.prose(
        "MNIST’s makers cut out every digit, scaled it to 20 × 20 [[pixel|pixels]], and centred it. The network learned from such digits. "
        "Each [[weight]] belongs to one place in the picture. If a digit lies elsewhere, its ink meets weights that were learned for "
        "other strokes."
    )
    lesson.prose(
        f"Your picture became 28 × 28 = 784 numbers. {np.count_nonzero(digit.ink28)} of them are not 0. They went through "
        f"{network.parameters:,} weights and [[bias|biases]]. Out came ten [[logits]], one for each digit. [[Softmax]] turned these into "
        f"[[probability|probabilities]] that add up to 1: **{likely(probabilities[first])}** for {first}, and "
        f"{likely(probabilities[second])} for {second}."
    )
    lesson.prose(
        "A high probability is no proof. The network has ten answers, and “this is no digit” is not one of them. Draw a house and see."
    )


def freeze(network: Dense) -> None:
    """Reads a hundred digits and shows that the weights are what they were."""
    st.markdown(
        "Let it read a hundred digits, and compare its weights before and after. A checksum is a short code made from all of them: "
        "if one weight changes, the checksum changes too."
    )
    if not st.button("Read 100 test digits", key="read_hundred"):
        return
    before = digest(network)
    right, total = digit_sources.read_some(network, 100)
    after = digest(network)
    st.markdown(
        f"It read {right} of {total} right. The checksum of its {network.parameters:,} weights and biases was `{before}` before, and is "
        f"`{after}` now. {'Not one of them has changed.' if before == after else 'They have changed.'}"
    )
