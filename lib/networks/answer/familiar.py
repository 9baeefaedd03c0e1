"""How familiar a set's pictures look to an original model: its guesses on a few of them.

It judges nothing: `lib.measure.adviser` does. It knows nothing of screens.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.networks.train.retrain_setup import Source
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun

SAMPLE = 200  # training pictures: some two seconds, and a mean that is steady to a few points


def guesses(spec: dict[str, Any], pictures: bytes | None = None) -> dict[str, np.ndarray] | None:
    """The original's guesses on training pictures spread evenly over the set; None where it has no last layer.

    Args:
        spec: a retraining, of which set and base count.
        pictures: a learner's own, where the run asks for them.

    Returns:
        "top" (n, 5) ImageNet numbers, most likely first; "probabilities" (n, 5) in 0..1; "labels" (n,).

    Raises:
        FileUnavailable: the pictures or the base's weights are not here.
    """
    source = Source(RetrainRun(**spec), Hooks(), download=False, packs=True, pictures=pictures)
    rows = source.rows.train[:: max(1, len(source.rows.train) // SAMPLE)]
    seen = source.seen(rows)
    source.own.clear()
    if not seen.has_original:
        return None
    return {"top": seen.top, "probabilities": seen.probabilities, "labels": source.rows.labels[rows]}
