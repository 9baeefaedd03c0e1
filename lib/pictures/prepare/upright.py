"""A picture file that Pillow has opened becomes an upright RGB picture: how it was held, transparency, palettes, 16 bits.

Whatever reads pictures does it with this: the app, the model taken home, and the program of a run on own pictures, which holds
this file's text. It knows nothing of bounds, and trusts that the file is one (`lib.pictures.prepare.decode` does not).
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

# Decoded whole at up to 20 bytes a pixel: a phone's screenshot has 4.6 MP
DRAWN_PIXELS = 8_000_000
# Of 255, the mean of each pixel's darkest colour: a yellow pen has less, and is seen on white
HARDLY_SEEN = 215
UPRIGHT = {  # by EXIF's number for how the camera was held
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int, least_side: int) -> Image.Image:
    """The picture upright in RGB; a large one at a whole part of its size, neither side below `least_side`.

    Raises: nearly anything, where the file is damaged.
    """
    draft(image, least_side)
    image.load()
    picture = small(rgb(image), least_side)
    return picture.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else picture


def draft(image: Image.Image, least_side: int) -> None:
    """Has a JPEG decoded at a half, a quarter or an eighth: as small as may be, and whole only up to DRAWN_PIXELS."""
    width, height = image.size
    most = max(DRAWN_PIXELS, 4 * least_side**2)
    scale = max(min(width, height) // least_side, math.ceil(math.sqrt(width * height / most)))
    if scale > 1:
        image.draft(image.mode, (width // scale, height // scale))  # other formats ignore it


def small(picture: Image.Image, least_side: int) -> Image.Image:
    """A whole part of the picture's size: what is kept for long, or by many at once, takes little memory."""
    area = picture.width * picture.height
    factor = max(min(picture.size) // least_side, math.ceil(math.sqrt(area / (4 * least_side**2))))
    return picture.reduce(factor) if factor > 1 else picture


def rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel. What is transparent lies on white, or on black where white would hide what was drawn so light."""
    if image.mode.startswith("I"):  # 16-bit greys; Pillow's own conversion would clip them to white
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "black" if is_light(image) else "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def is_light(image: Image.Image) -> bool:
    """Whether white would hide what an RGBA picture shows: a white pen, chalk. The mean, by how much each pixel covers."""
    if image.getchannel("A").getextrema()[0] == 255:
        return False
    pixels = np.asarray(image.reduce(max(1, max(image.size) // 400)), np.float32)  # (h, w, 4)
    covers = pixels[..., 3]
    return bool((pixels[..., :3].min(axis=2) * covers).sum() > HARDLY_SEEN * max(float(covers.sum()), 1))
