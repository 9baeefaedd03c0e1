"""MNIST's own preparation: a drawing of any size becomes the 28 × 28 numbers that a digit network reads.

`lib/screen/web/shared/prepare.js` does the same, line by line, in the browser. All arithmetic is in 64-bit floats
and every rounding has a stated rule, so that the two agree to less than 1/255. This file knows nothing of
photos (handwriting.py finds the ink in those) and nothing of networks.

The algorithm. `ink` has h rows and w columns of numbers from 0 (paper) to 1 (ink).

1. Box. Every pixel above `LEAST_INK` counts as drawn. The box runs from the first to the last row, and from
   the first to the last column, that hold a drawn pixel; both ends belong to it. No such pixel: NothingDrawn.
   The pixels inside the box keep their values, also those that do not count as drawn.
2. Size. With `longest = max(box height, box width)`, the new height is
   `max(1, floor(box height × 20 / longest + 0.5))`, and the new width likewise: the longer side becomes 20.
3. Shrink (or grow) by exact area averaging, rows first, then columns, with no rounding in between. Output row
   i of n covers the input from `i × h / n` to `(i + 1) × h / n`; input row j covers j to j + 1; the weight of j
   in i is the length of their overlap × n / h. The weights of one output row add up to 1.
4. Centre of mass of the shrunken digit: `y = Σ (row × value) / Σ value`, x likewise, rows counted from 0.
5. Place. `top = ceil(13.5 - y - TIE)`, `left = ceil(13.5 - x - TIE)`: whole pixels, no blur; the centre of
   mass comes to lie from 13.5 up to 14.5, as it does in every MNIST digit. Then both are clipped to 0 ...
   28 - height (or width), so that nothing is cut off. The rest of the 28 × 28 is 0.

With `centre=False` the whole canvas is the box, 28 stands for 20 in step 2, and step 5 puts the picture at
`top = floor((28 - height) / 2)`, `left = floor((28 - width) / 2)`. An empty canvas is NothingDrawn here too.
"""

from __future__ import annotations

import numpy as np

SIDE = 28  # pixels of a prepared picture's side
DIGIT_SIDE = 20  # pixels that the digit itself fills of it, along its longer side
LEAST_INK = 1 / 512  # below the smallest step of an 8-bit picture: any grey level but 0 counts as drawn
PIXEL_MAX = 255.0  # MNIST's pixels are bytes; networks read 0 to 1
TIE = 1e-6  # half-way cases (a straight bar has many) must not hang on the last bit of a sum


class NothingDrawn(ValueError):
    """There is no ink to read; the message says so to the learner."""


def prepare(ink: np.ndarray, centre: bool = True) -> np.ndarray:
    """`ink` (h, w), 0 = paper to 1 = ink, as (28, 28) float32 in 0-1, the way MNIST prepares its digits.

    `centre=False` scales the whole canvas down without cropping or centring. Raises NothingDrawn.
    Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits".
    """
    ink = np.clip(np.asarray(ink, np.float64), 0, 1)
    drawn = ink > LEAST_INK
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not rows.size:
        raise NothingDrawn("There is nothing drawn yet. Draw one digit, 0 to 9.")

    picture = np.zeros((SIDE, SIDE), np.float32)
    if centre:
        digit = _shrink(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], DIGIT_SIDE)
        height, width = digit.shape
        mass = digit.sum()
        y = np.arange(height) @ digit.sum(axis=1) / mass
        x = np.arange(width) @ digit.sum(axis=0) / mass
        top = min(max(int(np.ceil(13.5 - y - TIE)), 0), SIDE - height)
        left = min(max(int(np.ceil(13.5 - x - TIE)), 0), SIDE - width)
    else:
        digit = _shrink(ink, SIDE)
        height, width = digit.shape
        top, left = (SIDE - height) // 2, (SIDE - width) // 2
    picture[top : top + height, left : left + width] = digit
    return picture


def scale(pixels: np.ndarray) -> np.ndarray:
    """MNIST's pixels, uint8 (n, 28, 28), as (n, 784) float32 in 0-1: the one place where they are scaled."""
    return pixels.reshape(len(pixels), SIDE * SIDE).astype(np.float32) / np.float32(PIXEL_MAX)


def _shrink(picture: np.ndarray, side: int) -> np.ndarray:
    """`picture` with its longer side brought to `side` pixels, by exact area averaging."""
    h, w = picture.shape
    longest = max(h, w)
    height = max(1, int(np.floor(h * side / longest + 0.5)))
    width = max(1, int(np.floor(w * side / longest + 0.5)))
    return _area_weights(h, height) @ picture @ _area_weights(w, width).T  # (height, width)


def _area_weights(before: int, after: int) -> np.ndarray:
    """Row i: how much each of `before` pixels gives to pixel i of `after`. (after, before), rows add up to 1."""
    edges = np.arange(after + 1) * before / after  # (after + 1,)
    pixel = np.arange(before)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return np.maximum(overlap, 0) * after / before
