"""Two app processes on one PostgreSQL: both train; one is killed, and the other takes up its run, from its checkpoint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from engine_runs import QUICK, ended, wait, who
from postgres import Postgres

from lib.engine import keeper
from lib.engine.engine import Engine
from lib.lab_book import leases
from lib.lab_book.runs import LabBook
from lib.settings import ROOT, Settings

APP = (
    "import os, sys, time\nfrom pathlib import Path\nfrom lib.engine.engine import Engine\nfrom lib.engine.visitor import Visitor\n"
    "from lib.lab_book.runs import LabBook\nfrom lib.settings import Settings\nfrom lib.specs.specs import DigitRun\n"
    "settings = Settings(folder=Path(sys.argv[1]), database=sys.argv[2], seconds_limit=900, downloads=False, memory_needed=1)\n"
    "book = LabBook(settings)\nengine = Engine(settings, book)\n"
    "print(engine.submit(Visitor('bob'), DigitRun(epochs=6, hidden=(32,), train_size=10_000), sys.argv[3]), flush=True)\n"
    "time.sleep(300)\n"
)


def test_a_killed_app_s_run_goes_on_in_the_other(
    tmp_path: Path, postgres: Postgres, data_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "BEAT", 1.0)
    url = postgres.url("two apps")
    settings = Settings(folder=tmp_path / "one", database=url, downloads=False, memory_needed=1)
    book = LabBook(settings)
    engine, other = Engine(settings, book), None
    try:
        mine = engine.submit(who("ann"), QUICK, data_hash)
        other = subprocess.Popen(
            [sys.executable, "-c", APP, str(tmp_path / "two"), url, data_hash],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert other.stdout is not None
        theirs = other.stdout.readline().strip()
        wait(book, theirs, lambda run: book.checkpoint(run.id) is not None)
        assert theirs not in engine._keeper._jobs  # it has an owner, who is there
        assert len(book.processes()) == 2
        other.kill()
        monkeypatch.setattr(leases, "LEASE", 3.0)
        wait(book, theirs, lambda run: theirs in engine._keeper._jobs)
        assert len(book.rows(theirs)) > 0  # what it had learned is kept
        run = wait(book, theirs, ended)
        assert (run.state, [line["epoch"] for line in run.history]) == ("done", list(range(1, 7)))
        rows = [(row["step"], row["split"]) for row in book.rows(theirs)]
        assert len(rows) == len(set(rows))
        assert wait(book, mine, ended).state == "done"
        assert book.processes() == [engine._keeper.owner]
    finally:
        if other is not None:
            other.kill()
            other.communicate()
        engine.close()
        postgres.clear()
