"""Makes `assets/stored_race.npz`: three ways to learn cats from dogs, from 2 photos to 1,600, five seeds each.

The comparison's dial moves through these runs, labelled as stored. All are at the usual settings, on MobileNetV2; the photos
and the base's weights must be in Keras' cache. It takes about an hour on two cores, and goes on where it was broken off:

    python scripts/make_stored_race.py
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib.measure.answers import Answers
from lib.networks.train.retrain import train
from lib.settings import ASSETS
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict

METHODS = ("new_head", "scratch", "fine_tune")
PHOTOS = (2, 4, 10, 20, 50, 100, 200, 400, 800, 1600)
SEEDS = (0, 1, 2, 3, 4)
TEST = 1000
FILE = ASSETS / "stored_race.npz"


def main() -> None:
    """Trains what is not stored yet, the quick ones first, and writes the file after each run."""
    shape = len(METHODS), len(PHOTOS), len(SEEDS)
    right, done = np.zeros((*shape, TEST // 8), np.uint8), np.zeros(shape, bool)
    if FILE.exists():
        with np.load(FILE, allow_pickle=False) as file:
            right, done = file["right"], file["done"]
    for m, s, p in product(range(len(METHODS)), range(len(SEEDS)), range(len(PHOTOS))):
        if done[m, p, s]:
            continue
        spec = RetrainRun(method=METHODS[m], train_size=PHOTOS[p], seed=SEEDS[s])
        outcome = train(to_dict(spec), Hooks(), download=False)
        answers = Answers.from_bytes(outcome["answers"])
        assert len(answers.truth) == TEST
        right[m, p, s], done[m, p, s] = np.packbits(answers.right), True
        np.savez_compressed(
            FILE,
            methods=np.array(METHODS),
            photos=np.array(PHOTOS),
            seeds=np.array(SEEDS),
            right=right,
            done=done,
        )
        print(
            f"{METHODS[m]}, {PHOTOS[p]:,} photos, seed {SEEDS[s]}: {answers.proportion.correct} of {TEST}",
            flush=True,
        )


if __name__ == "__main__":
    main()
