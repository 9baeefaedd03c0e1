"""Pictures as they come from phones, scanners and drawing programs, made up: the same drawing in many kinds of file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
from PIL import Image

from scripts.pen_strokes import draw, ink

PEN = 14  # pixels
SIDE = 400


def strokes(digit: int, seed: int = 11) -> np.ndarray:
    """How much of each pixel a pen covers that writes this digit: (SIDE, SIDE), 0 to 1."""
    lines = [line * 230 + 85 for line in draw(digit, np.random.default_rng([seed, digit]))]
    return ink(lines, SIDE, SIDE, PEN)


def files(digit: int) -> dict[str, bytes]:
    """One drawing in each kind of file; the names' endings say nothing true of some."""
    covered = strokes(digit)
    dark = Image.fromarray((250 - 225 * covered).astype(np.uint8))
    clear = Image.fromarray((255 * covered).astype(np.uint8))  # an alpha channel

    def on_nothing(colour: tuple[int, int, int]) -> Image.Image:
        picture = Image.new("RGBA", dark.size, (*colour, 255))
        picture.putalpha(clear)
        return picture

    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees to the right
    deep = Image.fromarray(np.asarray(dark).astype(np.uint16) * 257)
    palette = on_nothing((255, 255, 255)).quantize(16)
    return {
        "grey.png": saved(dark, "PNG"),
        "turned.jpg": saved(dark.convert("RGB").rotate(90), "JPEG", exif=exif, quality=95),
        "black on nothing.png": saved(on_nothing((0, 0, 0)), "PNG"),
        "white on nothing.png": saved(on_nothing((255, 255, 255)), "PNG"),
        "chalk on nothing.webp": saved(on_nothing((236, 240, 244)), "WEBP", lossless=True),
        "yellow on nothing.png": saved(on_nothing((250, 220, 40)), "PNG"),
        "sixteen bits.png": saved(deep, "PNG"),
        "palette with transparency.png": saved(palette, "PNG"),
        "two colours.png": saved(dark.convert("1"), "PNG"),
        "a drawing.jfif": saved(dark.convert("RGB"), "JPEG"),
        "no ending": saved(dark, "GIF"),
        "said to be text.txt": saved(dark, "PNG"),
    }


def saved(picture: Image.Image, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def packed_elsewhere(names: Sequence[str], page: str, data: Sequence[bytes], system: int = 0) -> bytes:
    """A zip whose names are in this code page, without a word of it, as Windows' own and many others write them."""

    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode("cp437"), self.flag_bits

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in zip(names, data, strict=True):
            info = Info("x")
            info.filename = info.orig_filename = name.encode(page).decode("cp437")
            info.create_system = system
            archive.writestr(info, content)
    return out.getvalue()
