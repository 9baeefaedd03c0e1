"""An operator sees a running app from the shell: sessions, runs, workers, memory, errors; and nothing of a learner."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from served import ROOT, App
from wire import Wire

from lib.door import watch
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import DigitRun

ANN = "a" * 12 + "4" + "a" * 3 + "8" + "a" * 15


def operator(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "lib", "operator", *words]
    environment = os.environ | {"LAYERS_FOLDER": str(folder)}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_what_goes_on_is_printed_without_a_learner(tmp_path: Path) -> None:
    assert "No app runs" in operator(tmp_path)
    book = LabBook(Settings(folder=tmp_path))
    run_id = book.add(ANN, DigitRun(), "x", shareable=True, name="a name like no other")
    book.change(run_id, state="failed", ended=time.time(), message="a sentence like no other")
    app = App(tmp_path)
    app.start()
    try:
        with Wire(app.url) as visitor:
            visitor.run()
            until = time.monotonic() + 60
            while not any(one["sessions"] == 1 for one in watch.read(tmp_path)) and time.monotonic() < until:
                time.sleep(0.2)
            found = json.loads(operator(tmp_path, "--json"))
            said = operator(tmp_path)
    finally:
        app.stop()
    (one,) = found["apps"]
    assert (one["process"], one["sessions"]) == (app.process.pid, 1)
    assert one["memory"] > 50
    assert found["free_memory"] > 0
    assert (found["running"], found["waiting"]) == (0, 0)
    assert found["ended_within_the_hour"] == {"failed": 1}
    assert f"app {app.process.pid}: 1 sessions" in said
    for secret in (ANN, run_id, "like no other"):
        assert secret not in said + json.dumps(found)
    assert json.loads(operator(tmp_path, "--json"))["apps"] == []  # it has ended
