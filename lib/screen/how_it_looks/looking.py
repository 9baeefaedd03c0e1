"""A photo as numbers, and a kernel over it: the hands-on parts of "How a picture network looks".

All arithmetic happens in the browser; here photos are cut to size and packed.
"""

from __future__ import annotations

import base64

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from lib.models.bases import Base
from lib.pictures.sets.photos import square
from lib.screen.kit.web import component

GREY_SIDE = 130  # pixels: 128 after the kernel, 64 after pooling
SCALED = {  # heading, divisor, subtrahend: what the base takes instead of 0 to 255
    "minus_one_to_one": ("−1 to 1", 127.5, 1),
    "caffe": ("0 to 255", 1, 0),
    "efficientnet": ("0 to 255", 1, 0),
}

_PIXELS = component("photo_pixels")
_KERNEL = component("kernel_lab")


def preparation(photo: Image.Image, base: Base) -> None:
    """The photo as it comes, cropped, and squeezed to what the base takes."""
    width, height = photo.size
    cropped = ImageOps.fit(photo, (base.size, base.size), Image.Resampling.BILINEAR)
    small = photo.copy()
    small.thumbnail((640, 640))
    columns = st.columns([2, 1, 1], vertical_alignment="bottom")
    columns[0].image(
        small,
        caption=f"As it comes: {width:,} × {height:,} pixels",
        width="stretch",
        alt="The photo as it comes",
    )
    columns[1].image(
        cropped.resize((320, 320), Image.Resampling.NEAREST),
        caption=f"Cropped to the middle: {base.size} × {base.size}. What sticks out is lost.",
        width="stretch",
        alt="The photo, cropped to its middle",
    )
    columns[2].image(
        Image.fromarray(square(photo, base.size)).resize((320, 320), Image.Resampling.NEAREST),
        caption=f"Resized whole: {base.size} × {base.size}. Nothing is lost, but shapes are squeezed. This course does it so.",
        width="stretch",
        alt="The whole photo, squeezed into a square",
    )


def pixels(photo: Image.Image, base: Base) -> None:
    """Point at a pixel and read its three numbers, before and after scaling."""
    data = {"pixels": _text(square(photo, base.size)), "side": base.size, "scaled": SCALED[base.scaling]}
    _PIXELS(key="photo_pixels", data=data, height="content")


def kernel(photo: Image.Image) -> list[float] | None:
    """The kernel laboratory; the learner's nine weights, row by row, once the browser has told them."""
    grey = np.asarray(ImageOps.fit(photo.convert("L"), (GREY_SIDE, GREY_SIDE), Image.Resampling.BILINEAR))
    state = _KERNEL(
        key="kernel_lab",
        data={"grey": _text(grey), "side": GREY_SIDE},
        on_kernel_change=lambda: None,
        height="content",
    )
    value = state.get("kernel")
    if not isinstance(value, list) or len(value) != 9 or not all(isinstance(v, int | float) for v in value):
        return None
    return [float(v) for v in value]


def _text(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array, np.uint8).tobytes()).decode()
