"""What can be measured or is written down of MNIST's digits: how thick their strokes are, and in which half of the test they stand.

The set's makers say who wrote which half, and that the first one is easier. Of single writers nothing is known here.
"""

from __future__ import annotations

import numpy as np

from lib.pictures.sets.digits import DigitSet

INK = 128  # of 255: from here on a pixel is ink
HALF = 5_000  # test digits from either source, in the order of the official file
OFFICIAL = 10_000  # test digits of the full set


def thickness(pictures: np.ndarray) -> np.ndarray:
    """(n,) how thick the strokes of uint8 digits (n, h, w) are, in pixels: twice the ink's area over the length of its edge.

    A long stroke of w pixels has an edge of two sides and so gives w. 0 where there is no ink.
    """
    ink = np.pad(pictures >= INK, ((0, 0), (1, 1), (1, 1)))
    edge = (ink[:, 1:] != ink[:, :-1]).sum(axis=(1, 2)) + (ink[:, :, 1:] != ink[:, :, :-1]).sum(axis=(1, 2))
    return 2 * ink.sum(axis=(1, 2)) / np.maximum(edge, 1)


def halves(data: DigitSet) -> np.ndarray | None:
    """(n,) 0 for the first 5,000 test digits and 1 for the last; None for a set that has not the official test part."""
    if len(data.test) != OFFICIAL or (np.diff(data.test) != 1).any():
        return None
    return (np.arange(OFFICIAL) >= HALF).astype(int)
