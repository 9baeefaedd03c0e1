"""Numbers that Python and the browser's modules are both tested with: `tests/recorded/arithmetic.json`.

PYTHONPATH=. python tests/support/arithmetic.py    writes them anew
"""

from __future__ import annotations

import base64
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

from lib.measure.silence import without_node
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import prepare
from lib.screen.kit import weights

PLACE = Path(__file__).parents[1] / "recorded" / "arithmetic.json"


def text(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def network(sizes: tuple[int, ...], seed: int) -> Dense:
    rng = np.random.default_rng(seed)
    shapes = list(itertools.pairwise(sizes))
    return Dense(
        tuple(rng.normal(0, 2 * a**-0.5, (a, b)).astype(np.float32) for a, b in shapes),
        tuple(rng.normal(0, 0.3, b).astype(np.float32) for _, b in shapes),
    )


def reading(dense: Dense, pictures: np.ndarray) -> dict[str, Any]:
    """A network as it travels, pictures (n, inputs), and its probabilities (n, outputs), whole and with a node silenced."""
    silenced = without_node(dense, 1, 2)
    return {
        "network": base64.b64encode(weights.pack(dense)).decode(),
        "sizes": list(dense.sizes),
        "pictures": text(pictures),
        "probabilities": text(dense.probabilities(pictures)),
        "silenced": {"layer": 1, "node": 2, "probabilities": text(silenced.probabilities(pictures))},
    }


def drawing(ink: np.ndarray) -> dict[str, Any]:
    """Ink (height, width) and both ways of preparing it (28, 28)."""
    return {
        "width": ink.shape[1],
        "height": ink.shape[0],
        "ink": text(ink),
        "centred": text(prepare(ink, True)),
        "plain": text(prepare(ink, False)),
    }


def numbers() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    pictures = (rng.random((6, 16)) * (rng.random((6, 16)) < 0.4)).astype(np.float32)
    slope = np.zeros((23, 17), np.float32)
    for row in range(4, 20):
        slope[row, row // 2 : row // 2 + 3] = (0.4, 1.0, 0.7)
    bar = np.ones((20, 2), np.float32)  # its centre of mass lies half-way between two pixels
    return {
        "readings": [
            reading(network(sizes, i), pictures) for i, sizes in enumerate([(16, 6, 3), (16, 7, 5, 3)])
        ],
        "drawings": [drawing(slope), drawing(bar)],
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
