"""A race of four settings on all of MNIST against the four plain Keras scripts, one after another."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bench.digits import finish
from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.pictures.sets import digits
from lib.settings import ROOT, Settings
from lib.specs.specs import DigitRun, Experiment

EPOCHS = 5
BATCHES = (50, 100, 200, 400)


def measure(folder: Path) -> list[tuple[str, str, str]]:
    settings = Settings(folder=folder, downloads=False, seconds_limit=3600, memory_needed=1)
    book = LabBook(settings)
    engine = Engine(settings, book)
    data_hash = digits.load(download=False).data_hash
    try:
        # The worker is warm
        finish(book, engine.submit(Visitor("bench"), DigitRun(epochs=1, hidden=(8,)), data_hash))
        begun = time.monotonic()
        finish(
            book,
            engine.submit(
                Visitor("bench"),
                Experiment("digits", DigitRun(epochs=EPOCHS), "batch_size", BATCHES),
                data_hash,
            ),
        )
        ours = time.monotonic() - begun
    finally:
        engine.close()
    begun = time.monotonic()
    for batch in BATCHES:
        command = [sys.executable, "bench/plain_digits.py", "500,300", str(EPOCHS), str(batch)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    plain = time.monotonic() - begun
    what = f"race of {len(BATCHES)} batch sizes, {EPOCHS} epochs each, against {len(BATCHES)} Keras scripts"
    return [(what, f"{ours / plain:.2f} ({ours:.1f} s / {plain:.1f} s)", "at most 0.6")]
