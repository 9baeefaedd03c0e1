"""Programs that are taken home, run where nothing is known of this project: one process for several, so TensorFlow starts once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What a program prints goes into the answer, and what else comes out beside the answers. Each begins with empty names.
SERVE = """
import contextlib, io, json, os, runpy, sys, traceback
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    folder, *sys.argv = json.loads(line)
    os.chdir(folder)
    printed, wrong = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(sys.argv[0], run_name="__main__")
    except BaseException:
        wrong = traceback.format_exc()
    if "keras" in sys.modules:
        sys.modules["keras"].backend.clear_session()
    print(json.dumps([printed.getvalue(), wrong]), file=answers, flush=True)
"""


class Elsewhere:
    """That process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, folder: Path, program: str, *arguments: str) -> str:
        """What `program`, a file in `folder`, prints there; a failure where it raises."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), program, *arguments]) + "\n")
        self._process.stdin.flush()
        printed, wrong = json.loads(self._process.stdout.readline())
        assert not wrong, wrong
        return printed


@contextmanager
def elsewhere(folder: Path, *known: str) -> Iterator[Elsewhere]:
    """Started in an empty folder; of the environment it has these variables, and those that any program needs."""
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", *known) if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=folder, env=environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        yield Elsewhere(process)
        process.kill()
