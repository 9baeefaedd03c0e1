"""Safe decoding of a picture that somebody uploads: an upright RGB picture, or a sentence that says why not.

It trusts nothing in the file: all but the first picture is cut off (`lib.pictures.prepare.bare`), sizes are read from the header
and refused before a pixel is decoded, and one picture is decoded at a time in the whole process. It knows nothing of
what the picture shows.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath
from typing import TypeVar

from PIL import Image

from lib.pictures.prepare.bare import Overgrown, bare
from lib.pictures.prepare.budget import Purse
from lib.pictures.prepare.gate import Busy, Line
from lib.pictures.prepare.upright import DRAWN_PIXELS, upright

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # what phones, scanners and browsers give
LIMIT_BYTES = 20_000_000  # a 24-megapixel JPEG at its best quality has about 15 MB
LIMIT_PIXELS = 25_000_000  # of an ordinary JPEG: the largest that phones take by themselves (24.5 MP), decoded small at once
# Of a JPEG that comes in several scans: all of it is held, 6 bytes a pixel, till the last
PROGRESSIVE_PIXELS = 12_500_000
# A picture that is made smaller keeps at least this many pixels a side: more than a page shows
LEAST_SIDE = 1_000
# Seconds that one waits: a class of 30 with 8 phone photos each keeps the decoder busy for 15
PATIENCE = 30.0

T = TypeVar("T")
_line = Line("decoder", PATIENCE)  # one at a time: each may take 160 MB for half a second


class PictureError(ValueError):
    """A picture that cannot be used; the message is one sentence for the learner, and says what to do."""


def in_turn(job: Callable[[], T], name: str) -> T:
    """What `job` gives, done in one's turn at the decoder: for what takes as much memory right after decoding.

    Raises:
        PictureError: so many others want it that no turn came.
    """
    try:
        return _line.do(job)
    except Busy:
        raise PictureError(
            f"{shown(name)} is not read yet. Too many pictures come in now. Wait a minute, then hand it in again."
        ) from None


def decode(
    data: bytes,
    name: str,
    limit_bytes: int = LIMIT_BYTES,
    limit_pixels: int = LIMIT_PIXELS,
    least_side: int = LEAST_SIDE,
    purse: Purse | None = None,
) -> Image.Image:
    """The picture in `data` as an upright RGB picture, the first frame of an animation, transparency on paper.

    A large picture comes out at a half, a third, ... of its size, which is many times faster for a JPEG; neither side
    then falls below `least_side`, unless the picture is a strip. `name` is used in messages only.

    Args:
        limit_pixels: at most; a kind that takes more memory has a bound of its own, DRAWN_PIXELS or PROGRESSIVE_PIXELS.
        purse: of the visitor who hands it in.

    Raises:
        PictureError: empty, too large, of another format, damaged or cut off; or no turn came, or the purse is empty.
    """
    name = shown(name)
    if not data:
        raise PictureError(f"{name} is empty. Choose the file again, or take another picture.")
    if len(data) > limit_bytes:
        raise PictureError(
            f"{name} has {len(data) / 1e6:.1f} MB, and at most {limit_bytes / 1e6:g} MB fit. Make it smaller first."
        )
    return in_turn(lambda: _decoded(data, name, limit_pixels, least_side, purse), name)


def shown(name: str) -> str:
    """A file's name as it stands in a sentence: no folder, and not long."""
    return PurePath(name).name[:60] or "The picture"


def _decoded(data: bytes, name: str, limit_pixels: int, least_side: int, purse: Purse | None) -> Image.Image:
    try:
        first, orientation = bare(data)
        image = Image.open(io.BytesIO(first), formats=FORMATS)
        width, height = image.size
    except Overgrown:
        raise PictureError(
            f"{name} is put together in a way that no camera does. Open it and save it again as a JPEG."
        ) from None
    except Image.DecompressionBombError:
        raise PictureError(f"{name} has too many pixels. Make it smaller first.") from None
    except Exception:  # a damaged header makes Pillow's readers raise nearly anything
        raise PictureError(_not_a_picture(data, name)) from None
    kind, limit = _kind(image)
    if width * height > min(limit, limit_pixels):
        instead = f" in a {kind} file" if limit < limit_pixels else ""
        raise PictureError(
            f"{name} has {width:,} × {height:,} pixels, and at most {min(limit, limit_pixels) / 1e6:g} million fit{instead}. "
            f"Make it smaller first{', or save it as an ordinary JPEG' if instead else ''}."
        )
    if purse is not None and not purse.spend(width * height):
        raise PictureError(
            f"{name} is not read yet. You handed in too many pixels in a minute. Wait a minute, then hand it in again."
        )
    try:
        return upright(image, orientation, least_side)
    except Exception:  # the same for damaged contents
        raise PictureError(f"{name} is damaged or cut off. Save or take the picture again.") from None


def _kind(image: Image.Image) -> tuple[str, int]:
    """The kind of file in words, and how many pixels it may have."""
    if image.format != "JPEG":
        return str(image.format).replace("WEBP", "WebP"), DRAWN_PIXELS
    return (
        ("progressive JPEG", PROGRESSIVE_PIXELS) if image.info.get("progressive") else ("JPEG", LIMIT_PIXELS)
    )


def _not_a_picture(data: bytes, name: str) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return f"{name} is a HEIC photo, which cannot be read here. Save or send it as a JPEG."
    return f"{name} is not a picture that can be read. Use a JPEG, PNG, WebP or GIF file."
