"""Runs every test in three lanes side by side and prints one summary; the exit status is 1 where anything failed.

A lane is a process: what a test leaves behind (Dask's threads, a browser's event loop) reaches no other lane. What trains
takes a core whole; what shows pages or kills processes waits half of its time. Three lanes keep two cores busy.

    python -m scripts.run_tests [options of pytest]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from scripts import find_browser, find_postgres

AT_ONCE = 3
TRAINING = [  # journeys in which a network trains, as long as all others together
    f"tests/journeys/test_{name}.py"
    for name in ("train", "killed", "try_things", "own_pictures", "offline", "many", "take_home")
]
SETS = "tests/unit/pictures/test_retrain_sets.py"  # takes what another of these has seen in Caltech-101
ON_PHOTOS = ("whole_caltech", "retrain", "retrain_setup", "unfreeze")
PHOTOS = [*(f"tests/unit/networks/test_{name}.py" for name in ON_PHOTOS), SETS]
APART = ("tests/unit/networks", "tests/unit/engine", SETS)  # in lanes of their own
LANES = {  # the longest first, and whoever is free takes the next; together they hold every test once
    "training": TRAINING,
    "journeys": ["tests/journeys", *(f"--ignore={file}" for file in TRAINING)],
    "photos": [*PHOTOS, "--networks=only"],
    "networks": ["tests/unit/networks", "--networks=only", *(f"--ignore={file}" for file in PHOTOS)],
    "engine": ["tests/unit/engine", "--networks=only"],
    "programs": ["tests/unit", "--networks=only", *(f"--ignore={path}" for path in APART)],
    "the rest": ["tests/unit", "--networks=none"],
    "pages": ["tests/pages"],
}
# There are more lanes than cores: a second thread only takes the core of the lane beside. NumPy's spin while they wait.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "LAYERS_THREADS": "1"}
PROGRESS = re.compile(r"[.FEsxX]+ *\[ *\d+%\]$")
BAD = ("failure", "error")


@contextmanager
def needed() -> Iterator[dict[str, str]]:
    """What tests need beside the packages, made ready once for all lanes: environment variables that name it.

    Raises:
        Missing: something cannot be had.
    """
    with find_postgres.server() as address:
        yield {"CHROMIUM": find_browser.find(), "TEST_POSTGRES": address}


class Lane:
    """One process of pytest: its report, its exit status, its seconds."""

    def __init__(self, name: str, arguments: list[str], folder: Path) -> None:
        self.name = name
        self.report, self.log = folder / f"{name}.xml", folder / f"{name}.log"
        self.command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={self.report}", "-rN"]
        self.status, self.seconds = -1, 0.0

    def run(self, environment: dict[str, str], options: list[str]) -> None:
        """Says at once how far it is, and the rest, whole, at its end.

        Its words go through a file: a process that it leaves behind would keep a pipe open for ever.
        """
        began, told = time.monotonic(), 0
        with self.log.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [*self.command, *options], env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        while process.poll() is None:
            time.sleep(0.5)
            progress = [line for line in self.lines() if PROGRESS.match(line)]
            for line in progress[told:]:
                print(f"{self.name:>9} {line}\n", end="", flush=True)
            told = len(progress)
        self.status, self.seconds = process.returncode, time.monotonic() - began
        rest = [line for line in self.lines() if not PROGRESS.match(line)]
        print("\n".join(["", f"---- {self.name}", *rest, ""]), flush=True)

    def lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    @property
    def broken(self) -> bool:
        """It broke off before it could report."""
        return not self.report.exists()

    def cases(self) -> list[ElementTree.Element]:
        return [] if self.broken else list(ElementTree.parse(self.report).iter("testcase"))


def main(options: list[str]) -> int:
    try:
        with needed() as more:
            return run(os.environ | ONE_THREAD | more, options)
    except find_browser.Missing as missing:
        print(missing)
        return 1


def run(environment: dict[str, str], options: list[str]) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as side_by_side:
        lanes = [Lane(name, words, Path(folder)) for name, words in LANES.items()]
        list(side_by_side.map(lambda lane: lane.run(environment, options), lanes))
        return summary(lanes, time.monotonic() - began)


def summary(lanes: list[Lane], seconds: float) -> int:
    """Prints what went wrong and how many tests passed; 1 where a test failed or a lane broke off, else 0."""
    cases = [case for lane in lanes for case in lane.cases()]
    bad = [case for case in cases if any(case.find(kind) is not None for kind in BAD)]
    skipped = sum(case.find("skipped") is not None for case in cases)
    for lane in lanes:
        ended = ", broke off" * lane.broken + f", status {lane.status}" * bool(lane.status)
        print(f"{lane.name}: {lane.seconds / 60:.1f} minutes{ended}")
    for case in bad:
        print(f"FAILED {case.get('classname', '').replace('.', '/')}.py::{case.get('name')}\n{why(case)}")
    passed = len(cases) - len(bad) - skipped
    what = "Not all tests were run" if any(lane.broken for lane in lanes) else "All tests"
    print(f"{what}, in {seconds / 60:.1f} minutes: {passed} passed, {len(bad)} failed, {skipped} skipped")
    return int(any(lane.status or lane.broken for lane in lanes))


def why(case: ElementTree.Element) -> str:
    """The first line of what went wrong, and the line of the file: the whole may be far above, between other lanes."""
    found = next(each for kind in BAD if (each := case.find(kind)) is not None)
    what, _, _ = found.get("message", "").partition("\n")
    _, _, place = (found.text or "").strip().rpartition("\n")
    return f"       {what} ({place})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
