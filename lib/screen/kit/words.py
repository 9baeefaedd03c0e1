"""Numbers as the course writes them in a sentence. It knows no lesson."""

from __future__ import annotations

from collections.abc import Mapping

from lib.measure.proportions import per_cent


def lasting(seconds: float) -> str:
    """A time as a person says it: whole seconds up to 90, then minutes."""
    if seconds < 0.5:
        return "less than a second"
    number, unit = (round(seconds), "second") if seconds < 90 else (round(seconds / 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def took(seconds: Mapping[str, float | None]) -> str:
    """How long a finished run took, whole, with the parts that make it up: "81 seconds: 60 of them for features, 21 to train".

    A run that waited for nothing but its training has one part, and names none.
    """
    total = seconds.get("total") or seconds.get("train") or 0.0
    parts = {
        "preparing its pictures": (seconds.get("features") or 0.0) + (seconds.get("data") or 0.0),
        "training the head alone first": seconds.get("warm_up") or 0.0,
        "training": (seconds.get("train") or 0.0) - (seconds.get("warm_up") or 0.0),
    }
    named = {what: each for what, each in parts.items() if each >= 0.5}
    rest = total - sum(named.values())
    if rest >= max(1.0, 0.05 * total):
        named["building the network and testing it"] = rest
    if len(named) < 2:
        return lasting(total)
    return f"{lasting(total)} ({', '.join(f'{lasting(each)} for {what}' for what, each in named.items())})"


def likely(probability: float) -> str:
    """A probability as the sketchpad writes it; softmax gives neither 0 nor 100 %."""
    if probability > 0.9995:
        return "more than 99.9 %"
    return per_cent(probability) if probability >= 0.0005 else "less than 0.1 %"


def until(seconds: float) -> str:
    """When something comes, in whole hours or days: "in 5 hours", "in 3 days"."""
    hours = max(1, round(seconds / 3600))
    number, unit = (hours, "hour") if hours < 24 else (round(hours / 24), "day")
    return f"in {number} {unit}{'' if number == 1 else 's'}"
