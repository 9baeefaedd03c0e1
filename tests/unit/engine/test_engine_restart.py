"""The engine of an app that is started again, has too little memory, or has its cluster elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from engine_runs import OWN_RUN, QUICK, ended, wait, who

from lib.engine import memory
from lib.engine.engine import Engine, Refused
from lib.lab_book.runs import LabBook
from lib.pictures.own.own import OwnSet
from lib.settings import ROOT, Settings
from lib.specs import cost
from lib.specs.specs import make


def test_a_restarted_app_has_lost_own_pictures_and_says_so(tmp_path: Path, own: OwnSet) -> None:
    settings = Settings(folder=tmp_path, downloads=False, memory_needed=1)
    book = LabBook(settings)
    run_id = book.add("ann", OWN_RUN, "x", shareable=False)  # as the last life of the app left it
    engine = Engine(settings, book)
    try:
        run = wait(book, run_id, ended)
    finally:
        engine.close()
    assert run.state == "failed"
    assert "only in the app's memory" in run.message


def test_a_restarted_app_takes_up_what_was_unfinished(tmp_path: Path, data_hash: str) -> None:
    settings = Settings(folder=tmp_path, seconds_limit=900, downloads=False, memory_needed=1)
    code = (
        "import os, time\nfrom pathlib import Path\nfrom lib.engine.engine import Engine\nfrom lib.lab_book.runs import LabBook\n"
        "from lib.settings import Settings\nfrom lib.specs.specs import DigitRun\nfrom lib.engine.visitor import Visitor\n"
        f"settings = Settings(folder=Path({str(tmp_path)!r}), seconds_limit=900, downloads=False, memory_needed=1)\n"
        "book = LabBook(settings)\nengine = Engine(settings, book)\n"
        f"run = engine.submit(Visitor('ann'), DigitRun(epochs=12, hidden=(32,), train_size=20_000), {data_hash!r})\n"
        "while book.checkpoint(run) is None: time.sleep(0.05)\n"
        "print(run, engine._keeper._cluster._processes[0].pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=300, check=False
    )
    run_id, worker_pid = found.stdout.decode().split()
    book = LabBook(settings)
    engine = Engine(settings, book)
    try:
        run = wait(book, run_id, ended)
        assert run.state == "done"
        assert len(run.history) == 12
        assert not psutil.pid_exists(int(worker_pid)) or psutil.Process(int(worker_pid)).status() == "zombie"
    finally:
        engine.close()


def test_a_machine_with_too_little_memory_reads_but_does_not_train(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(folder=tmp_path, memory_needed=10**9)
    engine = Engine(settings, LabBook(settings))
    assert not engine.enough_memory()
    with pytest.raises(Refused, match="too little memory"):
        engine.submit(who("ann"), QUICK, "x")
    engine.warm_up()
    assert engine._keeper._cluster is None
    assert memory.available_memory() > 0


def test_a_cluster_elsewhere_is_used_without_other_changes(tmp_path: Path, data_hash: str) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1") as elsewhere:
        settings = Settings(folder=tmp_path, cluster=elsewhere.scheduler_address, downloads=False)
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", elsewhere.scheduler_address, "--resources", "train=1",
             "--no-dashboard", "--no-nanny", "--local-directory", str(tmp_path)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        book = LabBook(settings)
        engine = Engine(settings, book)
        try:
            run = wait(book, engine.submit(who("ann"), QUICK, data_hash), ended)
            assert run.state == "done"
            assert not engine._keeper._cluster._processes  # type: ignore[union-attr]
        finally:
            engine.close()
            worker.kill()


def test_a_second_head_is_predicted_without_the_features(tmp_path: Path) -> None:
    """What an earlier run of this life left in the worker is not paid again, and spoils no later prediction."""
    book = LabBook(Settings(folder=tmp_path))
    engine = Engine(Settings(folder=tmp_path, memory_needed=10**9), book)
    spec = make("retrain", {"pictures": "caltech101"})
    first = engine.predicted_seconds(spec)
    for seconds in ({"features": 40.0, "total": 45.0}, {"features": 0.1, "total": 5.0}):
        run_id = book.add("ann", spec, "x", shareable=True)
        book.change(run_id, state="done", ended=time.time(), result={"seconds": seconds})
        assert engine.predicted_seconds(spec) < first / 3
    other = make("retrain", {"pictures": "caltech101", "base": "pocket"})
    assert engine.predicted_seconds(other) > 0.7 * cost.seconds(other)
    later = Engine(Settings(folder=tmp_path, memory_needed=10**9), book)
    assert later.predicted_seconds(spec) > 0.7 * first
