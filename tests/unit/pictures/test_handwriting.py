"""Photos of a digit on paper: the ink is found in every kind of picture, and nothing is guessed where there is none."""

import io
import re

import brought
import numpy as np
import pytest
from PIL import Image

from lib.models.dense import Dense
from lib.pictures.prepare.decode import PictureError
from lib.pictures.prepare.handwriting import find_ink, find_writing, read_ink
from lib.pictures.prepare.prepare import NothingDrawn, prepare
from lib.settings import ASSETS
from scripts.paper_photos import photo
from scripts.pen_strokes import draw, ink

RNG = np.random.default_rng(0)


def sheet(lines: list[np.ndarray], pen: float, size: int = 500) -> np.ndarray:
    """Black ink on white paper, (size, size) from 0 to 255."""
    return 255 - 225 * ink(lines, size, size, pen)


def picture(greys: np.ndarray) -> Image.Image:
    return Image.fromarray(greys.clip(0, 255).astype(np.uint8)).convert("RGB")


def as_read(greys: np.ndarray) -> np.ndarray:
    return prepare(find_ink(picture(greys)))


FIVE = [line * 260 + 110 for line in draw(5, np.random.default_rng(4))]


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def likeness_nearby(a: np.ndarray, b: np.ndarray) -> float:
    """The same, wherever within a pixel the second one lies: a rounding may move it by one."""
    return max(likeness(a, np.roll(b, (y, x), (0, 1))) for y in (-1, 0, 1) for x in (-1, 0, 1))


HARD = ("thin", "thick", "small", "squared", "red", "pencil", "faint", "shadow", "chalk", "table", "broken")


def test_photos_taken_under_hard_conditions_are_read():
    reader = Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    wrong = []
    for i, condition in enumerate(HARD):
        digit = i * 3 % 10
        data = photo(digit, condition, np.random.default_rng([7, i]))
        seen = prepare(read_ink(data, "photo.jpg")).reshape(1, -1)
        guess = int(reader.probabilities(seen).argmax())
        wrong += [(condition, digit, guess)] if guess != digit else []
    assert len(wrong) <= 1, wrong


def test_the_pen_s_width_hardly_matters():
    pictures = [as_read(sheet(FIVE, pen)) for pen in (3, 6, 12, 24)]
    for other in pictures[1:]:
        assert likeness(pictures[0], other) > 0.9
    inks = [p.sum() for p in pictures]
    assert max(inks) < 1.35 * min(inks)


def test_light_on_dark_reads_as_dark_on_light():
    greys = sheet(FIVE, 8)
    assert likeness(as_read(greys), as_read(275 - greys)) > 0.98


def test_a_shadow_does_not_matter():
    greys = sheet(FIVE, 8)
    shadow = np.where(np.arange(500) > 260, 1, 0.55)
    assert likeness(as_read(greys), as_read(greys * shadow)) > 0.95


def test_a_small_digit_on_a_large_sheet_reads_the_same():
    small = np.full((900, 900), 255.0)
    small[600:700, 700:800] = np.asarray(picture(sheet(FIVE, 12)).convert("L").resize((100, 100)))
    assert likeness(as_read(sheet(FIVE, 12)), as_read(small)) > 0.93


def test_specks_are_dropped_and_a_bar_apart_is_kept():
    bar = np.array([[130.0, 90.0], [330.0, 90.0]])
    body = np.array([[140.0, 130.0], [150.0, 250.0], [330.0, 300.0], [150.0, 380.0]])
    greys = sheet([bar, body], 10)
    clean = as_read(greys)
    assert clean[4:6].sum() > 3  # the bar on top
    for y, x in RNG.integers(10, 490, (40, 2)):
        greys[y : y + 2, x : x + 2] = 60
    assert likeness(clean, as_read(greys)) > 0.97


def test_ruled_paper_leaves_only_the_digit():
    plain, ruled = sheet(FIVE, 9), sheet(FIVE, 9)
    for row in range(30, 500, 45):
        ruled[row : row + 2] = np.minimum(ruled[row : row + 2], 140)
    assert likeness(as_read(plain), as_read(ruled)) > 0.95


def test_a_tiny_scan_of_one_digit_is_enlarged():
    tiny = np.asarray(picture(sheet(FIVE, 30)).convert("L").resize((28, 28), Image.Resampling.BOX))
    assert likeness(as_read(sheet(FIVE, 30)), as_read(tiny)) > 0.9


BLANK = np.full((600, 450), 238.0)
Y, X = np.mgrid[:600, :450]


@pytest.mark.parametrize(
    "greys",
    [
        BLANK,
        np.zeros((600, 450)),
        BLANK + RNG.normal(0, 8, BLANK.shape),
        BLANK * np.linspace(0.4, 1, 450),
        np.where(X > 225, 200, 80),
    ],
    ids=["blank", "black", "camera noise", "uneven light", "a table's edge"],
)
def test_an_empty_sheet_says_so(greys):
    with pytest.raises(NothingDrawn, match="shows no writing"):
        find_ink(picture(greys))


@pytest.mark.parametrize(
    "greys",
    [
        RNG.integers(0, 256, (600, 450)),
        127 + 60 * np.sin(X / 9) * np.cos(Y / 7 + X / 30) + 50 * np.sin(Y / 50),
        sheet([RNG.uniform(150, 350, (60, 2))], 4),
        sheet(
            [
                np.array([[x, y], [x + 20.0, y + 30.0]])
                for x in range(60, 460, 70)
                for y in range(60, 460, 90)
            ],
            6,
        ),
    ],
    ids=["noise", "a texture", "a scribble", "a page of strokes"],
)
def test_what_is_no_digit_is_not_guessed(greys):
    with pytest.raises(PictureError, match="does not look like one handwritten digit"):
        find_ink(picture(greys))


def test_a_picture_of_a_few_pixels_is_refused():
    with pytest.raises(PictureError, match="1 × 1"):
        find_ink(Image.new("RGB", (1, 1)))


def test_an_upright_photo_that_lies_on_its_side_in_the_file():
    upright = picture(sheet(FIVE, 9))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    upright.rotate(90, expand=True).save(out, "JPEG", exif=exif, quality=95)
    assert likeness(prepare(read_ink(out.getvalue(), "a.jpg")), prepare(find_ink(upright))) > 0.98


def test_a_photo_that_is_cut_close_keeps_its_digit():
    greys = sheet(FIVE, 9)
    rows, columns = np.nonzero((greys < 128).any(axis=1))[0], np.nonzero((greys < 128).any(axis=0))[0]
    close = greys[rows[0] + 2 : rows[-1] + 30, columns[0] - 30 : columns[-1] + 30]  # the top runs out of it
    assert likeness(as_read(greys), as_read(close)) > 0.9


def cropped(greys: np.ndarray, top: int, right: int, bottom: int, left: int) -> np.ndarray:
    """The picture cut to its ink and so many pixels around it; fewer than 0 cut into it."""
    rows, columns = np.nonzero((greys < 128).any(axis=1))[0], np.nonzero((greys < 128).any(axis=0))[0]
    return greys[rows[0] - top : rows[-1] + 1 + bottom, columns[0] - left : columns[-1] + 1 + right]


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("margins", [(0, 0, 0, 0), (40, 60, 0, 60), (-2, 80, -2, 80)], ids=str)
def test_a_digit_that_touches_the_picture_s_edge_stays_whole(digit, margins):
    """The seed's hands have curves, feet and bars that run along an edge."""
    greys = sheet([line * 260 + 110 for line in draw(digit, np.random.default_rng([2, digit]))], 16)
    assert likeness_nearby(as_read(greys), as_read(cropped(greys, *margins))) > 0.85


@pytest.mark.parametrize("digit", [0, 3, 7])
@pytest.mark.parametrize("turn", [0, -12])
def test_a_frame_around_a_digit_is_not_ink(digit, turn):
    greys = sheet([line * 220 + 140 for line in draw(digit, np.random.default_rng([3, digit]))], 9)
    corners = np.array([[-1, -1.2], [1, -1.2], [1, 1.2], [-1, 1.2], [-1, -1.2]]) * 165 + 250
    a = np.deg2rad(turn)
    box = (corners - 250) @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) + 250
    framed = np.minimum(greys, sheet([box], 4))
    assert likeness_nearby(as_read(greys), as_read(framed)) > 0.95


def test_an_empty_frame_is_no_0():
    box = np.array([[100.0, 80], [400, 80], [400, 420], [100, 420], [100, 80]])
    with pytest.raises(NothingDrawn):
        find_ink(picture(sheet([box], 5)))


@pytest.mark.parametrize("digit", [2, 3, 9])
def test_the_note_that_a_digit_stands_on_is_not_read(digit):
    note = sheet([line * 230 + 140 for line in draw(digit, np.random.default_rng([4, digit]))], 6)
    lying = Image.fromarray(note[60:440, 60:440].astype(np.uint8)).rotate(
        9, Image.Resampling.BICUBIC, expand=True, fillcolor=70
    )
    desk = Image.new("L", (820, 780), 70)
    desk.paste(lying, (180, 130))
    straight = picture(note).rotate(9, Image.Resampling.BICUBIC, fillcolor="white")
    assert likeness_nearby(prepare(find_ink(straight)), prepare(find_ink(desk.convert("RGB")))) > 0.93


@pytest.mark.parametrize("gap", [28, 45, 70])
def test_ruling_as_dark_as_the_pen_leaves_the_digit_in_a_scan_of_one_bit(gap):
    """One stroke lies on a line: it is thicker than that, and stays."""
    seven = [np.array([[120.0, gap * 4], [330, gap * 4], [230, gap * 4 + 230]])]
    greys = sheet(seven, 7)
    ruled = greys.copy()
    for row in range(gap, 500, gap):
        ruled[row : row + 2] = 30
    one_bit = np.where(ruled < 128, 0, 255)
    assert likeness_nearby(as_read(greys), as_read(one_bit)) > 0.9


def test_a_scan_with_a_grey_strip_along_its_edges_keeps_a_thick_digit():
    greys = sheet(FIVE, 44)
    small = np.asarray(
        picture(cropped(greys, 40, 60, 40, 60)).convert("L").resize((30, 32), Image.Resampling.BOX)
    )
    strip = small.copy()
    strip[:, -1], strip[-1] = 203, 203
    assert likeness_nearby(as_read(small), as_read(strip)) > 0.9


def beside(one: int, other: int, offset: tuple[float, float], seed: int = 5) -> np.ndarray:
    """Two digits on a sheet, the second one moved by so many pixels (x, y)."""
    rng = np.random.default_rng([seed, one, other])
    left = [line * 170 + 40 for line in draw(one, rng)]
    right = [line * 170 + 40 + np.array(offset) for line in draw(other, rng)]
    return sheet([*left, *right], 9)


@pytest.mark.parametrize(
    ("one", "other", "offset", "read"),
    [(0, 3, (215, 0), "left|right"), (2, 8, (190, 12), "left|right"), (6, 5, (0, 230), "upper|lower"), (3, 9, (230, -10), "left|right")],
)  # fmt: skip
def test_two_digits_are_told_and_which_one_is_read(one, other, offset, read):
    writing = find_writing(picture(beside(one, other, offset)))
    assert re.search(f"There seem to be two digits here. Only the ({read}) one is read", writing.told)
    alone = [
        sheet([line * 170 + 40 + shift for line in lines], 9) for lines, shift in parts_of(one, other, offset)
    ]
    seen = [likeness_nearby(prepare(writing.ink), as_read(greys)) for greys in alone]
    which = 0 if "left" in writing.told or "upper" in writing.told else 1
    assert seen[which] > 0.9


def parts_of(one: int, other: int, offset: tuple[float, float], seed: int = 5) -> list:
    rng = np.random.default_rng([seed, one, other])
    return [(draw(one, rng), 0), (draw(other, rng), np.array(offset))]


def test_the_strokes_of_one_digit_are_not_taken_for_two():
    """A 5 with its bar apart, a 4 in two strokes, and every digit."""
    five = [
        np.array([[150.0, 120], [150, 220], [260, 260], [250, 360], [140, 380]]),
        np.array([[175.0, 100], [300, 95]]),
    ]
    four = [np.array([[150.0, 100], [130, 250], [290, 250]]), np.array([[250.0, 120], [250, 400]])]
    for lines in (five, four):
        assert find_writing(picture(sheet(lines, 10))).told == ""
    for digit in range(10):
        lines = [line * 230 + 120 for line in draw(digit, np.random.default_rng([6, digit]))]
        assert find_writing(picture(sheet(lines, 8))).told == "", digit


@pytest.mark.parametrize("digit", [4])
def test_every_kind_of_file_gives_the_same_digit(digit):
    made = brought.files(digit)
    seen = {name: prepare(read_ink(data, name)) for name, data in made.items()}
    for name, ink28 in seen.items():
        assert likeness_nearby(seen["grey.png"], ink28) > 0.97, name


@pytest.mark.parametrize("digit", [1, 8])
def test_a_double_frame_a_table_s_cell_and_a_rounded_box_are_no_ink(digit):
    greys = sheet([line * 190 + 155 for line in draw(digit, np.random.default_rng([8, digit]))], 10)
    angle = np.linspace(0, 2 * np.pi, 200)
    rounded = 250 + 170 * np.stack(
        [
            np.sign(np.cos(angle)) * abs(np.cos(angle)) ** 0.25,
            np.sign(np.sin(angle)) * abs(np.sin(angle)) ** 0.25,
        ],
        1,
    )
    square = [np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * size + 250.0 for size in (165, 178)]
    lines = [np.array([[x, 0.0], [x, 500]]) for x in (90.0, 410)] + [
        np.array([[0.0, y], [500, y]]) for y in (85.0, 415)
    ]
    for around in (square, [rounded], lines):
        framed = np.minimum(greys, sheet(around, 4))
        assert likeness_nearby(as_read(greys), as_read(framed)) > 0.93
