"""Runs every test, fast ones first, and prints one summary; the exit status is 1 where anything failed.

Two processes: the engines of the unit tests leave Dask's threads behind, and journeys beside them take half as long again.

    python scripts/run_tests.py [options of pytest]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

PARTS = (["tests/unit"], ["tests/pages", "tests/journeys"])
BAD = ("failure", "error")


def main(options: list[str]) -> int:
    cases: list[ElementTree.Element] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, paths in enumerate(PARTS):
            report = Path(folder, f"{number}.xml")
            command = [sys.executable, "-m", "pytest", *paths, "-rN", f"--junitxml={report}", *options]
            status = subprocess.run(command, check=False).returncode
            if status:
                broken.append(f"pytest {' '.join(paths)} ended with status {status}")
            if report.exists():
                cases += ElementTree.parse(report).iter("testcase")
    bad = [case for case in cases if any(case.find(kind) is not None for kind in BAD)]
    skipped = sum(case.find("skipped") is not None for case in cases)
    seconds = sum(float(case.get("time", 0)) for case in cases)
    print(*broken, sep="\n")
    for case in bad:
        print(f"FAILED {case.get('classname', '').replace('.', '/')}.py::{case.get('name')}")
    passed = len(cases) - len(bad) - skipped
    print(
        f"All tests: {passed:,} passed, {len(bad)} failed, {skipped} skipped, in {seconds / 60:.1f} minutes."
    )
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
