"""Numbers as the course writes them in a sentence. It knows no lesson."""

from __future__ import annotations

from lib.measure.shares import per_cent


def likely(share: float) -> str:
    """A likelihood as the sketchpad writes it; softmax gives neither 0 nor 100 %."""
    if share > 0.9995:
        return "more than 99.9 %"
    return per_cent(share) if share >= 0.0005 else "less than 0.1 %"
