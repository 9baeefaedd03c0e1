"""Safe decoding of a picture that somebody uploads: an upright RGB picture, or a sentence that says why not.

It trusts nothing in the file: sizes are read from the header and refused before a pixel is decoded. It knows
nothing of what the picture shows.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import PurePath

import numpy as np
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # what phones, scanners and browsers give
LIMIT_BYTES = 20_000_000  # a 24-megapixel JPEG at its best quality has about 15 MB
LIMIT_PIXELS = 25_000_000  # the largest that phones take by themselves (24.5 MP); 75 MB once decoded
LEAST_SIDE = (
    2_000  # a JPEG decoded at a smaller scale keeps at least this many pixels a side: two screens' worth
)


class PictureError(ValueError):
    """A picture that cannot be used; the message is one sentence for the learner, and says what to do."""


def decode(
    data: bytes,
    name: str,
    limit_bytes: int = LIMIT_BYTES,
    limit_pixels: int = LIMIT_PIXELS,
    least_side: int = LEAST_SIDE,
) -> Image.Image:
    """The picture in `data` as an upright RGB picture, the first frame of an animation, transparency on white.

    A large JPEG may come out at a half, a quarter or an eighth of its size, which is many times faster; neither
    side then falls below `least_side`. `name` is used in messages only.

    Raises:
        PictureError: empty, too large, of another format, damaged or cut off.
    """
    name = PurePath(name).name[:60] or "The picture"
    if not data:
        raise PictureError(f"{name} is empty. Choose the file again, or take another picture.")
    if len(data) > limit_bytes:
        raise PictureError(
            f"{name} has {len(data) / 1e6:.1f} MB, and at most {limit_bytes / 1e6:g} MB fit. Make it smaller first."
        )
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
    except Image.DecompressionBombError:
        raise PictureError(f"{name} has too many pixels. Make it smaller first.") from None
    except Exception:  # a damaged header makes Pillow's readers raise nearly anything
        raise PictureError(_not_a_picture(data, name)) from None
    if width * height > limit_pixels:
        raise PictureError(
            f"{name} has {width:,} × {height:,} pixels, and at most {limit_pixels / 1e6:g} million fit. "
            "Make it smaller first."
        )
    try:
        image.draft(image.mode, (least_side, least_side))  # JPEG only; others ignore it
        image.load()
        picture = _rgb(image)
    except Exception:  # the same for damaged contents
        raise PictureError(f"{name} is damaged or cut off. Save or take the picture again.") from None
    return picture


def _rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, on white, upright."""
    with contextlib.suppress(Exception):  # a damaged note on orientation is no reason to refuse the picture
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16-bit greys; Pillow's own conversion would clip them to white
        image = Image.fromarray((np.asarray(image).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def _not_a_picture(data: bytes, name: str) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return f"{name} is a HEIC photo, which cannot be read here. Save or send it as a JPEG."
    return f"{name} is not a picture that can be read. Use a JPEG, PNG, WebP or GIF file."
