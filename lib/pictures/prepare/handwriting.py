"""A photo or a scan of one handwritten digit becomes ink, as if it had been drawn on the sketchpad.

What is ink is decided against the paper around it, so that shadows, grey or lined paper and coloured pens do not
matter; then the pen is given MNIST's width. It knows nothing of which digit it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from lib.pictures.prepare.decode import PictureError, decode
from lib.pictures.prepare.pieces import (
    STRONG,
    Box,
    is_around,
    one_digit,
    pieces_of,
    weights_of,
    without_ruling,
)
from lib.pictures.prepare.prepare import NothingDrawn

WORK_SIDE = 1_000  # pixels of the longer side that ink is looked for in: a 1 cm digit on a sheet of A4 has 33
LEAST_WORK_SIDE = 400  # smaller pictures are enlarged, so that widths below hold for them too
LIGHT_SIDE = 48  # the light on the paper is smooth: this many pixels hold it
# Of those, half of the picture: a thick marker, cut out closely, stays the lesser part of it
LIGHT_WINDOW = 25
ONE_SHEET = 0.7  # of the picture's edge lies on one plane of light: else it shows more than a sheet of paper
LEAST_CONTRAST = 0.05  # fainter than 5 % of the paper's brightness is texture
PAPER = 0.15  # a picture more uneven than this is not of paper: sheets have 0.00-0.04, digits cut out closely up to 0.13
NOISE = 5.0  # ink stands out by five standard deviations of the paper's own noise
DIGIT_SIDE = 200  # pixels of the digit in the ink that is returned, ten for each of MNIST's
PEN = 0.125  # stroke width as a part of the digit's longer side, MNIST's median
MOST_RIVALS = 6  # more things of the digit's own weight: a page of writing, a pattern, a photo of something
# Of an outline's weight: what lies in it is writing, and not the halo that cameras draw along a pen
INSIDE = 0.2
LEAST_DIGIT = 14  # pixels in the working picture; smaller ones hold no shape

NO_INK = (
    "This picture shows no writing. Write one digit with a dark pen on light paper, "
    "and take the picture from close by."
)
NOT_ONE_DIGIT = (
    "This picture does not look like one handwritten digit. Write one digit, 0 to 9, on plain paper. "
    "It should fill much of the picture."
)


@dataclass(frozen=True)
class _Found:
    """The ink of one polarity."""

    strength: np.ndarray  # float32 (h, w), how far each pixel is from paper towards ink, about 0-1
    mask: np.ndarray  # bool (h, w), the digit's pixels
    threshold: float  # of strength, at the edge of a stroke
    weight: float  # how much this looks like what the picture is of
    rivals: int  # things as weighty that lie elsewhere
    others: list[Box]  # of what may be further digits


@dataclass(frozen=True)
class Writing:
    """The digit in a picture."""

    ink: np.ndarray  # float32 (h, w), 0 = paper to 1 = ink, ready for `prepare`
    told: str = ""  # one sentence where there is more than one digit: how many, and which one this is


def read_ink(data: bytes, name: str) -> np.ndarray:
    """The ink of the one digit in a picture file, ready for `prepare`: (h, w) float32, 0 = paper to 1 = ink.

    Raises: as `read_writing`.
    """
    return read_writing(data, name).ink


def find_ink(image: Image.Image) -> np.ndarray:
    """`read_ink` for a picture that is decoded already."""
    return find_writing(image).ink


def read_writing(data: bytes, name: str) -> Writing:
    """The digit in a picture file, and what is to be told of it.

    Raises:
        PictureError: the file is no picture that can be used, or shows something else than one digit.
        NothingDrawn: there is no ink in it.
    """
    return find_writing(decode(data, name, least_side=WORK_SIDE * 2 // 3))


def find_writing(image: Image.Image) -> Writing:
    """`read_writing` for a picture that is decoded already."""
    if image.width < 8 or image.height < 8:
        raise PictureError(
            f"This picture has only {image.width} × {image.height} pixels, too few for a digit."
        )
    side = max(image.size)
    wanted = min(max(side, LEAST_WORK_SIDE), WORK_SIDE)
    size = (max(1, round(image.width * wanted / side)), max(1, round(image.height * wanted / side)))
    image = image.resize(size, Image.Resampling.BOX if wanted < side else Image.Resampling.BICUBIC)

    contrast = _against_paper(image)
    spread = _spread(contrast.reshape(-1, 3))
    if spread.max() > PAPER:
        raise PictureError(NOT_ONE_DIGIT)
    found = [f for f in (_find(contrast, spread), _find(-contrast, spread)) if f]
    if not found:
        raise NothingDrawn(NO_INK)
    best = max(found, key=lambda f: f.weight)
    inner = min(found, key=lambda f: f.weight)
    if inner.weight > INSIDE * best.weight and is_around(best.mask, inner.mask):
        # Writing on a note: its paper's edge stands out from the table as a pen of the other kind
        best = inner
    if best.rivals > MOST_RIVALS:
        raise PictureError(NOT_ONE_DIGIT)
    return Writing(_with_mnist_s_pen(best), _told(best))


def _told(found: _Found) -> str:
    """One sentence where there is more than one digit: how many, and which one is read."""
    if not found.others:
        return ""
    rows, columns = ndimage.find_objects(found.mask.astype(np.int8))[0]
    count = ("two", "three", "four", "five", "six")[min(len(found.others), 5) - 1]
    which = "the largest one"
    if len(found.others) == 1:
        down, across = found.others[0]
        below, right = (
            (down.start + down.stop) - (rows.start + rows.stop),
            (across.start + across.stop) - (columns.start + columns.stop),
        )
        which = (
            f"the {'left' if right > 0 else 'right'} one"
            if abs(right) > abs(below)
            else f"the {'upper' if below > 0 else 'lower'} one"
        )
    return f"There seem to be {count} digits here. Only {which} is read. Show one digit alone."


def _against_paper(image: Image.Image) -> np.ndarray:
    """How much darker than the paper around it each pixel is, -1 to 1 for each colour. (h, w, 3)"""
    small = image.copy()
    small.thumbnail((LIGHT_SIDE, LIGHT_SIDE), Image.Resampling.BOX)
    half = LIGHT_WINDOW // 2
    sheet = _on_a_larger_sheet(np.asarray(small, np.float32), half)
    light = ndimage.median_filter(sheet, size=(LIGHT_WINDOW, LIGHT_WINDOW, 1))[half:-half, half:-half]
    light = np.clip(np.rint(light), 0, 255).astype(np.uint8)
    paper = np.asarray(Image.fromarray(light).resize(image.size, Image.Resampling.BICUBIC), np.float32)
    contrast = paper - np.asarray(image, np.float32)
    contrast /= np.maximum(np.maximum(paper, 255 - paper), 1)  # relative: a shadow dims ink and paper alike
    return ndimage.gaussian_filter(contrast, (0.7, 0.7, 0))  # one pixel of camera noise is no pen


def _on_a_larger_sheet(picture: np.ndarray, margin: int) -> np.ndarray:
    """`picture` (h, w, 3) with `margin` pixels of paper around it, as its own edge goes on: ink is cut close in many photos.

    The paper is a plane of light through the edge's pixels, those that are ink left out.
    """
    h, w, _ = picture.shape
    y, x = np.mgrid[-margin : h + margin, -margin : w + margin]
    inside = (y >= 0) & (y < h) & (x >= 0) & (x < w)
    edge = inside & ((y == 0) | (y == h - 1) | (x == 0) | (x == w - 1))
    places = np.stack([np.ones_like(y), y, x], axis=-1).astype(np.float64)  # (h + 2m, w + 2m, 3)
    sheet = np.zeros((*y.shape, 3), np.float32)
    sheet[inside] = picture.reshape(-1, 3)
    at, colours = places[edge], sheet[edge].astype(np.float64)
    grey = colours.mean(axis=1)
    kept = np.abs(grey - np.median(grey)) <= 3 * max(1.4826 * np.median(np.abs(grey - np.median(grey))), 4)
    for _ in range(3):
        plane, *_rest = np.linalg.lstsq(at[kept], colours[kept], rcond=None)  # (3, 3)
        off = np.abs((at @ plane - colours).mean(axis=1))
        kept = off <= 3 * max(1.4826 * float(np.median(off[kept])), 4)
    if kept.mean() < ONE_SHEET:
        return np.pad(picture, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    sheet[~inside] = (places @ plane)[~inside]
    return sheet


def _spread(values: np.ndarray) -> np.ndarray:
    """Standard deviation of the paper in each column, from the median: ink is too rare to move it."""
    sample = values[:: max(1, len(values) // 50_000)]
    return 1.4826 * np.median(np.abs(sample - np.median(sample, axis=0)), axis=0)


def _find(contrast: np.ndarray, spread: np.ndarray) -> _Found | None:
    """The weightiest writing that is darker than its paper."""
    colours = contrast.reshape(-1, 3)
    brightest = colours.sum(axis=1)
    n = max(20, len(colours) // 500)  # as many pixels as a thin pen leaves
    ink = np.maximum(colours[np.argpartition(brightest, -n)[-n:]].mean(axis=0), 0)
    # The mixture of the three colours in which this ink stands out most from the paper's noise.
    weights = (ink + 1e-6) / (spread + 0.005) ** 2
    strength = contrast @ (weights / weights.sum()).astype(np.float32)  # (h, w)
    floor = max(LEAST_CONTRAST, NOISE * float(_spread(strength.reshape(-1, 1))[0]))
    strength = without_ruling(strength, floor)
    pieces = pieces_of(strength > floor, strength)
    if not pieces.any():
        return None
    main = int(weights_of(pieces, strength).argmax())
    typical = float(np.percentile(strength[pieces == main], 90))
    strong = max(floor, STRONG * typical)
    weak = max(floor, 0.22 * typical)  # a stroke that fades goes on as long as it hangs on to a strong part
    pieces = pieces_of(ndimage.binary_propagation(strength > strong, mask=strength > weak), strength)
    if not pieces.any():
        return None
    mask, weight, rivals, others = one_digit(pieces, strength)
    return _Found(strength, mask, (strong + weak) / 2, weight, rivals, others)


def _with_mnist_s_pen(found: _Found) -> np.ndarray:
    """The digit at about DIGIT_SIDE pixels, its strokes brought to MNIST's width. (h, w) float32"""
    rows, columns = ndimage.find_objects(found.mask.astype(np.int8))[0]
    mask, strength = found.mask[rows, columns], found.strength[rows, columns]
    side = max(mask.shape)
    if side < LEAST_DIGIT:
        raise NothingDrawn(NO_INK)
    if side > 2 * DIGIT_SIDE:  # by blocks that hold any ink: a thin stroke must not be averaged away
        block = side // DIGIT_SIDE
        padded = np.pad(mask, [(0, -n % block) for n in mask.shape])
        mask = padded.reshape(padded.shape[0] // block, block, -1, block).any(axis=(1, 3))
    elif side < DIGIT_SIDE:
        strength = np.where(ndimage.binary_dilation(mask), np.maximum(strength, 0), 0)
        mask = ndimage.zoom(np.pad(strength, 2), DIGIT_SIDE / side, order=1) > found.threshold
    side = max(mask.shape)
    mask = np.pad(mask, side // 6)
    inside, outside = ndimage.distance_transform_edt(mask), ndimage.distance_transform_edt(~mask)
    width = 4 * float((inside[mask] - 0.5).mean())  # as _stroke_width
    if width > 0.45 * side or mask.sum() / width > 9 * side:  # a blot, or a scribble much longer than an 8
        raise PictureError(NOT_ONE_DIGIT)
    # Growing each edge by g makes the digit side + 2 g wide too: solve width + 2 g = PEN (side + 2 g).
    grow = max((PEN * side - width) / (2 - 2 * PEN), -width / 5)
    return np.clip(0.5 + grow + np.where(mask, inside - 0.5, 0.5 - outside), 0, 1).astype(np.float32)
