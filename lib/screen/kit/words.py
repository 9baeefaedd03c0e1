"""Numbers as the course writes them in a sentence. It knows no lesson."""

from __future__ import annotations

from lib.measure.proportions import per_cent


def lasting(seconds: float) -> str:
    """A time as a person says it: whole seconds up to 90, then minutes."""
    number, unit = (round(seconds), "second") if seconds < 90 else (round(seconds / 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def likely(probability: float) -> str:
    """A probability as the sketchpad writes it; softmax gives neither 0 nor 100 %."""
    if probability > 0.9995:
        return "more than 99.9 %"
    return per_cent(probability) if probability >= 0.0005 else "less than 0.1 %"
