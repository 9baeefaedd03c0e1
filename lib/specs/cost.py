"""How long a run will take, before it starts. Arithmetic from the spec, times the pace that this machine has shown."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import median

from lib.specs.choices import SET_SIZES
from lib.specs.specs import RACE_SECONDS, UNFREEZE, VARY, DigitRun, Experiment, RaceRun, RetrainRun, Spec

FLOPS = 1.8e11  # a second, on two cores, for the matrix sizes of these networks
MEMORY = 2e10  # bytes a second that an optimizer step reads and writes
UPDATE = 1e-4  # seconds an update costs however small the network
START = 2.0  # seconds to load the digits, build and compile
EPOCH = 0.1  # seconds an epoch costs however few the digits: ten looks at the validation digits, and the checkpoint
VALIDATION = 23_000  # pictures an epoch: 2,000 validation digits at nine points, and all 5,000 at its end

PHOTO_START = 3.0  # seconds to open the photos, build and compile
PACK_START = 0.4  # seconds to load a feature pack and build a head
FEW = 300  # updates of a head that take less time than compiling them would: half a second against two and a half
COMPILE = 1.5  # seconds, of a head that has more
ALIKE = 3.0  # runs whose predictions differ by no more than this factor are of one size
HEAD_BYTES = 100_000  # of a new head, its answers to the test photos and its curve
OPENED_BYTES = 5_000_000  # of a base's opened blocks, or of a network from scratch
DECODE = 1.3e-3  # a photo, from the archive to pixels
OWN_SIZES = (700, 150, 150)  # as many as a learner's own set may have
OPENED_WHOLE = 18  # open blocks at which nearly all of a base is trained
# Forward through a base at its own size, measured on two cores without other work, or from its arithmetic against
# MobileNetV2's where its weights were not at hand (VGG16, ResNet50V2, EfficientNetB0).
SECONDS_A_PHOTO = {
    "mobilenet_v2": 5e-3, "mobilenet_v2_035": 2.8e-3, "pocket": 3e-3,
    "vgg16": 0.15, "resnet50_v2": 0.05, "efficientnet_b0": 0.02,
}  # fmt: skip


def seconds(spec: Spec, pace: float = 1.0) -> float:
    """Predicted seconds from a worker's start on the run to its result."""
    if isinstance(spec, RaceRun):  # it begins no heat that would end too late
        return min(pace * sum(_photos(heat) for heat in spec.heats()), RACE_SECONDS)
    if isinstance(spec, Experiment):
        if spec.varied == VARY:
            return pace * _varied(spec)
        each = [seconds(lane) for lane in spec.lanes()]
        if spec.varied == UNFREEZE:  # what the frozen blocks see is computed once for all lanes
            again = seconds(replace(spec.base, epochs=0))
            return pace * (sum(each) - (len(each) - 1) * again)
        return pace * sum(each)
    return pace * (_digits(spec) if isinstance(spec, DigitRun) else _photos(spec))


def no_dearer_than_usual(spec: Spec) -> bool:
    """Whether it computes no more than the usual settings of its kind: what every machine that trains at all should do."""
    return not isinstance(spec, Experiment) and seconds(spec) <= seconds(type(spec)())


def kept(spec: Spec) -> int:
    """Bytes that a run is likely to leave in the lab book, its replay apart."""
    if isinstance(spec, DigitRun):
        return 4 * sum((a + 1) * b for a, b in zip(spec.sizes[:-1], spec.sizes[1:], strict=True))
    return OPENED_BYTES if isinstance(spec, RetrainRun) and spec.method != "new_head" else HEAD_BYTES


def sort(spec: Spec) -> tuple[str, int]:
    """Method and size: runs of one sort have about one pace, and a size is three times the one before."""
    return _method(spec), round(math.log(max(seconds(spec), 0.1), ALIKE))


def pace(pairs: list[tuple[Spec, float]], spec: Spec) -> float:
    """This machine's seconds for one predicted second of a run like `spec`.

    The median over past (spec, seconds it took) of the same method, and of about the same size where there are any, else of
    the size next to it, within 0.2 to 10; 1 without any. Methods have different paces: a new head mostly compiles,
    fine-tuning computes. So have sizes: a machine that computes faster hardly compiles faster, and a tiny run mostly
    compiles; so many tiny ones say little of a large one, however many they are. A tiny one that was slow, a machine's
    first while a class opens the page, must not make a large one seem too long to be taken on.
    """
    expected = seconds(spec)
    paces = [
        (took / seconds(past), seconds(past) / expected)
        for past, took in pairs
        if _method(past) == _method(spec)
    ]
    if not paces:
        return 1.0
    near = [pace for pace, size in paces if 1 / ALIKE <= size <= ALIKE]
    if near:
        return _within(median(near))
    nearest = min((size for _, size in paces), key=_distance)
    found = _within(median(pace for pace, size in paces if 1 / ALIKE <= size / nearest <= ALIKE))
    if found >= 1:
        computing = max(0.0, 1 - START / (nearest * expected))
        return 1 + (found - 1) * (
            1.0 if nearest >= 1 else max(computing, nearest)
        )  # at least as many seconds more
    compiling = min(1.0, START / expected)
    return compiling + (1 - compiling) * found


def _distance(size: float) -> float:
    return abs(math.log(size))


def _within(pace: float) -> float:
    return min(10.0, max(0.2, pace))


def _method(spec: Spec) -> str:
    if isinstance(spec, Experiment):
        return spec.varied if spec.varied in (UNFREEZE, VARY) else spec.of
    return f"{spec.method} {spec.pictures}" if isinstance(spec, RetrainRun) else ""


def _digits(run: DigitRun) -> float:
    weights = sum(a * b for a, b in zip(run.sizes[:-1], run.sizes[1:], strict=True))
    update = UPDATE + 6 * weights * run.batch_size / FLOPS + 28 * weights / MEMORY
    epoch = EPOCH + run.updates_per_epoch() * update + 2 * weights * VALIDATION / FLOPS
    return START + run.epochs * epoch


def _photos(run: RetrainRun) -> float:
    """From measured figures; validation and test photos only go forward, which is a third of the work."""
    there, validation, test = SET_SIZES.get(run.pictures, OWN_SIZES)
    photos, every = min(run.train_size, there), there + validation + test
    base = SECONDS_A_PHOTO[run.base]
    updates = run.epochs * photos / run.batch_size
    if _packed(run):
        return PACK_START + (COMPILE if updates > FEW else 0.0) + updates * 1e-3
    head = PHOTO_START + updates * 1e-3
    if run.method == "scratch":
        return PHOTO_START + every * DECODE + run.epochs * (photos + validation / 3) * 4e-3
    if run.augmentation:
        passes = 1.0 if run.method == "new_head" else 1.6  # backwards only through what is open
        return head + every * DECODE + base * (test + run.epochs * (passes * photos + validation))
    if run.method == "fine_tune":
        share = min(1.0, run.unfrozen_blocks / OPENED_WHOLE)  # of the base's work that is done in every epoch
        return head + every * (base + DECODE) + run.epochs * base * share * (3 * photos + validation)
    return head + features(run)


def _varied(spec: Experiment) -> float:
    """The base looks at each varied photo once; at the others it looks once for all lanes, or not at all where they are packed."""
    plain = [lane for lane in spec.lanes() if isinstance(lane, RetrainRun) and not lane.augmentation]
    photos = sum(lane.train_size for lane in plain)
    looks = sum(lane.epochs * lane.train_size for lane in plain)
    heads = sum(seconds(lane) - features(lane) for lane in plain)
    return features(plain[0]) + 2 * heads + photos * DECODE + looks * SECONDS_A_PHOTO[plain[0].base]


def features(run: RetrainRun) -> float:
    """Seconds for what a new head reads, where it is computed on the spot: part of `seconds`."""
    if _packed(run) or run.augmentation or run.method != "new_head":
        return 0.0
    there, validation, test = SET_SIZES.get(run.pictures, OWN_SIZES)
    return (min(run.train_size, there) + validation + test) * (SECONDS_A_PHOTO[run.base] + DECODE)


def _packed(run: RetrainRun) -> bool:
    """Whether all that a new head reads ships: the features of one set."""
    return run.pictures == RetrainRun.pictures and run.method == "new_head" and not run.augmentation
