"""A trained head as bytes, and what it says of stored features, in NumPy: a page needs no worker for it.

It knows nothing of where features or weights come from.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np


def packed(
    kernel: np.ndarray, bias: np.ndarray, about: dict[str, Any], below: Sequence[np.ndarray] = ()
) -> bytes:
    """Weights as one `.npz` of float32: the head as `kernel` and `bias`, what lies below it as `w000`, `w001`, ...

    Args:
        about: method, base, unfrozen_blocks, classes.
    """
    out = io.BytesIO()
    arrays: dict[str, Any] = {f"w{i:03d}": w for i, w in enumerate(below)}
    np.savez(out, about=np.array(json.dumps(about)), kernel=kernel, bias=bias, **arrays)
    return out.getvalue()


def answers(weights: bytes, features: np.ndarray) -> np.ndarray:
    """Probabilities (n, classes) of a new head, as `lib.networks.build.heads` packs it: a sigmoid for two, else a softmax.

    Args:
        features: (n, features) of the base below it.

    Raises:
        ValueError: not a packed head.
    """
    try:
        with np.load(io.BytesIO(weights), allow_pickle=False) as file:
            logits = features.astype(np.float64) @ file["kernel"] + file["bias"]
    except (OSError, KeyError, ValueError) as error:
        raise ValueError("These weights hold no head.") from error
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)
