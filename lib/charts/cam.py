"""A heat map as a picture to lay over a photo. It knows nothing of models."""

from __future__ import annotations

import numpy as np
from PIL import Image

SIDE = 192  # pixels; a map of 5 x 5 has no more to show
# From unnoticed to strong: dark violet, magenta, orange, pale yellow; their lightness rises throughout, so that the
# order is seen without colours too.
FADE = 1.4  # above 1 what speaks little stays clear, so that the photo can be seen
STOPS = np.array([0.0, 0.35, 0.7, 1.0])
COLOURS = np.array([[59, 15, 112], [140, 41, 129], [241, 96, 93], [252, 253, 191]], float)


def overlay(cam: np.ndarray) -> Image.Image:
    """The map, smoothed, as an RGBA picture that shows the photo where the map is low.

    Args:
        cam: (h, w) from 0 to 1, of the whole photo squeezed into a square: stretch the picture over the photo.
    """
    small = Image.fromarray((np.clip(cam, 0, 1) * 255).round().astype(np.uint8))
    smooth = np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BICUBIC), float) / 255  # (SIDE, SIDE)
    channels = [np.interp(smooth, STOPS, COLOURS[:, i]) for i in range(3)]
    return Image.fromarray(np.stack([*channels, 255 * smooth**FADE], axis=2).round().astype(np.uint8), "RGBA")
