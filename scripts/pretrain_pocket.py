"""Train Pocket, the small picture network that ships with the course, by knowledge distillation.

The method (Hinton, Vinyals & Dean 2015, arXiv:1503.02531): a large network, the teacher, looks at a picture and
says how much it resembles each of 1,000 things; a small one, the student, learns to say the same. Here MobileNetV2
1.0 teaches Pocket, on crops of training photos alone:

- the 1,600 training photos of cats and dogs (never the 400 for validation, never the 1,000 for the test),
- Caltech-101: the training part, 70 %, of its 97 classes, and the five folders left out of them.

Teacher and student see the same crop: a random rectangle of the photo, mirrored or not, with brightness, contrast
and colour changed; some crops are blended with another one, which makes pictures that no photo shows (Beyer et al.
2022, arXiv:2106.05237, find that this and patience are what a student needs). The student matches the teacher's
1,000 likelihoods at temperature 2 and, through a linear map that is thrown away afterwards, the teacher's 1,280
pooled features.

Rounds: label some thousand new crops, then train on crops of the latest rounds. After each round the network is
written out, so that a usable one always exists, and the state is saved: the same command takes it up again. The
400 validation photos are looked at for the log; the 1,000 test photos are not.

    python scripts/pretrain_pocket.py --minutes 72

It needs the photo archives and MobileNetV2's weights in Keras' cache (`KERAS_HOME`); a GPU is used where there is one.
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

from lib.networks import pocket
from lib.pictures.photos import caltech101, cats_and_dogs, each_photo, squares
from lib.settings import ASSETS, keras_home

TEACHER = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"
TEACHER_SIZE = 160
TEACHER_FEATURES = 1280
STORED_SIZE = 80  # crops are kept at this size; the first part of the training sees them smaller
EARLY_SIZE = 64  # twice as fast as 80, and a network that pools its last map works at both
EARLY_SHARE = 0.6  # of the training at the early size
DECODED_SIDE = 180  # shorter side of a decoded photo: a little more than the teacher sees
PETS_SHARE = 0.65  # of the crops from cats and dogs: 1,600 photos, but the ones that matter most here
BLENDED_SHARE = 0.35
WHOLE_SHARE = 0.15  # of the crops the whole photo, which is what the network will be shown later
TEMPERATURE = 2.0
FEATURE_WEIGHT = 4.0  # about as much loss from the features as from the likelihoods
BATCH = 128
PEAK_RATE = 0.15
REUSE = 4  # how often a crop is used, on average
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
        default=72,
        help="at most this long; the learning rate reaches zero at the end of whichever comes first",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="of crops, first weights and order (default %(default)s)"
    )
    parser.add_argument("--work", type=Path, default=Path("data/pocket"), help="crops, labels and state")
    parser.add_argument("--out", type=Path, default=ASSETS / "pocket.npz")
    return parser.parse_args()


def source_photos(home: Path) -> tuple[list[Image.Image], list[Image.Image]]:
    """Decoded training photos: (cats and dogs, everything else)."""
    pets = cats_and_dogs(home / "datasets" / "cats_and_dogs_filtered.zip")
    archive = home / "datasets" / "caltech101_112px.zip"
    rest: list[Image.Image] = []
    for folders in ("classes", "left_out"):
        pictures = caltech101(archive, folders)
        rest += each_photo(pictures, pictures.where("train"), DECODED_SIDE)
    return list(each_photo(pets, pets.where("train"), DECODED_SIDE)), rest


def crop(random: np.random.Generator, photo: Image.Image) -> Image.Image:
    """One random view of a photo, at the teacher's size."""
    wide, high = 1.0, 1.0  # shares of the photo's sides; the crop is squeezed to a square, as whole photos are
    if random.random() > WHOLE_SHARE:
        least = max(0.15, min(1, (96 / min(photo.size)) ** 2))  # no crop from fewer than some 96 pixels
        area, shape = random.uniform(least, 1), math.exp(random.uniform(-0.29, 0.29))
        wide, high = min(1, math.sqrt(area * shape)), min(1, math.sqrt(area / shape))
    left, top = random.uniform(0, 1 - wide), random.uniform(0, 1 - high)
    box = (left * photo.width, top * photo.height, (left + wide) * photo.width, (top + high) * photo.height)
    view = photo.resize((TEACHER_SIZE, TEACHER_SIZE), Image.Resampling.BILINEAR, box=box)
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


def label_crops(teacher, numbers: range, seed: int, pets, rest, pixels: np.ndarray, features: np.ndarray):
    """Make the crops `numbers`, write them into `pixels` at the stored size and the teacher's features beside."""
    look = tf.function(lambda x: teacher(tf.cast(x, tf.float32) / 127.5 - 1, training=False))
    with ThreadPoolExecutor(2) as pool:
        views = pool.map(lambda n: make_crop((seed, n), pets, rest), numbers)
        for start in range(numbers.start, numbers.stop, 64):
            batch = [next(views) for _ in range(min(64, numbers.stop - start))]
            rows = slice(start, start + len(batch))
            features[rows] = look(np.stack([np.asarray(v) for v in batch])).numpy()
            small = (STORED_SIZE, STORED_SIZE)
            pixels[rows] = np.stack([np.asarray(v.resize(small, Image.Resampling.BOX)) for v in batch])


class Student:
    """Pocket, the linear map to the teacher's features, their optimizer, and one compiled step."""

    def __init__(self, teacher_head: list[np.ndarray], mean: np.ndarray, spread: np.ndarray) -> None:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")  # half as fast again on a recent CPU
        self.model = pocket.build()
        keras.mixed_precision.set_global_policy("float32")
        self.both = keras.Model(self.model.input, [self.model.output, self.model.get_layer("features").output])
        self.map = keras.layers.Dense(TEACHER_FEATURES)
        self.map.build((None, pocket.FEATURES))
        self.optimizer = keras.optimizers.SGD(PEAK_RATE, momentum=0.9, nesterov=True, weight_decay=1e-4)
        learned = self.model.trainable_variables + self.map.trainable_variables
        self.optimizer.build(learned)
        kernel, bias = (tf.constant(w, tf.float32) for w in teacher_head)

        def step(pixels, features):
            x = tf.cast(pixels, tf.float32) / 127.5 - 1
            softened = (features @ kernel + bias) / TEMPERATURE  # the teacher's head is linear in its features
            target = tf.nn.softmax(softened)
            entropy = -tf.reduce_sum(target * tf.nn.log_softmax(softened), -1)
            with tf.GradientTape() as tape:
                logits, mine = self.both(x, training=True)
                cross = tf.nn.softmax_cross_entropy_with_logits(target, logits / TEMPERATURE)
                names = tf.reduce_mean(cross - entropy) * TEMPERATURE**2
                matched = tf.reduce_mean((self.map(tf.cast(mine, tf.float32)) - (features - mean) / spread) ** 2)
                loss = names + FEATURE_WEIGHT * matched
            self.optimizer.apply(tape.gradient(loss, learned), learned)
            return names, matched

        self.step_full = tf.function(step)
        small = (EARLY_SIZE, EARLY_SIZE)
        self.step_early = tf.function(lambda x, f: step(tf.image.resize(x, small, antialias=True), f))
        self.pool = tf.function(lambda x: self.both(tf.cast(x, tf.float32) / 127.5 - 1, training=False)[1])

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


def probe(student: Student, photos: np.ndarray, labels: np.ndarray, train: np.ndarray) -> float:
    """Accuracy of a logistic regression on the pooled features, on the photos that it was not fitted to."""
    features = np.concatenate([student.pool(photos[i : i + 100]).numpy() for i in range(0, len(photos), 100)])
    features = features.astype(np.float32)
    head = LogisticRegression(max_iter=500).fit(features[train], labels[train])
    return head.score(features[~train], labels[~train])


def main() -> None:
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(args.seed)
    home = keras_home()

    teacher = keras.applications.MobileNetV2(input_shape=(TEACHER_SIZE, TEACHER_SIZE, 3), weights=None)
    teacher.load_weights(home / "models" / TEACHER)
    head = teacher.layers[-1].get_weights()
    teacher = keras.Model(teacher.input, teacher.layers[-2].output)  # up to the pooled features

    pets, rest = source_photos(home)
    print(f"{len(pets)} photos of cats and dogs, {len(rest)} others", flush=True)
    pet_set = cats_and_dogs(home / "datasets" / "cats_and_dogs_filtered.zip")
    seen = np.sort(np.concatenate([pet_set.where("train"), pet_set.where("validation")]))
    train = np.isin(seen, pet_set.where("train"))
    watch = squares(pet_set, seen, STORED_SIZE)

    total = args.rounds * args.crops
    shapes = {"pixels": (np.uint8, (STORED_SIZE, STORED_SIZE, 3)), "features": (np.float16, (TEACHER_FEATURES,))}
    state = args.work / "state.npz"
    stored = {}
    for name, (kind, shape) in shapes.items():
        path = args.work / f"{name}.npy"
        mode = "r+" if path.exists() and state.exists() else "w+"
        stored[name] = np.lib.format.open_memmap(
            path, mode, None if mode == "r+" else kind, None if mode == "r+" else (total, *shape)
        )
    pixels, features = stored["pixels"], stored["features"]

    first, before = 0, 0.0
    student = None
    start = time.monotonic()
    order = np.random.default_rng((args.seed, 1))
    for number in range(args.rounds):
        if student is None and state.exists():
            known = features[: args.crops].astype(np.float32)
            student = Student(head, known.mean(0), known.std(0) + 1e-2)
            first, before = student.load(state)
        if number < first:
            continue
        fresh = range(number * args.crops, (number + 1) * args.crops)
        label_crops(teacher, fresh, args.seed, pets, rest, pixels, features)
        labelled = time.monotonic() - start + before
        if student is None:
            known = features[: args.crops].astype(np.float32)
            student = Student(head, known.mean(0), known.std(0) + 1e-2)
        oldest = max(0, fresh.stop - WINDOW * args.crops)
        steps = REUSE * args.crops // BATCH
        sums = np.zeros(2)
        for step in range(steps):
            seconds = time.monotonic() - start + before
            gone = max((number + step / steps) / args.rounds, seconds / 60 / args.minutes)
            if gone >= 1:
                break
            warm = min(1, (number * steps + step + 1) / 400)
            student.optimizer.learning_rate.assign(
                PEAK_RATE * warm * 0.5 * (1 + math.cos(math.pi * gone)) + 1e-4
            )
            chosen = np.sort(order.integers(oldest, fresh.stop, BATCH))
            run = student.step_early if gone < EARLY_SHARE else student.step_full
            sums += [float(x) for x in run(pixels[chosen], features[chosen].astype(np.float32))]
        seconds = time.monotonic() - start + before
        gone = max((number + 1) / args.rounds, seconds / 60 / args.minutes)
        student.save(state, number + 1, seconds)
        args.out.write_bytes(pocket.to_bytes(student.model))
        names, matched = sums / max(1, step)
        accuracy = probe(student, watch, pet_set.labels[seen], train)
        line = {"round": number + 1, "minutes": round(seconds / 60, 1), "labelling_until": round(labelled / 60, 1),
                "gone": round(gone, 3), "names": round(names, 4), "features": round(matched, 4),
                "validation": round(accuracy, 4)}  # fmt: skip
        print(json.dumps(line), flush=True)
        if gone >= 1:
            break


if __name__ == "__main__":
    main()
