"""Pictures of one digit on paper, made by formula, and how many of them the shipped reader reads right.

`python -m scripts.paper_photos` prints a table: one line a condition (thin pen, ruled paper, a shadow, ...), pen
strokes and MNIST's test digits apart. It knows nothing of training.
"""

from __future__ import annotations

import argparse
import io
import os

import numpy as np
from PIL import Image
from scipy import ndimage

from scripts.pen_strokes import draw, ink

HEIGHT, WIDTH = 1000, 760  # a page held upright, as a phone's picture is after being made smaller
INKS = {"black": (35, 33, 38), "blue": (40, 60, 150), "red": (190, 45, 50), "pencil": (120, 120, 122)}
CONDITIONS = (
    "scan",
    "phone",
    "thin",
    "thick",
    "small",
    "corner",
    "grey paper",
    "ruled",
    "squared",
    "blue",
    "red",
    "pencil",
    "faint",
    "shadow",
    "gradient",
    "blur",
    "noise",
    "jpeg",
    "chalk",
    "vignette",
    "table",
    "broken",
    "specks",
    "cropped",
    "all at once",
)


def photo(digit: int, condition: str, rng: np.random.Generator, mnist: np.ndarray | None = None) -> bytes:
    """One JPEG of `digit` on paper; `mnist` (28, 28) in 0-1 takes the place of pen strokes drawn by formula."""
    has = set(rng.choice(CONDITIONS[1:], 4, replace=False)) if condition == "all at once" else {condition}
    side = rng.uniform(0.35, 0.75) * WIDTH
    if "small" in has:
        side = rng.uniform(0.07, 0.14) * WIDTH
    pen = rng.uniform(0.015, 0.035) * side
    if "thin" in has:
        pen = rng.uniform(0.008, 0.014) * side
    if "thick" in has:
        pen = rng.uniform(0.07, 0.14) * side
    pen = max(pen, 1.6)
    marks = _written(digit, side, pen, rng, mnist)
    h, w = marks.shape
    y, x = (HEIGHT - h) * rng.uniform(0.3, 0.7), (WIDTH - w) * rng.uniform(0.25, 0.75)
    if "corner" in has:
        y, x = (HEIGHT - h) * rng.choice([0.05, 0.95]), (WIDTH - w) * rng.choice([0.05, 0.95])
    if "broken" in has:
        marks = marks * (
            ndimage.gaussian_filter(rng.random(marks.shape), max(pen / 2, 1)) < 0.5 + 0.12 / max(pen, 2)
        )
    alpha = np.zeros((HEIGHT, WIDTH))
    alpha[int(y) : int(y) + h, int(x) : int(x) + w] = marks

    tone = rng.uniform(0.6, 0.75) if "grey paper" in has else rng.uniform(0.88, 0.97)
    paper = np.ones((HEIGHT, WIDTH, 3)) * tone * 255 * rng.uniform([0.98, 0.97, 0.92], 1.0)
    paper += ndimage.gaussian_filter(rng.normal(0, 1, (HEIGHT, WIDTH)), 1.5)[..., None] * 4
    if "ruled" in has or "squared" in has:
        paper = _lined(paper, rng, squared="squared" in has, gap=max(side * rng.uniform(0.15, 0.5), 18))
    colour = np.array(
        INKS[next((c for c in ("blue", "red", "pencil") if c in has), rng.choice(["black", "blue"]))], float
    )
    opacity = rng.uniform(0.25, 0.4) if "faint" in has else rng.uniform(0.8, 1)
    if "pencil" in has:
        grain = ndimage.gaussian_filter(rng.random((HEIGHT, WIDTH)), 0.8)
        opacity = np.clip(opacity * (0.45 + 1.1 * grain), 0, 1)[..., None]
    if "chalk" in has:
        paper, colour = paper * rng.uniform([0.12, 0.16, 0.13], 0.25), np.array([225.0, 228, 220])
    if "specks" in has:
        for _ in range(30):
            cy, cx, r = rng.integers(4, HEIGHT - 5), rng.integers(4, WIDTH - 5), rng.uniform(0.7, 2.5)
            yy, xx = np.ogrid[:9, :9]
            alpha[cy - 4 : cy + 5, cx - 4 : cx + 5] += np.clip(r - np.hypot(yy - 4, xx - 4), 0, 1)
    weight = np.clip(alpha, 0, 1)[..., None] * opacity
    picture = paper * (1 - weight) + colour * weight
    if "table" in has:
        picture = _on_a_table(picture, rng)
    if "cropped" in has:
        margin = rng.uniform(-0.01, 0.15, 4) * side
        top, left = int(max(y - margin[0], 0)), int(max(x - margin[1], 0))
        picture = picture[top : int(y + h + margin[2]), left : int(x + w + margin[3])]
    return _taken(picture, has, rng)


def _written(digit, side, pen, rng, mnist) -> np.ndarray:
    """The digit as ink (h, w), its longer side `side` pixels."""
    size = int(side + pen) + 4
    if mnist is None:
        return ink([line * side + pen / 2 + 2 for line in draw(digit, rng)], size, size, pen)
    rows, columns = np.nonzero(mnist.any(1))[0], np.nonzero(mnist.any(0))[0]
    crop = np.pad(mnist[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 2)
    large = ndimage.zoom(crop, (size - 4) / max(crop.shape), order=3)
    inside = ndimage.distance_transform_edt(large > 0.5)
    # Towards the middle line of MNIST's thick strokes, so that the pen becomes thin without breaking them.
    ridge = inside > np.maximum(
        ndimage.maximum_filter(inside, 3) - 0.8, np.percentile(inside[inside > 0], 50) * 0.6
    )
    return np.clip(pen / 2 + 0.7 - ndimage.distance_transform_edt(~(ridge & (inside > 1))), 0, 1)


def _lined(paper, rng, squared, gap) -> np.ndarray:
    tilt = np.tan(np.deg2rad(rng.normal(0, 2)))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    colour = np.array([150, 175, 215.0]) if rng.random() < 0.6 else np.array([170.0, 170, 170])
    weight = np.clip(rng.uniform(0.8, 1.6) - np.abs((y + x * tilt) % gap - gap / 2), 0, 1)
    if squared:
        weight = np.maximum(weight, np.clip(1.2 - np.abs((x - y * tilt) % gap - gap / 2), 0, 1))
    weight = weight[..., None] * rng.uniform(0.5, 0.9)
    return paper * (1 - weight) + colour * weight


def _on_a_table(picture, rng) -> np.ndarray:
    """The page lies a little turned on a brown or dark table, which shows along its edges."""
    turn = np.deg2rad(rng.normal(0, 3))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    yy = (y - HEIGHT / 2) * np.cos(turn) + (x - WIDTH / 2) * np.sin(turn) + HEIGHT / 2
    xx = (x - WIDTH / 2) * np.cos(turn) - (y - HEIGHT / 2) * np.sin(turn) + WIDTH / 2
    margin = rng.uniform(-60, 70, 4)
    page = (yy > margin[0]) & (yy < HEIGHT - margin[1]) & (xx > margin[2]) & (xx < WIDTH - margin[3])
    wood = np.array(rng.choice([[120, 80, 50], [60, 55, 52], [170, 140, 105]]), float)
    table = wood + ndimage.gaussian_filter(rng.normal(0, 1, (HEIGHT, WIDTH)), (1, 12))[..., None] * 40
    edge = ndimage.gaussian_filter(page.astype(float), 1.2)[..., None]
    return picture * edge + table * (1 - edge)


def _taken(picture, has, rng) -> bytes:
    """Light, lens and camera."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width]
    light = np.ones((height, width))
    if has & {"gradient", "phone"}:
        angle = rng.uniform(0, 2 * np.pi)
        way = (np.cos(angle) * (x / width - 0.5) + np.sin(angle) * (y / height - 0.5)) * 2
        light *= 1 - (0.45 if "gradient" in has else 0.15) * (0.5 + 0.5 * way).clip(0, 1.2)
    if "shadow" in has:
        angle, soft = rng.uniform(0, 2 * np.pi), rng.choice([3, 15, 60])
        side = np.cos(angle) * (x - width * rng.uniform(0.3, 0.7)) + np.sin(angle) * (
            y - height * rng.uniform(0.3, 0.7)
        )
        light *= 1 - rng.uniform(0.25, 0.5) / (1 + np.exp(-side / soft))
    if "vignette" in has:
        light *= 1 - 0.55 * (np.hypot(y / height - 0.5, x / width - 0.5) / 0.7) ** 2
    picture = picture * light[..., None]
    blur = rng.uniform(2, 3.5) if "blur" in has else rng.uniform(0.4, 1) if "scan" not in has else 0.3
    picture = ndimage.gaussian_filter(picture, (blur, blur, 0))
    picture = picture + rng.normal(
        0, 14 if "noise" in has else 3 if "scan" not in has else 0.7, picture.shape
    )
    out = io.BytesIO()
    image = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    image.save(out, "JPEG", quality=20 if "jpeg" in has else 88)
    return out.getvalue()


def main() -> None:
    from lib.models.dense import Dense
    from lib.pictures.prepare.decode import PictureError
    from lib.pictures.prepare.handwriting import read_ink
    from lib.pictures.prepare.prepare import NothingDrawn, prepare
    from lib.pictures.sets import digits
    from lib.settings import ASSETS

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=40, help="pictures a condition")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--reader", default=str(ASSETS / "digit_reader.npz"))
    options.add_argument("--only", choices=CONDITIONS, nargs="+", default=CONDITIONS, help="conditions")
    options.add_argument("--wrong", help="folder for the pictures that were misread")
    asked = options.parse_args()
    with open(asked.reader, "rb") as file:
        reader = Dense.from_bytes(file.read())
    data = digits.load(download=False)
    totals = np.zeros(2, int)
    for condition in asked.only:
        counts = []
        for kind in ("pen", "mnist"):
            rng = np.random.default_rng([asked.seed, CONDITIONS.index(condition), kind == "pen"])
            right = refused = 0
            for i in range(asked.each):
                digit, mnist = i % 10, None
                if kind == "mnist":
                    rows = data.test[data.labels[data.test] == digit]
                    mnist = data.pictures[rng.choice(rows)] / 255
                picture = photo(digit, condition, rng, mnist)
                try:
                    seen = prepare(read_ink(picture, "photo.jpg"))
                    guess = int(reader.probabilities(seen.reshape(1, -1)).argmax())
                except (NothingDrawn, PictureError):
                    refused, guess, seen = refused + 1, -1, np.zeros((28, 28))
                right += guess == digit
                if asked.wrong and guess != digit:
                    os.makedirs(asked.wrong, exist_ok=True)
                    both = Image.open(io.BytesIO(picture)).resize((228, 300))
                    sheet = Image.new("RGB", (528, 300))
                    sheet.paste(both)
                    sheet.paste(Image.fromarray((seen * 255).astype(np.uint8)).resize((300, 300)), (228, 0))
                    sheet.save(f"{asked.wrong}/{condition}-{kind}-{i}-{digit}-as-{guess}.png")
            counts.append(f"{kind} {right:3} of {asked.each} ({refused} refused)")
            totals += (right, asked.each)
        print(f"{condition:12}  {'   '.join(counts)}", flush=True)
    print(f"in all {totals[0]} of {totals[1]}: {totals[0] / totals[1]:.1%}")


if __name__ == "__main__":
    main()
