"""Train Pocket, the small picture network that ships with the course, by knowledge distillation.

The method (Hinton, Vinyals & Dean 2015, arXiv:1503.02531): a large network, the teacher, looks at a picture and
says how much it resembles each of 1,000 things; a small one, the student, learns to say the same. Here MobileNetV2
1.0 teaches Pocket, on crops of training photos alone:

- the 1,600 training photos of cats and dogs (never the 400 for validation, never the 1,000 for the test),
- Caltech-101: the training part, 70 %, of its 97 classes, and the five folders left out of them.

Teacher and student see the same crop: a random rectangle of the photo, mirrored or not, with brightness, contrast
and colour changed; some crops are blended with another one, which makes pictures that no photo shows (Beyer et al.
2022, arXiv:2106.05237, find that this and patience are what a student needs). The student matches the teacher's
1,000 probabilities at temperature 2 and, through a linear map that is thrown away afterwards, the teacher's 1,280
pooled features.

Rounds: label some thousand new crops, then train on crops of the latest rounds. After each round the network is
written out, so that a usable one always exists, and the state is saved: the same command takes it up again. The
400 validation photos are looked at for the log; the 1,000 test photos are not.

    python scripts/pretrain_pocket.py --minutes 80

The photo archives and MobileNetV2's weights come from Keras' cache (`KERAS_HOME`) or their official addresses. A GPU
is used where there is one.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf
from PIL import Image, ImageEnhance
from sklearn.linear_model import LogisticRegression

from lib.models.bases import BASES
from lib.networks.build import pocket
from lib.networks.build.bases import build, scale
from lib.pictures.sets.archives import find_weights
from lib.pictures.sets.caltech import cached_caltech101, caltech101, fetch_caltech101
from lib.pictures.sets.photos import PhotoSet, cached_cats_and_dogs, each_photo, fetch_cats_and_dogs, squares
from lib.settings import ASSETS, keras_home

TEACHER = BASES["mobilenet_v2"]  # 160 pixels, 1,280 features
STORED_SIZE = 80  # crops are kept at this size; the first part of the training sees them smaller
EARLY_SIZE = 64  # twice as fast as 80, and a network that pools its last map works at both
EARLY_SHARE = 0.75  # of the training at the early size
DECODED_SIDE = 180  # shorter side of a decoded photo: a little more than the teacher sees
PETS_SHARE = 0.45  # of the crops from cats and dogs: 1,600 photos, but the ones that matter most here
BLENDED_SHARE = 0.35
WHOLE_SHARE = 0.15  # of the crops the whole photo, which is what the network will be shown later
TEMPERATURE = 2.0
FEATURE_WEIGHT = 4.0  # about as much loss from the features as from the probabilities
BATCH = 128
PEAK_RATE = 0.15
LAST_RATE = 1e-4
WARM_UP = 400  # updates in which the rate rises
REUSE = 6  # how often a crop is used, on average
WINDOW = 24  # rounds whose crops are drawn from


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rounds", type=int, default=80, help="at most this many rounds (default %(default)s)"
    )
    parser.add_argument(
        "--crops", type=int, default=4096, help="new crops a round, at least 512 (default %(default)s)"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=80,
        help="at most this long; the learning rate reaches zero at the end of whichever comes first",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of crops, first weights and order (default %(default)s)"
    )
    parser.add_argument("--work", type=Path, default=Path("data/pocket"), help="crops, labels and state")
    parser.add_argument("--out", type=Path, default=ASSETS / "pocket.npz")
    return parser.parse_args()


def source_photos(pets: PhotoSet, archive: Path) -> tuple[list[Image.Image], list[Image.Image]]:
    """Decoded training photos: (cats and dogs, everything in the archive of Caltech-101)."""
    rest: list[Image.Image] = []
    for folders in ("classes", "left_out"):
        pictures = caltech101(archive, folders)
        rest += each_photo(pictures, pictures.where("train"), DECODED_SIDE)
    return list(each_photo(pets, pets.where("train"), DECODED_SIDE)), rest


def crop(random: np.random.Generator, photo: Image.Image) -> Image.Image:
    """One random view of a photo, at the teacher's size."""
    wide = high = 1.0  # shares of the photo's sides; the crop becomes a square, as whole photos do
    if random.random() > WHOLE_SHARE:
        least = max(0.15, min(1, (96 / min(photo.size)) ** 2))  # no crop from fewer than some 96 pixels
        area, shape = random.uniform(least, 1), math.exp(random.uniform(-0.29, 0.29))
        wide, high = min(1, math.sqrt(area * shape)), min(1, math.sqrt(area / shape))
    left, top = random.uniform(0, 1 - wide), random.uniform(0, 1 - high)
    box = (left * photo.width, top * photo.height, (left + wide) * photo.width, (top + high) * photo.height)
    view = photo.resize((TEACHER.size, TEACHER.size), Image.Resampling.BILINEAR, box=box)
    if random.random() < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if random.random() < 0.6:
            view = change(view).enhance(random.uniform(0.6, 1.4))
    return view


def make_crop(seed: tuple[int, int], pets: list[Image.Image], rest: list[Image.Image]) -> Image.Image:
    """Crop number `seed[1]`, the same on every machine."""
    random = np.random.default_rng(seed)

    def one() -> Image.Image:
        photos = pets if random.random() < PETS_SHARE else rest
        return crop(random, photos[random.integers(len(photos))])

    view = one()
    return Image.blend(one(), view, random.uniform(0.5, 1)) if random.random() < BLENDED_SHARE else view


def label_crops(features_of, numbers: range, seed: int, pets, rest, pixels: np.ndarray, features: np.ndarray):
    """Make the crops `numbers`, write them into `pixels` at the stored size and the teacher's features beside."""
    with ThreadPoolExecutor(2) as pool:
        views = pool.map(lambda n: make_crop((seed, n), pets, rest), numbers)
        for start in range(numbers.start, numbers.stop, 64):
            batch = [next(views) for _ in range(min(64, numbers.stop - start))]
            rows = slice(start, start + len(batch))
            features[rows] = features_of(np.stack([np.asarray(v) for v in batch])).numpy()
            small = (STORED_SIZE, STORED_SIZE)
            pixels[rows] = np.stack([np.asarray(v.resize(small, Image.Resampling.BOX)) for v in batch])


class Student:
    """Pocket, the linear map to the teacher's features, their optimizer, and one compiled step."""

    def __init__(self, teacher_head: list[np.ndarray], mean: np.ndarray, spread: np.ndarray) -> None:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")  # half as fast again on a recent CPU
        self.model = pocket.build()
        keras.mixed_precision.set_global_policy("float32")
        self.both = keras.Model(
            self.model.input, [self.model.output, self.model.get_layer("features").output]
        )
        self.map = keras.layers.Dense(TEACHER.features)
        self.map.build((None, pocket.FEATURES))
        self.optimizer = keras.optimizers.SGD(PEAK_RATE, momentum=0.9, nesterov=True, weight_decay=1e-4)
        learned = self.model.trainable_variables + self.map.trainable_variables
        self.optimizer.build(learned)
        kernel, bias = (tf.constant(w, tf.float32) for w in teacher_head)

        def step(pixels, features):
            x = scale(BASES["pocket"], tf.cast(pixels, tf.float32))
            softened = (features @ kernel + bias) / TEMPERATURE  # the teacher's last layer
            target = tf.nn.softmax(softened)
            entropy = -tf.reduce_sum(target * tf.nn.log_softmax(softened), -1)
            with tf.GradientTape() as tape:
                logits, mine = self.both(x, training=True)
                cross = tf.nn.softmax_cross_entropy_with_logits(target, logits / TEMPERATURE)
                names = tf.reduce_mean(cross - entropy) * TEMPERATURE**2
                apart = self.map(tf.cast(mine, tf.float32)) - (features - mean) / spread
                matched = tf.reduce_mean(apart**2)
                loss = names + FEATURE_WEIGHT * matched
            self.optimizer.apply(tape.gradient(loss, learned), learned)
            return names, matched

        self.step_full = tf.function(step)
        small = (EARLY_SIZE, EARLY_SIZE)
        self.step_early = tf.function(lambda x, f: step(tf.image.resize(x, small, antialias=True), f))
        self.pool = tf.function(
            lambda x: self.both(scale(BASES["pocket"], tf.cast(x, tf.float32)), training=False)[1]
        )

    @property
    def variables(self) -> list:
        return self.model.variables + self.map.variables + self.optimizer.variables

    def save(self, path: Path, rounds: int, seconds: float) -> None:
        values = {f"v{i}": v.numpy() for i, v in enumerate(self.variables)}
        np.savez(path.with_suffix(".new.npz"), rounds=rounds, seconds=seconds, **values)
        path.with_suffix(".new.npz").replace(path)

    def load(self, path: Path) -> tuple[int, float]:
        with np.load(path) as file:
            for i, variable in enumerate(self.variables):
                variable.assign(file[f"v{i}"])
            return int(file["rounds"]), float(file["seconds"])


def probe(student: Student, photos: PhotoSet, size: int) -> float:
    """Accuracy on the 400 validation photos of a logistic regression fitted to the 1,600 photos' features."""
    features = {}
    for part in ("train", "validation"):
        rows = photos.where(part)
        batches = [squares(photos, rows[i : i + 100], size) for i in range(0, len(rows), 100)]
        features[part] = np.concatenate([student.pool(batch).numpy() for batch in batches]).astype(np.float32)
    head = LogisticRegression(max_iter=500).fit(features["train"], photos.labels[photos.where("train")])
    return head.score(features["validation"], photos.labels[photos.where("validation")])


def storage(folder: Path, rows: int, fresh: bool) -> tuple[np.ndarray, np.ndarray]:
    """Crops and the teacher's features, (rows, 80, 80, 3) and (rows, 1280), kept on disk: 22 KB a crop."""
    shapes = {
        "pixels": (np.uint8, (STORED_SIZE, STORED_SIZE, 3)),
        "features": (np.float16, (TEACHER.features,)),
    }
    arrays = []
    for name, (kind, shape) in shapes.items():
        path = folder / f"{name}.npy"
        if fresh:
            arrays.append(np.lib.format.open_memmap(path, "w+", kind, (rows, *shape)))
        else:
            arrays.append(np.lib.format.open_memmap(path, "r+"))
    return arrays[0], arrays[1]


def load_teacher(home: Path) -> tuple[tf.types.experimental.PolymorphicFunction, list[np.ndarray]]:
    """The teacher from pixels to its pooled features, and its last layer's kernel and bias."""
    network = build(TEACHER, find_weights(TEACHER, home))
    assert network.original is not None, "the teacher needs the file with its last layer"
    features_of = tf.function(
        lambda x: network.features(scale(TEACHER, tf.cast(x, tf.float32)), training=False)
    )
    return features_of, network.original.layers[-1].get_weights()


def main() -> None:
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    home = keras_home()
    features_of, head = load_teacher(home)
    watched = cached_cats_and_dogs(home) or fetch_cats_and_dogs(home)
    pets, rest = source_photos(watched, cached_caltech101(home) or fetch_caltech101(home))
    print(f"{len(pets)} photos of cats and dogs, {len(rest)} others", flush=True)

    state = args.work / "state.npz"
    pixels, features = storage(args.work, args.rounds * args.crops, fresh=not state.exists())
    if not state.exists():
        label_crops(features_of, range(args.crops), args.seed, pets, rest, pixels, features)
    known = features[: args.crops].astype(np.float32)
    student = Student(head, known.mean(0), known.std(0) + 1e-2)
    done, before = student.load(state) if state.exists() else (0, 0.0)

    start = time.monotonic()

    def gone(rounds: float) -> float:
        """How much of the training is over, 0..1."""
        minutes = (time.monotonic() - start + before) / 60
        return max(rounds / args.rounds, minutes / args.minutes)

    steps = REUSE * args.crops // BATCH
    while gone(done) < 1:
        fresh = range(done * args.crops, (done + 1) * args.crops)
        if done:
            label_crops(features_of, fresh, args.seed, pets, rest, pixels, features)
        oldest = max(0, fresh.stop - WINDOW * args.crops)
        order = np.random.default_rng((args.seed, 1, done))
        losses = []
        for step in range(steps):
            share = gone(done + step / steps)
            if share >= 1:
                break
            warm = min(1, (done * steps + step + 1) / WARM_UP)
            rate = PEAK_RATE * warm * 0.5 * (1 + math.cos(math.pi * share))
            student.optimizer.learning_rate.assign(rate + LAST_RATE)
            chosen = np.sort(order.integers(oldest, fresh.stop, BATCH))
            run = student.step_early if share < EARLY_SHARE else student.step_full
            losses.append([float(x) for x in run(pixels[chosen], features[chosen].astype(np.float32))])
        done += 1
        student.save(state, done, time.monotonic() - start + before)
        args.out.write_bytes(pocket.to_bytes(student.model))
        names, matched = np.mean(losses, axis=0).round(4) if losses else (0, 0)
        line = {"round": done, "gone": round(gone(done), 3), "names": float(names), "features": float(matched),
                "validation": probe(student, watched, STORED_SIZE)}  # fmt: skip
        print(json.dumps(line), flush=True)
    for size in (64, 80, 96, 112):
        print(f"{size} pixels: {probe(student, watched, size):.4f} on the 400 validation photos", flush=True)


if __name__ == "__main__":
    main()
