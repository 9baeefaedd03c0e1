"""A trained model asked about one picture after another, while a learner moves before the camera.

It knows nothing of cameras, of runs, or of screens.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.models.bases import BASES
from lib.networks.answer import retrained
from lib.networks.build import warm


def ready(base_name: str) -> None:
    """Builds the base and lets it look, which compiles it: some three seconds that nobody need wait for later.

    Raises:
        FileUnavailable: its weights are not here.
    """
    base = BASES[base_name]
    nothing = np.zeros((1, base.size, base.size, 3), np.float32)
    warm.viewer(base_name).outputs(nothing)
    retrained.to_last_map(warm.network(base_name))(nothing)


def answer(weights: bytes, pixels: np.ndarray) -> dict[str, Any]:
    """What a retrained model makes of n pictures.

    Args:
        weights: of the run.
        pixels: (n, size, size, 3) in 0..255, of the model's own size.

    Returns:
        "classes", their names; "probabilities" (n, k), each row adding up to 1; "maps" (n, h, w) in 0..1: where it looked.
    """
    model = retrained.load_retrained(weights)
    said = model.predict(pixels)
    return {"classes": model.classes, "probabilities": said.probabilities, "maps": said.maps}
