"""Pictures and numbers as text that a page can hold: data URLs, and arrays in base64."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image


def data_url(data: bytes, kind: str) -> str:
    """A file as a data URL; `kind` as in "image/png"."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def png_bytes(picture: Image.Image | np.ndarray) -> bytes:
    """A PNG file of a picture, or of uint8 pixels (h, w) grey or (h, w, 3)."""
    out = io.BytesIO()
    (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).save(out, "PNG")
    return out.getvalue()


def png_url(picture: Image.Image | np.ndarray) -> str:
    """The same as a data URL."""
    return data_url(png_bytes(picture), "image/png")


def jpeg_url(picture: Image.Image, quality: int = 85) -> str:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return data_url(out.getvalue(), "image/jpeg")


def as_text(array: np.ndarray, kind: str) -> str:
    """The numbers in base64; `kind` as NumPy names it: "u1", "<f4"."""
    return base64.b64encode(np.ascontiguousarray(array, kind).tobytes()).decode()
