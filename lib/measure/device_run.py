"""A training that a learner's browser did and tells of: read as a stranger's word, and counted as every other run is.

Nothing of it can be checked against a picture: none is told. What can be is: kinds, lengths, ranges, and that the parts
fit each other. It knows nothing of the lab book, nor of how a browser trains.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from lib.measure import head
from lib.measure.answers import Answers, as_kept
from lib.measure.counts import counts
from lib.measure.curves import best_epoch
from lib.models.bases import BASES
from lib.pictures.own.intake import class_name
from lib.pictures.own.own import LEAST_CLASSES
from lib.pictures.own.own_entry import SESSION, OwnError
from lib.specs.choices import ALL_PHOTOS, DEVICE_FIELDS, OWN
from lib.specs.field import SpecError
from lib.specs.specs import RetrainRun

MARK = "trained on this device; the server has not checked it"
ON_DEVICE = "on_device"  # in a run's result: what only such a run has
LINE = (
    "epoch",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
)  # of a history, as `lib.networks.train.loop` has it
HIGHEST_NUMBER = 2**53  # that a browser counts to
LONGEST = 86_400.0  # seconds: a tab that slept counts too
OFF = 0.01  # that probabilities may add up to, beside 1: they come rounded
DIGEST = re.compile(r"[0-9a-f]{64}")
PICTURE = re.compile(r"[\w.:-]{1,80}", re.ASCII)


class Unfit(ValueError):
    """It is no training of this course; the message says so to the learner."""


@dataclass(frozen=True)
class DeviceRun:
    """What was told, checked and counted."""

    spec: RetrainRun
    guess: str  # key of the option that was chosen; "" without one
    data: str  # what identifies the pictures, in the learner's browser alone
    digest: str  # of all that was told: told twice, it is one run
    outcome: dict[str, Any]  # as `lib.networks.train.retrain.train` gives it
    rows: list[dict[str, Any]]  # its curve, as the lab book keeps it


def number_of(told: Any) -> int:
    """Its number in the browser, which counts up; 0 of what has none."""
    found: Any = told.get("number") if isinstance(told, Mapping) else None
    return found if whole(found, 1, HIGHEST_NUMBER) else 0


def read(told: Any, options: Collection[str]) -> DeviceRun:
    """Checks and counts what a browser told.

    Args:
        told: `spec` by field names, `classes`, `counts` of the parts, `history`, `state`, `best_epoch`, `updates`, `untrained`
            [right, total], `truth` and `probabilities` of the test part, `head` with float32 kernel and bias as base64,
            `seconds`, `leaks`, `set_digest`, `guess`, and `ids`, by which the browser finds each test picture.
        options: keys of the guesses that are offered.

    Raises:
        Unfit: with one sentence for the learner.
    """
    if not isinstance(told, Mapping):
        raise _unfit("message")
    spec, classes = _spec(told.get("spec")), _classes(told.get("classes"))
    parts = _parts(told.get("counts"))
    answers = _answers(told, classes, parts["test"])
    state = told.get("state")
    history = _history(told.get("history"), spec, state)
    per_epoch = math.ceil(parts["train"] / spec.batch_size)
    updates, best = told.get("updates"), best_epoch(history) or 0
    if not whole(updates, per_epoch * len(history), per_epoch * (len(history) + 1)):
        raise _unfit("number of updates")
    if (told.get("best_epoch") or 0) != best:
        raise _unfit("best epoch")
    kernel, bias = _head(told.get("head"), spec, len(classes))
    digest, leaks = told.get("set_digest"), told.get("leaks")
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise _unfit("digest of the pictures")
    if not whole(leaks, 0, parts["test"]):
        raise _unfit("number of leaks")
    guess, seconds = told.get("guess"), _seconds(told.get("seconds"))
    about = {"method": spec.method, "base": spec.base, "unfrozen_blocks": spec.unfrozen_blocks, "classes": classes}  # fmt: skip
    result = {
        **counts(answers),
        "untrained": {"test": _right_of(told.get("untrained"), parts["test"]), "by_class": {}},
        "best_epoch": best,
        "updates": updates,
        "updates_per_epoch": per_epoch,
        "examples": parts["train"],
        "validation": parts["validation"],
        "classes": list(classes),
        "trainable": kernel.size + bias.size,
        "frozen": BASES[spec.base].parameters,
        "source": f"Your own pictures: {sum(parts.values()):,} pictures of {len(classes)} classes; {MARK}",
        "data_hash": f"{OWN} on device {digest}",
        "seconds": seconds,
        ON_DEVICE: {"leaks": leaks, "tested": _tested(told.get("ids"), parts["test"])},
    }
    outcome = {
        "state": state, "history": history, "weights": head.packed(kernel, bias, about), "answers": answers.to_bytes(), "result": result,
    }  # fmt: skip
    all_of_it = json.dumps([told.get("number"), digest, told.get("head")]).encode()
    return DeviceRun(
        spec, guess if isinstance(guess, str) and guess in options else "", result["data_hash"],
        hashlib.sha256(all_of_it).hexdigest(), outcome, [row for line in history for row in _rows(line, per_epoch)],
    )  # fmt: skip


def _unfit(what: str) -> Unfit:
    return Unfit(
        f"A training came from this device whose {what} cannot be right. It is not kept. Train again; if that does not help, reload the page."
    )


def whole(value: Any, low: int, high: int) -> TypeGuard[int]:
    """Whether it is a whole number in that range; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _number(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _spec(told: Any) -> RetrainRun:
    """A new head on own pictures; what is not offered there is no setting of it."""
    fields = {field.name: field for field in DEVICE_FIELDS}
    if not isinstance(told, Mapping) or not fields.keys() >= told.keys():
        raise _unfit("settings")
    try:
        values = {name: field.check(told.get(name, field.default)) for name, field in fields.items()}
    except (SpecError, TypeError):  # the latter: a choice that is no text
        raise _unfit("settings") from None
    return RetrainRun(pictures=OWN, train_size=ALL_PHOTOS, **values)


def _classes(told: Any) -> tuple[str, ...]:
    """Names as a set of own pictures has them: as they were made plain, and no two alike."""
    if not isinstance(told, list) or not LEAST_CLASSES <= len(told) <= SESSION.classes:
        raise _unfit("classes")
    try:
        names = tuple(class_name(name[: SESSION.name_length]) for name in told)
    except (TypeError, OwnError):
        raise _unfit("classes") from None
    if list(names) != told or len({name.casefold() for name in names}) < len(names):
        raise _unfit("classes")
    return names


def _parts(told: Any) -> dict[str, int]:
    """How many pictures each part has."""
    if not isinstance(told, Mapping):
        raise _unfit("number of pictures")
    parts: dict[str, Any] = {name: told.get(name) for name in ("train", "validation", "test")}
    if (
        not all(whole(n, 1, SESSION.pictures) for n in parts.values())
        or sum(parts.values()) > SESSION.pictures
    ):
        raise _unfit("number of pictures")
    return parts


def _answers(told: Mapping[str, Any], classes: tuple[str, ...], count: int) -> Answers:
    truth, said = told.get("truth"), told.get("probabilities")
    if (
        not isinstance(truth, list)
        or len(truth) != count
        or not all(whole(k, 0, len(classes) - 1) for k in truth)
    ):
        raise _unfit("labels of the test pictures")
    if (
        not isinstance(said, list)
        or len(said) != count
        or not all(_shares(row, len(classes)) for row in said)
    ):
        raise _unfit("answers to the test pictures")
    return Answers(classes, np.array(truth), as_kept(np.array(said, float)))


def _shares(row: Any, classes: int) -> bool:
    return (
        isinstance(row, list)
        and len(row) == classes
        and all(_number(p, 0, 1) for p in row)
        and abs(sum(row) - 1) <= OFF
    )


def _history(told: Any, spec: RetrainRun, state: Any) -> list[dict[str, Any]]:
    """A line an epoch; a loss may be None, where it was no number any more, and then no epoch follows."""
    if state not in ("done", "stopped") or not isinstance(told, list) or not 1 <= len(told) <= spec.epochs:
        raise _unfit("curve")
    if not all(isinstance(line, Mapping) for line in told):
        raise _unfit("curve")
    lines = [{key: line.get(key) for key in LINE} for line in told]
    for number, line in enumerate(lines, 1):
        shares = all(_number(line[key], 0, 1) for key in ("accuracy", "val_accuracy"))
        losses = all(line[key] is None or _number(line[key], 0, 1e30) for key in ("loss", "val_loss"))
        if line["epoch"] != number or isinstance(line["epoch"], bool) or not shares or not losses:
            raise _unfit("curve")
    if state == "done" and len(lines) < spec.epochs and lines[-1]["loss"] is not None:
        raise _unfit("curve")
    return lines


def _rows(line: Mapping[str, Any], per_epoch: int) -> list[dict[str, Any]]:
    at = {"step": line["epoch"] * per_epoch, "epoch": float(line["epoch"])}
    return [
        {**at, "split": "train", "loss": line["loss"], "accuracy": line["accuracy"]},
        {**at, "split": "validation", "loss": line["val_loss"], "accuracy": line["val_accuracy"]},
    ]


def _right_of(told: Any, count: int) -> list[int]:
    if not isinstance(told, list) or len(told) != 2 or told[1] != count or not whole(told[0], 0, count):
        raise _unfit("answers before it had learned")
    return [told[0], count]


def _head(told: Any, spec: RetrainRun, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Kernel (features, outputs) and bias (outputs,), float32: one output for two classes, else one for each."""
    features, outputs = BASES[spec.base].features, 1 if classes == 2 else classes
    if not isinstance(told, Mapping):
        raise _unfit("head")
    kernel, bias = _floats(told.get("kernel"), features * outputs), _floats(told.get("bias"), outputs)
    return kernel.reshape(features, outputs), bias


def _floats(told: Any, count: int) -> np.ndarray:
    if not isinstance(told, str) or len(told) != 4 * math.ceil(4 * count / 3):
        raise _unfit("head")
    try:
        found = np.frombuffer(base64.b64decode(told, validate=True), "<f4")
    except ValueError:
        raise _unfit("head") from None
    if len(found) != count or not np.isfinite(found).all():
        raise _unfit("head")
    return found.astype(np.float32)


def _seconds(told: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: told.get(name) if isinstance(told, Mapping) else None for name in ("features", "train")
    }
    if not all(_number(value, 0, LONGEST) for value in found.values()):
        raise _unfit("time")
    took = {name: float(value) for name, value in found.items()}
    return took | {"warm_up": 0.0, "total": sum(took.values()), "without_cache": None}


def _tested(told: Any, count: int) -> list[str]:
    """By what the browser finds each test picture; none where it told of none."""
    if told in (None, []):
        return []
    if (
        not isinstance(told, list)
        or len(told) != count
        or not all(isinstance(id, str) and PICTURE.fullmatch(id) for id in told)
    ):
        raise _unfit("names of the test pictures")
    return told
