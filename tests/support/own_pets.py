"""What the browser's answers to pet photos are tested with in Python and in Node: `tests/recorded/own_pets.json`.

PYTHONPATH=. python tests/support/own_pets.py    writes it anew

Heat maps as pictures, as Pillow makes them, and how often a model is right when it is about as sure, in words.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from lib.charts.cam import overlay
from lib.measure.sureness import about_as_sure

PLACE = Path(__file__).parents[1] / "recorded" / "own_pets.json"
SURE = (0.5, 0.52, 0.6, 0.731, 0.9, 0.97, 0.99, 0.9991, 0.9996, 1.0)


def tested() -> tuple[np.ndarray, np.ndarray]:
    """Which of 300 test photos are dogs, and a model's probability of dog: sure of most, and sometimes wrong."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 300)
    logits = rng.normal(4 * (2 * truth - 1), 3)
    return truth, (1 / (1 + np.exp(-logits))).astype(np.float32)


def numbers() -> dict[str, Any]:
    rng, (truth, dog) = np.random.default_rng(4), tested()
    maps = [np.zeros((5, 5)), np.eye(4), *(rng.random((side, side)) ** 2 for side in (4, 5, 7, 12))]
    return {
        "maps": [
            {
                "places": np.round(places, 4).ravel().tolist(),
                "picture": base64.b64encode(
                    np.asarray(overlay(np.round(places, 4)))[::8, ::8].tobytes()
                ).decode(),
            }
            for places in maps
        ],
        "truth": truth.tolist(),
        "dog": base64.b64encode(dog.astype("<f4").tobytes()).decode(),
        "sure": {str(sure): about_as_sure(truth, dog, sure).sentence() for sure in SURE},
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
