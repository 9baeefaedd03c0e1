"""The energy of a training, as seconds times watts, and a published figure to put beside it.

Watts are assumed by whoever asks. It knows no computer, and measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

USUAL_WATTS = 30  # of a laptop at work: between what a thin one takes, and a large one
SECONDS_AN_HOUR = 3600


@dataclass(frozen=True)
class Figure:
    """What others have measured, of what, and how well it fits."""

    kilowatt_hours: float
    what: str
    fit: str
    source: str


# Measured on Microsoft's cloud, in the paper's table; MobileNetV2's own training is in none that was found
PUBLISHED = Figure(
    4.7,
    "Training one picture network of middle size, a vision transformer (ViT Base), for 21 hours on one graphics card",
    "That is another kind of network than the bases here. For training these, we found no published figure.",
    "Dodge and others 2022, Measuring the Carbon Intensity of AI in Cloud Instances, arXiv 2206.05229",
)


def watt_hours(seconds: float, watts: float) -> float:
    """Energy in watt-hours.

    Raises:
        ValueError: a time or a power below 0.
    """
    if seconds < 0 or watts < 0:
        raise ValueError(f"{seconds} s at {watts} W is no energy.")
    return seconds * watts / SECONDS_AN_HOUR
