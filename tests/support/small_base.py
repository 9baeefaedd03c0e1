"""What the browser's way of seeing is tested with in Python and in Node: `tests/recorded/browser_base.json`.

PYTHONPATH=. python tests/support/small_base.py    writes it anew

A base of six steps with what they leave of one picture, as NumPy computes it from the unfolded layers; and what Pillow makes of
pictures of many sizes, each picture by a formula, each answer by its digest.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lib.models.browser_base import EPSILON, Layers, Plan
from lib.pictures.sets.photos import square

PLACE = Path(__file__).parents[1] / "recorded" / "browser_base.json"
SIDE = 8


def layers() -> Layers:
    """Kernels and batch normalisations as a weight file has them; what goes as float16 is exact in it."""
    rng = np.random.default_rng(0)
    kernels = {"first": (3, 3, 3, 8), "deep": (3, 3, 8, 1), "wide": (1, 1, 8, 8), "last": (3, 3, 8, 4)}
    found: Layers = {}
    for name, shape in kernels.items():
        width = shape[2] if shape[3] == 1 else shape[3]
        found[name] = [rng.integers(-32, 33, shape) / 64]
        scale = 2.0 ** rng.integers(
            -1, 2, width
        )  # folded exactly: gamma over the root of the variance is a power of two
        found[f"{name}_bn"] = [
            scale,
            rng.normal(0, 1, width),
            rng.normal(0, 1, width),
            np.ones(width) - EPSILON,
        ]
    return found


def plan() -> Plan:
    made = Plan(layers(), SIDE)
    x = made.conv(made.picture, "first", "first_bn", stride=2, cut="relu6")
    y = made.conv(x, "deep", "deep_bn", cut="relu")
    x = made.add(x, made.conv(y, "wide", "wide_bn"), cut="relu")
    made.conv(made.halve(x), "last", "last_bn")
    return made


def picture() -> np.ndarray:
    """(8, 8, 3) uint8."""
    return np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)


def seen() -> np.ndarray:
    """The last map of the picture, (2, 2, 4), layer by layer as Keras would."""
    all_layers = layers()

    def unit(
        x: np.ndarray, name: str, stride: int = 1, most: float = np.inf, least: float = -np.inf
    ) -> np.ndarray:
        (kernel,), (gamma, beta, mean, variance) = all_layers[name], all_layers[f"{name}_bn"]
        sums = convolved(x, kernel, stride)
        return np.clip((sums - mean) / np.sqrt(variance + EPSILON) * gamma + beta, least, most)

    x = unit(picture() / 127.5 - 1, "first", 2, 6, 0)
    x = np.maximum(x + unit(unit(x, "deep", least=0), "wide"), 0)
    return unit(x.reshape(2, 2, 2, 2, -1).mean(axis=(1, 3)), "last")


def convolved(x: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """A convolution with "same" padding; a kernel of one output a channel is a depthwise one."""
    side, width = -(-len(x) // stride), len(kernel)
    around = max(0, (side - 1) * stride + width - len(x))
    padded = np.pad(x, [(around // 2, around - around // 2)] * 2 + [(0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (width, width), axis=(0, 1))[
        ::stride, ::stride
    ]
    if kernel.shape[3] == 1:
        return np.einsum("yxchw,hwc->yxc", windows, kernel[..., 0])
    return np.einsum("yxchw,hwco->yxo", windows, kernel)


def squeezed(width: int, height: int, size: int) -> dict[str, Any]:
    """What Pillow makes of a picture whose byte at place i, of red, green and blue in turn, is i * i % 251."""
    places = np.arange(width * height * 3, dtype=np.int64)
    pixels = (places * places % 251).astype(np.uint8).reshape(height, width, 3)
    digest = hashlib.sha256(square(Image.fromarray(pixels), size).tobytes()).hexdigest()
    return {"width": width, "height": height, "size": size, "digest": digest}


def numbers() -> dict[str, Any]:
    rng = np.random.default_rng(2)
    sides = [
        (1, 1),
        (2, 300),
        (300, 2),
        (112, 112),
        (112, 200),
        (200, 112),
        (113, 114),
        (111, 113),
        (640, 480),
        (480, 640),
    ]
    sides += [(int(w), int(h)) for w, h in rng.integers(60, 260, (30, 2))]
    return {
        "file": base64.b64encode(plan().to_bytes()).decode(),
        "picture": base64.b64encode(picture().tobytes()).decode(),
        "map": base64.b64encode(seen().astype("<f4").tobytes()).decode(),
        "squeezed": [squeezed(*side, 160 if i % 2 else 112) for i, side in enumerate(sides)],
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
