"""A photo as numbers, and a kernel over it: the hands-on parts of "How a picture network looks".

All arithmetic happens in the browser; here photos are cut to size and packed.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from lib.models.bases import Base
from lib.pictures.prepare.data_urls import as_text
from lib.screen.kit import pet_tiles
from lib.screen.kit.web import component
from lib.screen.pictures.pet_source import Photo

GREY_SIDE = 130  # pixels: 128 after the kernel, 64 after pooling
SCALED = {  # heading, divisor, subtrahend: what the base takes instead of 0 to 255
    "minus_one_to_one": ("−1 to 1", 127.5, 1),
    "caffe": ("0 to 255", 1, 0),
    "efficientnet": ("0 to 255", 1, 0),
}

_PIXELS = component("photo_pixels")
_KERNEL = component("kernel_lab")


def preparation(photo: Photo, base: Base) -> None:
    """The photo as it comes, cropped, and squeezed to what the base takes."""
    width, height = photo.picture.size
    pictures = photo.made(f"steps {base.size}", lambda: _steps(photo, base.size))
    told = (
        ("The photo as it comes", f"As it comes: {width:,} × {height:,} pixels"),
        (
            "The photo, cropped to its middle",
            f"Cropped to the middle: {base.size} × {base.size}. The edges are lost.",
        ),
        (
            "The whole photo, squeezed into a square",
            f"Squeezed: {base.size} × {base.size}. Nothing is cut off, but shapes change. This course does it this way.",
        ),
    )
    columns = st.columns([2, 1, 1], vertical_alignment="bottom")
    for column, picture, (alt, caption) in zip(columns, pictures, told, strict=True):
        column.image(picture, caption=caption, width="stretch", alt=alt)


def _steps(photo: Photo, size: int) -> list[str]:
    """The three pictures as data URLs."""
    cropped = ImageOps.fit(photo.picture, (size, size), Image.Resampling.BILINEAR)
    squeezed = Image.fromarray(photo.square(size))
    enlarged = [picture.resize((320, 320), Image.Resampling.NEAREST) for picture in (cropped, squeezed)]
    return [photo.url, *(pet_tiles.url(picture, 320) for picture in enlarged)]


def pixels(photo: Photo, base: Base) -> None:
    """Point at a pixel and read its three numbers, before and after scaling."""
    data = {
        "pixels": photo.made(f"text {base.size}", lambda: as_text(photo.square(base.size), "u1")),
        "side": base.size,
        "scaled": SCALED[base.scaling],
    }
    _PIXELS(key="photo_pixels", data=data, height="content")


def kernel(photo: Photo) -> list[float] | None:
    """The kernel laboratory; the learner's nine weights, row by row, once the browser has told them."""
    state = _KERNEL(
        key="kernel_lab",
        data={"grey": photo.made("grey", lambda: _grey(photo)), "side": GREY_SIDE},
        on_kernel_change=lambda: None,
        height="content",
    )
    value = state.get("kernel")
    if not isinstance(value, list) or len(value) != 9 or not all(isinstance(v, int | float) for v in value):
        return None
    return [float(v) for v in value]


def _grey(photo: Photo) -> str:
    side = (GREY_SIDE, GREY_SIDE)
    return as_text(
        np.asarray(ImageOps.fit(photo.picture.convert("L"), side, Image.Resampling.BILINEAR)), "u1"
    )
