"""Caltech-101 at 97 classes: a whole new head for ten epochs against a plain Keras script, and what it gets right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.digits import finish
from bench.retrain import seconds
from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.measure.proportions import Proportion
from lib.pictures.sets.retrain_data import data_hash
from lib.settings import ROOT, Settings
from lib.specs.specs import make

COMMAND = [sys.executable, "-m", "lib", "retrain", "--pictures", "caltech101", "--epochs", "10", "--json"]


def measure(folder: Path) -> list[tuple[str, str, str]]:
    plain = seconds([sys.executable, "-m", "bench.plain_caltech"])
    begun = time.monotonic()
    told = _run(COMMAND)
    on_the_spot = time.monotonic() - begun
    cached = _cached(folder)
    pocket = _run([*COMMAND, "--base", "pocket"])
    return [
        (
            "Caltech-101, features on the spot / plain Keras script",
            f"{on_the_spot / plain:.2f}",
            "at most 0.20",
        ),
        ("Caltech-101, features cached / plain Keras script", f"{cached / plain:.3f}", "at most 0.03"),
        (
            "Caltech-101, seconds: plain, on the spot, cached",
            f"{plain:.0f}, {on_the_spot:.0f}, {cached:.1f}",
            "",
        ),
        ("Caltech-101, test pictures right, MobileNetV2", _right(told), "at least 0.88"),
        ("Caltech-101, test pictures right, Pocket", _right(pocket), "at least 0.55"),
    ]


def _run(command: list[str]) -> dict:
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=os.environ)
    return json.loads(done.stdout)


def _right(told: dict) -> str:
    return Proportion(told["retrained"]["correct"], told["retrained"]["total"]).sentence()


def _cached(folder: Path) -> float:
    """Seconds from submit to result, once the worker has seen the pictures."""
    settings = Settings(folder=folder, downloads=False, seconds_limit=3600, memory_needed=1)
    book = LabBook(settings)
    engine = Engine(settings, book)
    try:
        took = []
        for seed in (99, 0, 1, 2):  # the first computes the features
            spec = make("retrain", {"pictures": "caltech101", "seed": seed})
            begun = time.monotonic()
            finish(book, engine.submit(Visitor("bench"), spec, data_hash(spec)))
            took.append(time.monotonic() - begun)
    finally:
        engine.close()
    return median(took[1:])
