"""Retraining for ten epochs against a plain Keras script that runs the frozen base every epoch; a repeat; a photo's answer."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.digits import finish
from lib.engine import tasks
from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.models.bases import BASES
from lib.pictures.prepare.decode import decode
from lib.pictures.sets.photos import neither, square
from lib.pictures.sets.retrain_data import data_hash
from lib.settings import ROOT, Settings
from lib.specs.specs import RetrainRun


def measure(folder: Path) -> list[tuple[str, str, str]]:
    plain = seconds([sys.executable, "-m", "bench.plain_retrain"])
    command = [sys.executable, "-m", "lib", "retrain", "--epochs", "10", "--no-packs", "--json"]
    on_the_spot = seconds(command)
    settings = Settings(folder=folder, downloads=False, seconds_limit=3600, memory_needed=1)
    book = LabBook(settings)
    engine = Engine(settings, book)
    try:
        finish(book, engine.submit(Visitor("bench"), RetrainRun(seed=99, epochs=1), data_hash(RetrainRun())))
        cached = []
        for seed in range(3):
            begun = time.monotonic()
            finish(book, engine.submit(Visitor("bench"), RetrainRun(seed=seed), data_hash(RetrainRun())))
            cached.append(time.monotonic() - begun)
        begun = time.monotonic()
        engine.submit(Visitor("somebody else"), RetrainRun(), data_hash(RetrainRun()))
        repeat = time.monotonic() - begun
        answers = []
        photo = sample()
        weights = book.weights(book.runs("bench")[0].id)
        for _ in range(6):  # the first builds the base
            begun = time.monotonic()
            pixels = square(decode(photo, "photo.jpg"), BASES["mobilenet_v2"].size)[None]
            engine.call(tasks.PETS, "mobilenet_v2", weights, pixels, pixels)
            answers.append(time.monotonic() - begun)
    finally:
        engine.close()
    return [
        (
            "retraining, features on the spot / plain Keras script",
            f"{on_the_spot / plain:.2f}",
            "at most 0.20",
        ),
        ("retraining, features cached / plain Keras script", f"{median(cached) / plain:.3f}", "at most 0.03"),
        ("seconds: plain, on the spot, cached", f"{plain:.0f}, {on_the_spot:.0f}, {median(cached):.1f}", ""),
        (
            "a photo's answer, base warm: decode, original, retrained, heat map",
            f"{median(answers[1:]):.2f} s",
            "under 0.5 s",
        ),
        ("a repeat of the same run", f"{repeat:.2f} s", "under 0.5 s"),
    ]


def seconds(command: list[str]) -> float:
    """Wall time of a whole program."""
    begun = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=os.environ)
    return time.monotonic() - begun


def sample() -> bytes:
    """A photo as a phone gives it: 12 megapixels of JPEG."""
    out = io.BytesIO()
    next(iter(neither().values())).resize((4000, 3000)).save(out, "JPEG", quality=90)
    return out.getvalue()
