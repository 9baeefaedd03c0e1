"""The digits of the lesson "What is a model?": 200 to write rules for and to learn from, 200 never seen before.

It knows nothing of what is done with them.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure.descent import Landscape
from lib.measure.two_digits import MIDDLE, Digits, Lesson, learn, pick
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits

EACH = 100  # zeros, and as many ones
SEED = 2  # a random start that is nearly always wrong, so that learning can be seen


@st.cache_resource(show_spinner="Fetching zeros and ones")
def both() -> tuple[Digits, Digits]:
    """The digits to learn from, and those that nobody has seen: no digit is in both."""
    data = digits.load(download=False)

    def zeros_and_ones(rows: np.ndarray, seed: int) -> Digits:
        # The first of each: to look at all zeros and ones would bring all of MNIST into memory
        rows = np.concatenate([rows[data.labels[rows] == label][:EACH] for label in (0, 1)])
        return pick(scale(data.some(rows)).reshape(-1, 784), data.labels[rows], EACH, seed)

    unseen = np.concatenate([data.test, data.validation])  # the smaller set's test part alone has too few
    return zeros_and_ones(data.train, 0), zeros_and_ones(unseen, 1)


@st.cache_resource(show_spinner=False)
def lesson() -> Lesson:
    """What the machine learns from them, digit after digit."""
    return learn(both()[0], seed=SEED)


@st.cache_resource(show_spinner=False)
def landscapes() -> tuple[Landscape, Landscape]:
    """The loss over one weight for all pixels, and over two: one for the middle columns, one for the others.

    The bias is held where the mean ink counts for neither answer.
    """
    seen = both()[0]
    pictures = seen.x.reshape(-1, 28, 28).astype(float)
    middle = pictures[:, :, MIDDLE].sum(axis=(1, 2))
    ink = np.stack([pictures.sum(axis=(1, 2)) - middle, middle], axis=1)
    ink -= ink.mean(axis=0)
    return Landscape(ink.sum(axis=1, keepdims=True), seen.y), Landscape(ink, seen.y)


def mosaic(x: np.ndarray, columns: int = 14, times: int = 2) -> np.ndarray:
    """Digits (n, 784) side by side as one uint8 picture, dark on light, with a little room between."""
    rows = -(-len(x) // columns)
    sheet = np.zeros((rows * 32, columns * 32), np.float32)
    for i, picture in enumerate(x.reshape(-1, 28, 28)):
        top, left = 32 * (i // columns) + 2, 32 * (i % columns) + 2
        sheet[top : top + 28, left : left + 28] = picture
    return np.kron((255 * (1 - sheet)).round().astype(np.uint8), np.ones((times, times), np.uint8))
