"""A map of photos by their features: two dimensions by PCA, and how far apart the classes already lie in it.

It knows numbers only, not which base they come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.measure.proportions import Proportion


@dataclass(frozen=True, eq=False)
class PhotoMap:
    """Where each photo lies, and how much of the features' spread the two directions keep."""

    points: np.ndarray  # (n, 2) float64
    kept: float  # share of the variance, 0 to 1
    nearer: Proportion  # photos that lie nearer to the middle of their own class than to another's


def photo_map(features: np.ndarray, labels: np.ndarray) -> PhotoMap:
    """From features (n, d) and class numbers (n,). PCA knows no labels: they only colour and count.

    Raises:
        ValueError: fewer than two classes.
    """
    classes = np.unique(labels)
    if len(classes) < 2:
        raise ValueError("A map needs photos of at least two classes.")
    centred = features.astype(float) - features.mean(axis=0, dtype=float)
    sides, spreads, _ = np.linalg.svd(centred, full_matrices=False)  # PCA; scikit-learn's takes the app 50 MB
    points = sides[:, :2] * spreads[:2]
    points *= np.sign(points[np.abs(points).argmax(axis=0), [0, 1]])  # either sign would do: always the same
    middles = np.stack([points[labels == label].mean(axis=0) for label in classes])
    distances = np.linalg.norm(points[:, None] - middles[None], axis=2)  # (n, classes)
    own = int((classes[distances.argmin(axis=1)] == labels).sum())
    return PhotoMap(
        points, float((spreads[:2] ** 2).sum() / (spreads**2).sum()), Proportion(own, len(labels))
    )
