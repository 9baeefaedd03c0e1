"""What on a sheet is one digit: its strokes, without ruling, frames, and what lies at the picture's edge.

It takes strengths of ink and gives numbered pieces; it knows nothing of paper, light, or the width of a pen.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

LINE = 0.3  # of the picture's width or height: what runs straight for so long may be ruling
ACROSS = 0.75  # ruling goes on so far across the picture: a digit's straight strokes seldom do
SOME_LINES = 3  # as many are ruling, even if they are as dark and as thick as the pen
STRONG = 0.4  # of the darkest ink in a piece: less is the blur at a stroke's edge, or paper
# Stroke width as a part of a piece's length: a felt pen's 0.2, and a finger or a table has more
THICKEST = 0.25
THINNEST = 0.05  # the same: a line right through the picture that is thinner is a fold or a page's edge
LEAST_FRAME = 0.3  # of the picture's longer side: a printed box for one digit, or a note
# Of a piece's own length along the picture's edge: it may belong to something outside the paper
AT_EDGE = 0.2
EDGE_COUNTS = 0.15  # of such a piece's weight
APART = 0.08  # of the taller one's height between two digits; the strokes of a 4 come closer
AS_TALL = 0.6  # of the taller one's height: a second digit, and not a bar or a dot
WIDEST = 1.6  # times as wide as tall: no digit
ANOTHER = 0.3  # of the digit's weight: what is fainter is no second one

Box = tuple[slice, slice]  # rows, columns


def without_ruling(strength: np.ndarray, floor: float) -> np.ndarray:
    """`strength` without printed lines: long straight runs in what runs through the picture, or often out of it.

    Where the pen crosses a line, or lies on it, the ink is the stronger or the thicker of the two and stays.
    """
    inked = strength > floor
    labels, n = ndimage.label(inked, np.ones((3, 3)))
    top, bottom, left, right = _ends(labels, n)
    through = ((top > 0) & (bottom > 0)) | ((left > 0) & (right > 0))
    out = np.flatnonzero(top + bottom + left + right)
    boxes = ndimage.find_objects(labels)
    long = [
        i
        for i in out
        if i and any(s.stop - s.start > m / 2 for s, m in zip(boxes[i - 1], labels.shape, strict=True))
    ]
    if not through[long].any() and len(long) < 3:  # a single stroke of a digit that is cut off
        return strength
    half = ndimage.maximum_filter(np.isin(labels, long), 2)[::2, ::2]
    level_lines, upright_lines = _straight_runs(half), _straight_runs(half.T).T
    count = sum(ndimage.label(ndimage.maximum_filter(x, 9))[1] for x in (level_lines, upright_lines))
    lines = np.zeros_like(inked)
    for found, across in ((level_lines, inked), (upright_lines, inked.T)):
        where = found.repeat(2, 0).repeat(2, 1)[: labels.shape[0], : labels.shape[1]] & inked
        if where.any():
            runs = _run_lengths(across)
            runs = runs if across is inked else runs.T
            lines |= where & (runs <= 1.5 * float(np.median(runs[where])) + 1)
    if not lines.any():
        return strength
    level = float(np.percentile(strength[lines], 75))  # of their middle: their edges are blurred
    lines &= strength < 1.7 * level
    rest = inked & ~lines
    if count < SOME_LINES and _as_the_pen(strength, lines, rest):  # a straight stroke of the digit itself
        return strength
    return np.where(lines, 0, strength)


def _as_the_pen(strength: np.ndarray, lines: np.ndarray, rest: np.ndarray) -> bool:
    """Whether what was found to be lines may be the digit's own strokes: as dark and as thick as the rest, or all there is."""
    if rest.sum() < 0.1 * lines.sum():
        return True
    dark = np.percentile(strength[lines], 90) > 0.6 * np.percentile(strength[rest], 90)
    return bool(dark and _stroke_width(lines) > 0.7 * _stroke_width(rest))


def _stroke_width(mask: np.ndarray) -> float:
    """Pixels: across a stroke the distance to its edge averages a quarter of its width."""
    framed = np.pad(mask, 1)
    return 4 * float((ndimage.distance_transform_edt(framed)[framed] - 0.5).mean())


def _run_lengths(mask: np.ndarray) -> np.ndarray:
    """For each pixel of `mask` how many of its column's pixels hang together there; 0 elsewhere."""
    labels, n = ndimage.label(mask, np.array([[0, 1, 0]] * 3))
    return np.where(mask, np.bincount(labels.ravel(), minlength=n + 1)[labels], 0)


def _straight_runs(mask: np.ndarray) -> np.ndarray:
    """Where `mask` holds a nearly level line, up to 7 degrees off, made of pieces at least LINE of its width long."""
    h, w = mask.shape
    length, columns = max(int(w * LINE), 2), np.arange(w)
    thick = ndimage.maximum_filter1d(mask.astype(np.uint8), 3, axis=0)  # a line need not be quite straight
    runs = np.zeros_like(mask)
    for slope in np.linspace(-0.12, 0.12, 13):
        rows = (np.arange(h)[:, None] + np.rint(slope * columns).astype(int)) % h
        kept = ndimage.minimum_filter1d(thick[rows, columns], length, axis=1, mode="nearest")
        found = np.zeros_like(mask)
        found[rows, columns] = ndimage.maximum_filter1d(kept, length, axis=1, mode="nearest") > 0
        runs |= found
    labels, _ = ndimage.label(runs, np.ones((3, 3)))
    spans = [0, *(s[1].stop - s[1].start for s in ndimage.find_objects(labels))]
    return (np.array(spans) >= ACROSS * w)[labels]


def pieces_of(mask: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Labels of `mask`'s connected pieces, without specks, frames and what lies outside the paper (tables, page edges).

    A stroke that leaves the picture is kept: photos are cut close.
    """
    labels, n = ndimage.label(mask, np.ones((3, 3)))
    keep = np.bincount(labels.ravel(), minlength=n + 1) >= 6
    keep[0] = False
    ends, boxes = _ends(labels, n), ndimage.find_objects(labels)
    for i in np.flatnonzero(keep & (sum(ends) > 0)):
        keep[i] = _is_stroke(labels, int(i), boxes[i - 1], [int(e[i]) for e in ends])
    longest = [0, *(max(s.stop - s.start for s in box) for box in boxes)]
    for i in np.flatnonzero(keep & (np.array(longest) > LEAST_FRAME * max(mask.shape))):
        box = boxes[i - 1]
        keep[i] = not _is_frame(np.where(keep, np.arange(n + 1), 0)[labels[box]], int(i), strength[box])
    return np.where(keep[labels], labels, 0)


def _is_stroke(labels: np.ndarray, number: int, box: tuple[slice, slice], ends: list[int]) -> bool:
    """Whether a piece at the picture's edge, touching it with `ends` pixels on its four sides, is of a pen.

    Else it is an area (a table, a finger), a strip along the edge or around a corner, or a line right through.
    """
    h, w = labels.shape
    piece = labels[box] == number
    height, width = piece.shape
    longest = max(height, width)
    if _stroke_width(piece) > THICKEST * longest:
        return False
    top, bottom, left, right = ends
    if sum(ends) > 0.9 * longest:
        deep = max(1, int(0.12 * longest))
        inner = piece[
            deep if top else 0 : height - deep if bottom else height,
            deep if left else 0 : width - deep if right else width,
        ]
        if inner.sum() < 0.25 * piece.sum():
            return False
    if (top and bottom and width < w / 2) or (left and right and height < h / 2):
        least, most = np.linalg.eigvalsh(np.cov(np.argwhere(piece).T))
        return bool(least > THINNEST**2 * most)
    return True


def _is_frame(labels: np.ndarray, number: int, strength: np.ndarray) -> bool:
    """Whether a piece, cut out by its box, is the outline of a rectangle: a printed box, or the edge of a note.

    One that has writing in it need not be as straight as an empty one, which a square 0 resembles.
    """
    piece = labels == number
    piece &= strength > STRONG * np.percentile(strength[piece], 90)  # without a grey that hangs on to it
    filled = ndimage.binary_fill_holes(piece)
    if filled.sum() < 1.2 * piece.sum():  # a stroke
        return False
    within = ndimage.find_objects(np.where(filled & (labels != number), labels, 0))
    largest = max((max(s.stop - s.start for s in box) for box in within if box), default=0)
    return _boxed(filled) > (0.8 if largest > 0.2 * max(piece.shape) else 0.93)


def is_around(outline: np.ndarray, writing: np.ndarray) -> bool:
    """Whether `writing` is of a pen and lies inside `outline`, which is a rectangle's or nearly so."""
    filled = ndimage.binary_fill_holes(outline)
    if (writing & ~filled).any():
        return False
    box = ndimage.find_objects(writing.astype(np.int8))[0]
    return _stroke_width(writing[box]) < THICKEST * max(writing[box].shape) and _boxed(filled) > 0.85


def _boxed(filled: np.ndarray) -> float:
    """Which part of the smallest rectangle around it an area fills, however it is turned: an ellipse 0.785."""
    edge = np.argwhere(filled & ~ndimage.binary_erosion(filled))
    angles = np.deg2rad(np.arange(0, 90, 2))
    ways = np.stack([np.cos(angles), np.sin(angles)])
    sides = (np.ptp(edge @ ways, axis=0) + 1) * (np.ptp(edge @ np.stack([-ways[1], ways[0]]), axis=0) + 1)
    return float(filled.sum() / sides.min())


def _ends(labels: np.ndarray, n: int) -> list[np.ndarray]:
    """How many pixels of each of `n` pieces, and of 0, lie at the picture's top, bottom, left and right edge."""
    return [
        np.bincount(line, minlength=n + 1) for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    ]


def weights_of(labels: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """For each label how much it matters: its mean strength times the mean side of its box. 0 where it is missing.

    What runs through the picture or along its edge matters little beside what stands free: it is more often light,
    paper or a table than a digit that is cut close.
    """
    boxes = [
        ((0, 0), (0, 0)),
        *(
            ((b[0].start, b[0].stop), (b[1].start, b[1].stop)) if b else ((0, 0), (0, 0))
            for b in ndimage.find_objects(labels)
        ),
    ]
    heights, widths = (np.ptp(np.array(boxes), axis=2)).T
    areas, sums = np.bincount(labels.ravel()), np.bincount(labels.ravel(), strength.ravel())
    weights = np.where(np.arange(len(areas)) > 0, sums / np.maximum(areas, 1), 0) * np.sqrt(heights * widths)
    top, bottom, left, right = ends = _ends(labels, len(areas) - 1)
    edge = ((top > 0) & (bottom > 0)) | ((left > 0) & (right > 0))
    edge |= sum(ends) > AT_EDGE * np.maximum(heights, widths)
    return np.where(edge, EDGE_COUNTS, 1) * weights


def one_digit(pieces: np.ndarray, strength: np.ndarray) -> tuple[np.ndarray, float, int, list[Box]]:
    """The pixels of the digit (the weightiest group of pieces, and what lies close by), its weight, its rivals.

    Last the boxes of what may be further digits: as tall, apart from it, and of a pen.
    """
    reach = max(3, max(pieces.shape) // 120)
    groups, _ = ndimage.label(ndimage.maximum_filter(pieces > 0, 2 * reach + 1))
    groups = np.where(pieces > 0, groups, 0)
    weights, boxes = weights_of(groups, strength), ndimage.find_objects(groups)
    main = int(weights.argmax())
    box = boxes[main - 1]
    near = 0.25 * max(_sides(box))
    chosen, rivals, others = [main], 0, []
    for i, other in enumerate(boxes, 1):
        if i == main:
            continue
        apart = _apart(box, other)
        if _may_be_a_digit(box, other) and weights[i] > ANOTHER * weights[main]:
            others.append(other)
            rivals += max(apart) >= near and weights[i] > 0.35 * weights[main]
        elif max(apart) < near and weights[i] > 0.1 * weights[main]:
            chosen.append(i)
        elif weights[i] > 0.35 * weights[main]:
            rivals += 1
    return np.isin(groups, chosen), float(weights[main]), rivals, others


def _may_be_a_digit(one: Box, other: Box) -> bool:
    """Whether `other` stands beside or below `one` as a second digit would, and not as its bar, dot or second stroke."""
    (height, width), (h, w) = _sides(one), _sides(other)
    down, across = _apart(one, other)
    if min(h, height) < AS_TALL * max(h, height) or w > WIDEST * h:
        return False
    gap = APART * max(h, height)
    return across > gap or (down > gap and min(w, width) > 0.3 * max(w, width))


def _sides(box: Box) -> tuple[int, int]:
    return box[0].stop - box[0].start, box[1].stop - box[1].start


def _apart(one: Box, other: Box) -> tuple[int, int]:
    """How many pixels lie between two boxes, down and across; below 0 where they overlap."""
    down, across = (max(b.start - a.stop, a.start - b.stop) for a, b in zip(one, other, strict=True))
    return down, across
