"""How long a run will take, before it starts. Arithmetic from the spec, times the pace that this machine has shown."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from lib.choices import SET_SIZES
from lib.specs import RACE_SECONDS, UNFREEZE, DigitRun, Experiment, RaceRun, RetrainRun, Spec

FLOPS = 1.8e11  # a second, on two cores, for the matrix sizes of these networks
MEMORY = 2e10  # bytes a second that an optimizer step reads and writes
UPDATE = 1e-4  # seconds an update costs however small the network
START = 2.5  # seconds to load the digits, build and compile
VALIDATION = 50_000  # pictures an epoch: 5,000 validation digits at ten points

PHOTO_START = 3.0  # seconds to load a feature pack or open the photos, build and compile
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
        each = [seconds(lane) for lane in spec.lanes()]
        if spec.varied == UNFREEZE:  # what the frozen blocks see is computed once for all lanes
            again = seconds(replace(spec.base, epochs=0))
            return pace * (sum(each) - (len(each) - 1) * again)
        return pace * sum(each)
    return pace * (_digits(spec) if isinstance(spec, DigitRun) else _photos(spec))


def pace(pairs: list[tuple[Spec, float]], spec: Spec) -> float:
    """This machine's seconds for one predicted second of a run like `spec`.

    The median over past (spec, seconds it took) of the same method, within 0.2 to 10; 1 without any. Methods have
    different paces: a new head mostly compiles, fine-tuning computes.
    """
    alike = [pair for pair in pairs if _method(pair[0]) == _method(spec)]
    if not alike:
        return 1.0
    return min(10.0, max(0.2, median(took / seconds(past) for past, took in alike)))


def _method(spec: Spec) -> str:
    if isinstance(spec, Experiment):
        return UNFREEZE if spec.varied == UNFREEZE else spec.of
    return f"{spec.method} {spec.pictures}" if isinstance(spec, RetrainRun) else ""


def _digits(run: DigitRun) -> float:
    weights = sum(a * b for a, b in zip(run.sizes[:-1], run.sizes[1:], strict=True))
    update = UPDATE + 6 * weights * run.batch_size / FLOPS + 28 * weights / MEMORY
    return START + run.epochs * (run.updates_per_epoch() * update + 2 * weights * VALIDATION / FLOPS)


def _photos(run: RetrainRun) -> float:
    """From measured figures; validation and test photos only go forward, which is a third of the work."""
    there, validation, test = SET_SIZES.get(run.pictures, OWN_SIZES)
    photos, every = min(run.photos, there), there + validation + test
    base = SECONDS_A_PHOTO[run.base]
    head = PHOTO_START + run.epochs * (photos / run.batch_size) * 1e-3
    if run.method == "scratch":
        return PHOTO_START + every * DECODE + run.epochs * (photos + validation / 3) * 4e-3
    if run.augmentation:
        passes = 1.0 if run.method == "new_head" else 1.6  # backwards only through what is open
        return head + every * DECODE + base * (test + run.epochs * (passes * photos + validation))
    if run.method == "fine_tune":
        share = min(1.0, run.open_layers / OPENED_WHOLE)  # of the base's work that is done in every epoch
        return head + every * (base + DECODE) + run.epochs * base * share * (3 * photos + validation)
    return head + features(run)


def features(run: RetrainRun) -> float:
    """Seconds for what a new head reads, where it is computed on the spot: part of `seconds`."""
    packed = run.pictures == RetrainRun.pictures  # the features of one set ship
    if packed or run.augmentation or run.method != "new_head":
        return 0.0
    there, validation, test = SET_SIZES.get(run.pictures, OWN_SIZES)
    return (min(run.photos, there) + validation + test) * (SECONDS_A_PHOTO[run.base] + DECODE)
