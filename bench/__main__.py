"""Runs the benchmarks named on the command line, or all of them, and prints one table; `kills 300` gives one its number."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

NAMES = (
    "digits",
    "race",
    "retrain",
    "caltech",
    "own_pictures",
    "browser_bases",
    "own_hall",
    "pages",
    "hall",
    "room",
    "turns",
    "drawing",
    "network_view",
    "confusion",
    "wall",
    "stages",
    "memory",
    "kills",
    "cluster",
)


def main(names: list[str]) -> int:
    numbers = {name: [int(number)] for name, number in pairwise(names) if number.isdecimal()}
    names = [name for name in names if not name.isdecimal()]
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; choose from {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    lines: list[tuple[str, str, str]] = []
    for name in names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            os.environ["LAYERS_FOLDER"] = folder
            lines += importlib.import_module(f"bench.{name}").measure(Path(folder), *numbers.get(name, []))
    width = max(len(line[0]) for line in lines)
    print(f"{'what':{width}}  {'measured':>22}  aim")
    for what, measured, aim in lines:
        print(f"{what:{width}}  {measured:>22}  {aim}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
