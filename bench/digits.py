"""The default digit run in the engine, from submit to result, against a plain Keras script; also with a small network."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.pictures.sets import digits
from lib.settings import ROOT, Settings
from lib.specs.specs import DigitRun

REPEATS = 3  # of each, in turns, so that a slow minute hits both
AIMS = {(500, 300): 0.45, (128,): 0.35}


def measure(folder: Path) -> list[tuple[str, str, str]]:
    settings = Settings(folder=folder, downloads=False, seconds_limit=3600, memory_needed=1)
    book = LabBook(settings)
    engine = Engine(settings, book)
    data_hash = digits.load(download=False).data_hash
    lines = []
    try:
        # The worker is warm, as it is
        finish(book, engine.submit(Visitor("bench"), DigitRun(epochs=1, hidden=(8,)), data_hash))
        for hidden, aim in AIMS.items():  # for whoever has opened the lesson's page a moment ago
            ours, plain = [], []
            for seed in range(REPEATS):
                begun = time.monotonic()
                finish(book, engine.submit(Visitor("bench"), DigitRun(hidden=hidden, seed=seed), data_hash))
                ours.append(time.monotonic() - begun)
                begun = time.monotonic()
                command = [sys.executable, "bench/plain_digits.py", ",".join(map(str, hidden))]
                subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
                plain.append(time.monotonic() - begun)
            ratio = median(ours) / median(plain)
            shape = "-".join(map(str, (784, *hidden, 10)))
            lines.append((f"{shape}: engine / plain Keras script", f"{ratio:.2f}", f"at most {aim}"))
            lines.append(
                (f"{shape}: seconds, engine and plain", f"{median(ours):.1f} and {median(plain):.1f}", "")
            )
    finally:
        engine.close()
    return lines


def finish(book: LabBook, run_id: str) -> None:
    """Waits for the run's end."""
    while (run := book.run(run_id)) and run.live:
        time.sleep(0.02)
    assert run is not None
    assert run.state == "done", run.message
