"""Pictures of many pixels in few bytes, just within what is taken in: what they need must be little."""

from __future__ import annotations

import io

import hostile
from PIL import Image

SIDE = 2800  # of a picture just within the budget
FLOOD_MB = 400  # above what the process takes at rest
HUNGRIEST = ("webp", "transparent", "four inks")


def saved(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def hungry() -> dict[str, bytes]:
    """As large as may be, in few bytes, in the ways that take most memory."""
    return {
        "webp": saved(Image.new("RGB", (SIDE, SIDE)), "WEBP", lossless=True, quality=0, method=0),
        "16 bits": hostile.png(SIDE, SIDE, bytes(2 * SIDE + 1) * SIDE, 16, 0),
        "16 bits and four channels": hostile.png(SIDE, SIDE, bytes(8 * SIDE + 1) * SIDE, 16, 6),
        "transparent": hostile.png(SIDE, SIDE, bytes(2 * SIDE + 1) * SIDE, 8, 4),
        "palette": saved(Image.new("P", (SIDE, SIDE)), "GIF", transparency=0),
        "four inks": saved(Image.new("CMYK", (3500, 3500)), "JPEG", progressive=True),
        "strip": saved(Image.new("RGB", (25_000, 1_000)), "JPEG"),
        "photo": saved(Image.new("RGB", (5_600, 4_400)), "JPEG"),
    }
