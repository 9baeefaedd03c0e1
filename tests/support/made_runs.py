"""Finished runs for a lab book, made without training: of digits, of cats and dogs, of 97 classes."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook
from lib.measure import naming
from lib.measure.answers import Answers
from lib.measure.frames import FRAME, WATCHED
from lib.models.bases import BASES, imagenet_names
from lib.settings import ASSETS
from lib.specs.specs import Spec, make

MANY, EACH = 97, 9  # classes of Caltech-101 as they are used here, and test pictures of each


def of_digits(book: LabBook, learner: str) -> str:
    """The stored run's curve and result, with the weights of the reader that ships and a film's first epochs."""
    stored = _stored("example_run")
    films = sorted((ASSETS / "learning_film").glob("epoch_*.npz"))[:3]
    weights = (ASSETS / "digit_reader.npz").read_bytes()
    return _finish(
        book, learner, make("digits", stored["spec"]), stored, weights=weights,
        snapshots={i: path.read_bytes() for i, path in enumerate(films)},
    )  # fmt: skip


def of_pets(book: LabBook, learner: str) -> str:
    """The stored new head, with weights that say nothing."""
    stored, out = _stored("example_retrain"), io.BytesIO()
    np.savez(
        out, kernel=np.zeros((BASES["mobilenet_v2"].features, 1), np.float32), bias=np.zeros(1, np.float32)
    )
    stored["rows"] = _stored("example_head")["rows"]
    return _finish(book, learner, make("retrain", stored["spec"]), stored, weights=out.getvalue())


def of_fine_tuning(book: LabBook, learner: str, opened: int) -> str:
    """A fine-tuning with a frame of every epoch: blocks that moved farther and farther."""
    stored = _stored("example_retrain")
    epochs = len(stored["history"])
    stored["rows"] = [row for row in _stored("example_head")["rows"] if row["epoch"] <= epochs]
    frames = {
        epoch: [epoch, FRAME, [i % 2 for i in range(WATCHED)], 0.0, "", [0.002 * epoch * k for k in range(1, opened + 1)]]
        for epoch in range(epochs + 1)
    }  # fmt: skip
    spec = make("retrain", stored["spec"] | {"method": "fine_tune", "unfrozen_blocks": opened})
    snapshots = {epoch: json.dumps(frame).encode() for epoch, frame in frames.items()}
    return _finish(book, learner, spec, stored, snapshots=snapshots)


def of_many(book: LabBook, learner: str, classes: int = MANY) -> str:
    """A new head for Caltech-101: two of three right, the original asked too, half of the classes with a name."""
    names = tuple(
        f"thing {k}" if k % 2 else name
        for k, name in enumerate(list(dict.fromkeys(imagenet_names()))[:classes])
    )
    rng, truth = np.random.default_rng(0), np.repeat(np.arange(classes), EACH)
    said = np.where(rng.random(len(truth)) < 2 / 3, truth, rng.integers(0, classes, len(truth)))
    probabilities = rng.uniform(0, 0.3 / classes, (len(truth), classes))
    probabilities[np.arange(len(truth)), said] += 1 - probabilities.sum(axis=1)
    top = np.stack(
        [
            np.where(rng.random(len(truth)) < 0.5, truth, 999),
            *(np.full(len(truth), i) for i in range(990, 994)),
        ],
        1,
    )
    answers = Answers(
        names, truth, probabilities.astype(np.float16), top.astype(np.int16), np.full(top.shape, 0.2)
    )
    right = answers.guess == truth
    by_class = {name: [int(right[truth == k].sum()), EACH] for k, name in enumerate(names)}
    was = naming.measured(naming.to_imagenet(names), names, truth, top[:, 0], right)
    stored = _stored("example_retrain")
    stored["rows"] = _stored("example_head")["rows"]
    stored["result"] |= {
        "test": [int(right.sum()), len(right)], "by_class": by_class, "top5": [len(right), len(right)], "predictions": None,
        "untrained": {"test": [7, len(right)], "by_class": by_class}, "data_hash": "caltech101 made up",
        **(was or {"original": None, "groups": None, "original_right": None}),
    }  # fmt: skip
    spec = make("retrain", stored["spec"] | {"pictures": "caltech101"})
    return _finish(book, learner, spec, stored, answers=answers.to_bytes())


def _stored(name: str) -> dict[str, Any]:
    return json.loads((ASSETS / f"{name}.json").read_text(encoding="utf-8"))


def _finish(book: LabBook, learner: str, spec: Spec, stored: dict[str, Any], **kept: Any) -> str:
    run_id = book.add(learner, spec, f"made {spec}", shareable=False)
    book.add_rows(run_id, stored["rows"])
    run = book.run(run_id)
    assert run is not None
    outcome = {"state": "done", "history": stored["history"], "result": stored["result"], "weights": None}
    write(book, run, outcome | kept)
    return run_id
