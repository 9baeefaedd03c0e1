"""What a model answered to every photo of a test part, and what the original said of it: numbers to count anew with.

It knows nothing of which model, or of the photos.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Answers:
    """In the order of the test part. `top` and `shares` are empty where there was no original to ask."""

    classes: tuple[str, ...]
    truth: np.ndarray  # (n,) int16 class numbers
    likelihoods: np.ndarray  # (n, k) float16, each row adding up to about 1
    top: (
        np.ndarray
    )  # (n, 5) int16, ImageNet numbers of the original's best guesses, most likely first; or (0, 5)
    shares: np.ndarray  # (n, 5) float16, their likelihoods

    @property
    def has_original(self) -> bool:
        return len(self.top) == len(self.truth)

    @property
    def said(self) -> np.ndarray:
        """(n,) the most likely class of each photo."""
        return self.likelihoods.argmax(axis=1)

    def to_bytes(self) -> bytes:
        """One compressed `.npz`."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            classes=np.array(json.dumps(self.classes)),
            truth=self.truth.astype(np.int16),
            likelihoods=self.likelihoods.astype(np.float16),
            top=self.top.astype(np.int16),
            shares=self.shares.astype(np.float16),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Answers:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            classes = tuple(json.loads(str(file["classes"])))
            return cls(classes, file["truth"], file["likelihoods"], file["top"], file["shares"])
