"""Uploaded pictures: every good kind comes out upright in RGB; anything else gives one clear sentence."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lib.pictures.prepare.decode import PictureError, decode


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def half_red(mode: str = "RGB") -> Image.Image:
    """40 x 20, the left half red, the right half white."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 20, 20))
    return image.convert(mode)


PNG, JPEG = saved(half_red(), "PNG"), saved(half_red(), "JPEG")
GOOD = [PNG, JPEG, saved(half_red(), "WEBP"), saved(half_red("P"), "GIF")]


@pytest.mark.parametrize("data", [*GOOD, saved(half_red("CMYK"), "JPEG")])
def test_every_kind_comes_out_in_rgb(data):
    image = decode(data, "a.bin")
    assert (image.mode, image.size) == ("RGB", (40, 20))
    red, green, _ = image.getpixel((5, 10))
    assert red > 200
    assert green < 60
    assert min(image.getpixel((35, 10))) > 230


def test_an_exif_orientation_is_obeyed():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by 90 degrees clockwise
    image = decode(saved(half_red(), "JPEG", exif=exif), "phone.jpg")
    assert image.size == (20, 40)
    assert image.getpixel((10, 5))[1] < 60  # what was left is on top


def test_transparency_lies_on_white_paper():
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    image.putpixel((1, 1), (0, 0, 255, 255))
    picture = decode(saved(image, "PNG"), "ink.png")
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert picture.getpixel((1, 1)) == (0, 0, 255)
    grey = Image.new("LA", (4, 4), (0, 0))
    assert decode(saved(grey, "PNG"), "ink.png").getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_shades():
    shades = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    picture = np.asarray(decode(saved(Image.fromarray(shades), "PNG"), "scan.png"))
    np.testing.assert_allclose(picture[:, :, 0], shades / 257, atol=1)


def test_the_first_frame_of_an_animation():
    frames = [Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert decode(data, "moves.gif").getpixel((0, 0)) == (255, 0, 0)


def test_one_pixel_is_a_picture():
    assert decode(saved(Image.new("L", (1, 1)), "PNG"), "dot.png").size == (1, 1)


def test_a_large_jpeg_comes_out_smaller_but_not_too_small():
    data = saved(Image.new("RGB", (4000, 3000), "white"), "JPEG")
    image = decode(data, "photo.jpg", least_side=1000)
    assert image.size == (2000, 1500)
    assert decode(data, "photo.jpg", least_side=3000).size == (4000, 3000)


def bomb() -> bytes:
    """A PNG that claims 50,000 x 50,000 pixels in under a hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"this is a text", "is not a picture"),
        (b"%PDF-1.4 ...", "is not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (saved(half_red(), "BMP"), "is not a picture"),
        (saved(half_red(), "TIFF"), "is not a picture"),
        (JPEG[:300], "not a picture|damaged"),
        (PNG[: len(PNG) // 2], "damaged"),
        (bomb(), "pixels"),
        (b"\0" * 20_000_001, "MB"),
    ],
)
def test_bad_files_get_one_sentence(data, sentence):
    with pytest.raises(PictureError, match=sentence) as caught:
        decode(data, "holiday.jpg")
    assert str(caught.value).startswith("holiday.jpg ")
    assert str(caught.value).endswith(".")


def test_too_many_pixels_are_refused_before_they_are_decoded():
    with pytest.raises(PictureError, match="40 × 20"):
        decode(PNG, "a.png", limit_pixels=799)


def test_a_name_shows_no_folder_and_stays_short():
    with pytest.raises(PictureError) as caught:
        decode(b"", "/home/me/" + "n" * 500)
    assert str(caught.value).startswith("n" * 60 + " is empty")


@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=8)), max_size=4),
    st.integers(0, 2000),
)
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_gives_a_picture_or_a_sentence(data, patches, cut):
    broken = bytearray(data)
    for at, patch in patches:
        at %= len(broken)
        broken[at : at + len(patch)] = patch
    try:
        image = decode(bytes(broken[: len(broken) - cut // 4]), "x.jpg", limit_pixels=1_000_000)
    except PictureError:
        return
    assert image.mode == "RGB"


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_sentence(data):
    with pytest.raises(PictureError):
        decode(data, "x")
