"""Runs every test in two lanes side by side and prints one summary; the exit status is 1 where anything failed.

A lane is a process: what a test leaves behind (Dask's threads, a browser's event loop) reaches no other lane. Lanes that
train and lanes that show pages load different parts of a machine, and each takes about one of two cores.

    python scripts/run_tests.py [options of pytest]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree

import find_browser

AT_ONCE = 2  # as many as a small machine has cores
LANES = {  # the longest first; together they hold every test once
    "journeys": ["tests/journeys"],
    "networks": ["tests/unit", "--networks=only"],
    "pages": ["tests/pages"],
    "the rest": ["tests/unit", "--networks=none"],
}
# Two lanes on two cores: a second thread of one only waits for the other.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
PROGRESS = re.compile(r"[.FEsxX]+ *\[ *\d+%\]$")
BAD = ("failure", "error")
said = Lock()


def needed() -> dict[str, str]:
    """What tests need beside the packages, made ready once for all lanes: environment variables that name it.

    A browser is all at present; a database server would be started here.

    Raises:
        Missing: something cannot be had.
    """
    return {"CHROMIUM": find_browser.find()}


class Lane:
    """One process of pytest: its report, its exit status, its seconds."""

    def __init__(self, name: str, arguments: list[str], report: Path) -> None:
        self.name, self.report = name, report
        self.command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}", "-rN"]
        self.status, self.seconds = -1, 0.0

    def run(self, environment: dict[str, str], options: list[str]) -> Lane:
        """Says at once how far it is, and the rest, whole, at its end."""
        began, kept = time.monotonic(), []
        with subprocess.Popen(
            [*self.command, *options],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            assert process.stdout
            for line in process.stdout:
                if PROGRESS.match(line):
                    with said:
                        print(f"{self.name:>9} {line}", end="", flush=True)
                else:
                    kept.append(line)
        self.status, self.seconds = process.returncode, time.monotonic() - began
        with said:
            print(f"---- {self.name}", *(line.rstrip("\n") for line in kept), sep="\n", flush=True)
        return self

    def cases(self) -> list[ElementTree.Element]:
        return list(ElementTree.parse(self.report).iter("testcase")) if self.report.exists() else []


def main(options: list[str]) -> int:
    try:
        environment = os.environ | ONE_THREAD | needed()
    except find_browser.Missing as missing:
        print(missing)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as side_by_side:
        lanes = [Lane(name, words, Path(folder, f"{name}.xml")) for name, words in LANES.items()]
        list(side_by_side.map(lambda lane: lane.run(environment, options), lanes))
        cases = [case for lane in lanes for case in lane.cases()]
    return summary(lanes, cases, time.monotonic() - began)


def summary(lanes: list[Lane], cases: list[ElementTree.Element], seconds: float) -> int:
    """Prints what went wrong and how many tests passed; 1 where a test failed or a lane broke, else 0."""
    bad = [case for case in cases if any(case.find(kind) is not None for kind in BAD)]
    skipped = sum(case.find("skipped") is not None for case in cases)
    for lane in lanes:
        broken = f", ended with status {lane.status}" if lane.status else ""
        print(f"{lane.name}: {lane.seconds / 60:.1f} minutes{broken}")
    for case in bad:
        print(f"FAILED {case.get('classname', '').replace('.', '/')}.py::{case.get('name')}")
    passed = len(cases) - len(bad) - skipped
    print(f"All tests, in {seconds / 60:.1f} minutes: {passed} passed, {len(bad)} failed, {skipped} skipped")
    return int(any(lane.status for lane in lanes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
