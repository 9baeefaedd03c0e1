"""A cluster as README starts it, on this machine's loopback with certificates: 30 runs on three workers, one of which is
killed and one of which comes late; and runs a minute with one, two and three one-thread workers.

Three workers share the cores of one machine with all else that runs there, so the speeds stand beside their ratio to one.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.engine.engine import Engine
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook
from lib.pictures.sets import digits
from lib.settings import ROOT, Settings
from lib.specs.specs import DigitRun

RUNS = 30
LIMIT = 600.0  # seconds for all of them
README_HOST = "10.0.0.5"


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines = [spread(folder / "spread")]
    speeds = [runs_a_minute(folder / f"{workers} workers", workers) for workers in (1, 2, 3)]
    lines += [
        (f"runs a minute, one-thread workers: {n}", f"{speed:.1f} ({speed / speeds[0]:.2f} of one)", "")
        for n, speed in enumerate(speeds, 1)
    ]
    return lines


def spread(folder: Path, runs: int = RUNS) -> tuple[str, str, str]:
    """Two workers at first, a third once a tenth has ended, and one killed after a third of the runs."""
    with hall(folder) as (engine, book, start):
        first, _second = start(), start()
        began: Counter[str] = Counter()
        on_message = engine._keeper._handle_message

        def told(message: dict) -> None:
            if "started" in message:
                began[message["worker"]] += 1
            on_message(message)

        engine._keeper._handle_message = told  # type: ignore[method-assign]
        ids = submit(engine, runs)
        wait(book, ids, runs // 10)
        start()
        wait(book, ids, runs // 3)
        first.kill()
        wait(book, ids, runs)
        states = Counter(run.state for run_id in ids if (run := book.run(run_id)))
        shares = ", ".join(str(count) for count in began.values())
        return (
            f"{runs} runs on 3 workers, one killed, one late",
            f"{states['done']} done; begun on each: {shares}",
            str(runs),
        )


def runs_a_minute(folder: Path, workers: int, runs: int = 12) -> float:
    with hall(folder) as (engine, book, start):
        for _ in range(workers):
            start()
        warm = submit(engine, workers)  # TensorFlow is imported and the first step compiled
        wait(book, warm, len(warm))
        began = time.monotonic()
        ids = submit(engine, runs, 1000)
        wait(book, ids, runs)
        return 60 * runs / (time.monotonic() - began)


def submit(engine: Engine, runs: int, first: int = 0) -> list[str]:
    same = digits.load(download=False).data_hash
    specs = [DigitRun(hidden=(64,), train_size=5000, epochs=2, seed=first + i) for i in range(runs)]
    return [engine.submit(Visitor(f"{s.seed}", f"tab {s.seed}", f"at {s.seed}"), s, same) for s in specs]


def wait(book: LabBook, ids: list[str], ended: int) -> None:
    until = time.monotonic() + LIMIT
    while sum(not run.live for run_id in ids if (run := book.run(run_id))) < ended:
        if time.monotonic() > until:
            raise TimeoutError(f"not {ended} of {len(ids)} runs ended")
        time.sleep(0.2)


@contextmanager
def hall(folder: Path) -> Iterator[tuple[Engine, LabBook, Callable[[], subprocess.Popen]]]:
    """README's scheduler, an engine on it, and what starts one of README's workers."""
    folder.mkdir(parents=True)
    openssl, scheduler, worker = commands()
    for command in openssl:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    processes = []

    def start(command: list[str]) -> subprocess.Popen:
        log = (folder / f"log {len(processes)}").open("wb")
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "TF_NUM_INTRAOP_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        processes.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))
        return processes[-1]

    try:
        start(scheduler)
        address = found(folder / "log 0")
        settings = Settings(
            folder=folder, cluster=address, downloads=False, workers=3, seconds_limit=900,
            tls_ca=str(folder / "ca.pem"), tls_cert=str(folder / "layers.pem"), tls_key=str(folder / "layers.key"),
        )  # fmt: skip
        book = LabBook(settings)
        engine = Engine(settings, book)
        engine.warm_up()
        try:
            yield engine, book, lambda: start([*worker[:4], address, *worker[5:]])
        finally:
            engine.close()
    finally:
        for process in processes:
            process.kill()
            process.wait()


def commands() -> tuple[list[list[str]], list[str], list[str]]:
    """What README, “For a full hall”, has a host type: on loopback, with a free port, in this environment."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    hall = text.split("## For a full hall")[1].split("\n## ")[0]
    typed = [shlex.split(line) for line in re.findall(r"^    (.+)$", hall, re.MULTILINE)]
    openssl = [words for words in typed if words[0] == "openssl"]
    scheduler, worker = (
        words[words.index(".venv/bin/dask") + 1 :] for words in typed if ".venv/bin/dask" in words
    )
    here = {README_HOST: "127.0.0.1", "8786": "0"}
    dask = [sys.executable, "-m", "dask"]
    return openssl, [*dask, *(here.get(word, word) for word in scheduler)], [*dask, *worker]


def found(log: Path) -> str:
    """The scheduler's address, once it listens."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if at := re.search(r"Scheduler at: +(tls://\S+)", log.read_text(encoding="utf-8")):
            return at[1]
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8")[-1000:])
