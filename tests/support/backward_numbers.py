"""A backward pass's numbers that Python, Keras and the browser's module are tested with: `tests/recorded/backward.json`.

Weights and pictures come of whole numbers that every language computes alike, so a network as large as the reader that ships needs
no file of its own.

PYTHONPATH=. python tests/support/backward_numbers.py    writes them anew
"""

from __future__ import annotations

import base64
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

from lib.measure.backward import backward, updated
from lib.models.dense import Dense

PLACE = Path(__file__).parents[1] / "recorded" / "backward.json"
# Small, as the film's network, as the reader that ships, and as a run of usual settings
SIZES = ((12, 7, 5, 3), (784, 32, 10), (784, 640, 320, 10), (784, 500, 300, 10))
RATE = 0.01
SAMPLES = 97  # of a layer's weights after the update: every so many


def spread(n: int, seed: int) -> np.ndarray:
    """`n` numbers from -0.5 to 0.5, (n,) float32, by Knuth's multiplicative hash."""
    mixed = (np.arange(n, dtype=np.uint64) + 1 + seed * 7919) * 2654435761 % 2**32
    return (mixed / 2**32 - 0.5).astype(np.float32)


def network(sizes: tuple[int, ...]) -> Dense:
    pairs = list(itertools.pairwise(sizes))
    return Dense(
        tuple(spread(a * b, i).reshape(a, b) * np.float32(4 / a**0.5) for i, (a, b) in enumerate(pairs)),
        tuple(spread(b, 50 + i) * np.float32(0.5) for i, (_, b) in enumerate(pairs)),
    )


def picture(pixels: int) -> np.ndarray:
    """Half paper, half ink of all strengths, (pixels,) float32."""
    return np.maximum(spread(pixels, 99) * 2, 0).astype(np.float32)


def text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()


def case(sizes: tuple[int, ...]) -> dict[str, Any]:
    dense, x = network(sizes), picture(sizes[0])
    target = sizes[-1] - 2
    found = backward(dense, x, target)
    after = updated(dense, found, RATE)
    return {
        "sizes": list(sizes),
        "target": target,
        "rate": RATE,
        "probabilities": text(found.probabilities),
        "errors": [text(error) for error in found.errors],
        "samples": [text(w.ravel()[:: max(1, w.size // SAMPLES)]) for w in after.weights],
        "biases": [text(b) for b in after.biases],
        "after": text(after.probabilities(x[None])[0]),
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps([case(sizes) for sizes in SIZES], indent=1) + "\n", encoding="utf-8")
