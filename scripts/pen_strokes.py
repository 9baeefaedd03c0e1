"""Digits drawn by formula: a few ways in which people write each digit, bent at random, with a pen of any width.

MNIST was written by Americans in 1990 with a ball-point pen on forms. A 1 with a foot, a crossed 7 or an open 4 are
rare in it or missing. It knows nothing of photos and nothing of networks.
"""

from __future__ import annotations

import itertools

import numpy as np

# Control points of each stroke in a box 1 wide and about 1.6 high, x to the right, y downwards; a smooth curve runs
# through them. "/" begins a sharp corner: the curve is broken there, the pen is not lifted.
STYLES: dict[int, list[list[str]]] = {
    0: [
        ["0.55,0 0.1,0.25 0.05,0.9 0.3,1.5 0.7,1.5 0.95,0.9 0.9,0.25 0.55,0"],
        ["0.7,0.08 0.35,0.02 0.05,0.5 0.1,1.2 0.5,1.6 0.9,1.2 0.98,0.5 0.75,0.1 0.45,0.12"],
        ["0.5,0.02 0,0.8 0.5,1.6 1,0.8 0.5,0"],
    ],
    1: [
        ["0.5,0 0.5,1.6"],
        ["0.1,0.5 0.55,0 / 0.55,0 0.55,1.6"],
        ["0.2,0.35 0.5,0 / 0.5,0 0.5,1.6", "0.15,1.6 0.9,1.6"],
        ["0.15,0.45 0.5,0 / 0.5,0 0.48,1.58", "0.2,1.58 0.85,1.6"],
        ["0.5,0 0.5,1.6", "0.2,1.6 0.8,1.6"],
        ["0,0.65 0.55,0 / 0.55,0 0.5,1.6"],
    ],
    2: [
        ["0.05,0.4 0.3,0.02 0.8,0.08 0.9,0.5 0.6,1 0.05,1.58 / 0.05,1.58 0.98,1.58"],
        ["0.1,0.35 0.4,0 0.85,0.2 0.8,0.7 0.4,1.3 0.1,1.55 0.1,1.35 0.4,1.35 0.95,1.6"],
        ["0.1,0.2 0.6,0 0.9,0.35 0.6,0.95 0,1.6 / 0,1.6 0.5,1.5 1,1.6"],
    ],
    3: [
        ["0.1,0.15 0.5,0 0.85,0.3 0.75,0.65 0.35,0.75 / 0.35,0.75 0.85,0.9 0.9,1.35 0.5,1.62 0.05,1.4"],
        ["0.05,0.05 0.9,0.05 / 0.9,0.05 0.4,0.65 / 0.4,0.65 0.85,0.8 0.95,1.25 0.6,1.6 0.05,1.45"],
        ["0.1,0.3 0.4,0 0.8,0.15 0.8,0.55 0.5,0.75 0.85,0.95 0.9,1.4 0.5,1.6 0.1,1.4"],
    ],
    4: [
        ["0.65,0 0,1.05 / 0,1.05 1,1.05", "0.7,0.5 0.7,1.6"],
        ["0.1,0 0.05,0.8 / 0.05,0.8 0.95,0.8", "0.75,0 0.75,1.6"],
        ["0.7,1.6 0.7,0 / 0.7,0 0,1.1 / 0,1.1 1,1.1"],
        ["0.2,0.05 0.05,0.75 / 0.05,0.75 0.8,0.72", "0.85,0.1 0.65,1.6"],
    ],
    5: [
        ["0.2,0.05 0.12,0.7 / 0.12,0.7 0.6,0.6 0.95,1 0.75,1.5 0.3,1.6 0,1.4", "0.2,0.05 0.95,0.02"],
        ["0.9,0 0.2,0.05 / 0.2,0.05 0.12,0.75 / 0.12,0.75 0.5,0.55 0.9,0.85 0.85,1.4 0.4,1.6 0.02,1.45"],
        ["0.95,0.05 0.25,0.05 / 0.25,0.05 0.1,0.65 / 0.1,0.65 0.7,0.75 0.85,1.2 0.5,1.55 0.05,1.5"],
    ],
    6: [
        ["0.75,0 0.3,0.4 0.05,1.05 0.25,1.55 0.75,1.55 0.9,1.1 0.55,0.8 0.1,1.1"],
        ["0.6,0 0.15,0.6 0.05,1.2 0.4,1.6 0.85,1.35 0.75,0.95 0.35,0.95 0.1,1.25"],
        ["0.9,0.1 0.4,0.15 0.05,0.8 0.1,1.4 0.55,1.6 0.95,1.25 0.7,0.85 0.15,1"],
    ],
    7: [
        ["0.05,0.05 0.95,0.05 / 0.95,0.05 0.6,0.8 0.4,1.6"],
        ["0.05,0.05 0.95,0.05 / 0.95,0.05 0.35,1.6", "0.3,0.8 0.9,0.8"],
        ["0.05,0.3 0.1,0.05 / 0.1,0.05 0.95,0.05 / 0.95,0.05 0.55,0.75 0.4,1.6", "0.25,0.8 0.85,0.75"],
        ["0.05,0.25 0.1,0.02 / 0.1,0.02 0.9,0.1 / 0.9,0.1 0.5,1.6"],
    ],
    8: [
        ["0.85,0.3 0.5,0 0.15,0.3 0.4,0.7 0.85,1.1 0.7,1.55 0.3,1.55 0.1,1.15 0.5,0.75 0.85,0.3"],
        ["0.5,0.75 0.15,0.4 0.5,0 0.85,0.4 0.5,0.75 0.05,1.2 0.5,1.6 0.95,1.2 0.5,0.75"],
        ["0.5,0 0.2,0.35 0.5,0.7 0.8,0.35 0.5,0", "0.5,0.7 0.1,1.15 0.5,1.6 0.9,1.15 0.5,0.7"],
    ],
    9: [
        ["0.85,0.35 0.5,0 0.1,0.35 0.3,0.8 0.75,0.7 0.88,0.3 / 0.88,0.3 0.85,1 0.7,1.6"],
        ["0.8,0.2 0.4,0.02 0.05,0.4 0.35,0.8 0.8,0.5 0.85,0.1 / 0.85,0.1 0.85,1.2 0.5,1.6 0.1,1.45"],
        ["0.85,0.4 0.5,0 0.1,0.4 0.5,0.8 0.85,0.4 / 0.85,0.4 0.82,1.6"],
    ],
}
POINTS = 14  # points that a piece of a stroke is bent from

Strokes = list[np.ndarray]  # one pen line each, (points, 2) as x, y


def draw(digit: int, rng: np.random.Generator) -> Strokes:
    """One digit in a random style and hand: pen lines in a box with its longer side 1, beginning at 0, 0."""
    styles = STYLES[digit]
    lines: Strokes = []
    for stroke in styles[rng.integers(len(styles))]:
        pieces = [np.array([p.split(",") for p in piece.split()], float) for piece in stroke.split("/")]
        shaken = [piece + rng.normal(0, 0.035, piece.shape) for piece in pieces]
        for before, after in itertools.pairwise(shaken):
            after[0] = before[-1]  # the pen stays on the paper at a corner
        lines.append(np.concatenate([_curve(piece) for piece in shaken]))
    turn, slant = np.deg2rad(rng.normal(0, 6)), rng.normal(0.05, 0.15)
    shape = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = shape @ np.array([[1, -slant], [0, 1]]) @ np.diag([rng.uniform(0.75, 1.15), 1])
    lines = [line @ shape.T for line in lines]
    everything = np.concatenate(lines)
    low, side = everything.min(axis=0), np.ptp(everything, axis=0).max()
    return [(line - low) / side for line in lines]


def _curve(points: np.ndarray) -> np.ndarray:
    """A Catmull-Rom curve through `points`; two points give a slightly bowed line."""
    if len(points) == 2:
        return np.linspace(points[0], points[1], POINTS)
    padded = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0, 1, POINTS // 2, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.concatenate([*pieces, points[-1:]])


def ink(lines: Strokes, height: int, width: int, pen: float) -> np.ndarray:
    """Pen lines, in pixels, as ink (height, width) in 0-1, drawn with a round pen `pen` pixels wide."""
    y, x = np.mgrid[:height, :width] + 0.5
    nearest = np.full((height, width), np.inf)
    for line in lines:
        for (ax, ay), (bx, by) in itertools.pairwise(line):
            dx, dy = bx - ax, by - ay
            along = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
            nearest = np.minimum(nearest, (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2)
    return np.clip(pen / 2 + 0.5 - np.sqrt(nearest), 0, 1)
