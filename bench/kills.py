"""Short runs while what they need is taken away at random moments: each must end, once, with its result or a sentence.

    python -m bench kills 300      so many blows, in about ten seconds each; the same number gives the same blows

An app in a process of its own takes runs on; from outside its worker or itself is killed, its connection to the scheduler
cut, its lab book locked by another writer, or its disk filled (no file may grow). A trigger in the lab book counts how
often each run ends. It shows nothing of pages.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

from lib.lab_book.runs import LabBook, Run
from lib.settings import ROOT, Settings
from lib.specs.specs import DigitRun

BLOWS = 20  # unless a number is given
AT_ONCE = 3  # live runs
PATIENCE = 240.0  # seconds without any run's end: then something hangs
WEIGHTS = {
    "worker": 1,
    "app": 1,
    "connection": 2,
    "locked": 2,
    "full": 2,
}  # the first two cost a start of TensorFlow
COUNT = """
    CREATE TABLE ends (run TEXT, state TEXT);
    CREATE TRIGGER an_end AFTER UPDATE OF state ON runs
    WHEN old.state IN ('queued', 'running') AND new.state NOT IN ('queued', 'running')
    BEGIN INSERT INTO ends VALUES (new.id, new.state); END;
    CREATE TRIGGER one_anew AFTER UPDATE OF state ON runs
    WHEN old.state NOT IN ('queued', 'running') AND new.state IN ('queued', 'running')
    BEGIN INSERT INTO ends VALUES (new.id, 'begun again'); END;
"""


def measure(folder: Path, number: int = BLOWS) -> list[tuple[str, str, str]]:
    kills = Kills(folder, random.Random(number))
    try:
        kills.strike(number)
        wrong = kills.wrong()
    finally:
        kills.end()
    print(*wrong, sep="\n", file=sys.stderr)
    states = Counter(run.state for run in kills.runs())
    blows = ", ".join(f"{count} {kind}" for kind, count in sorted(kills.struck.items()))
    return [
        (f"{number} blows ({blows}): runs with a result", f"{states['done']} of {len(kills.asked)}", "most"),
        ("... ended with a sentence", str(states["failed"]), "the rest"),
        ("... lost, twice, half written, or without an end", str(len(wrong)), "0"),
        ("... asked for and refused with a sentence", str(kills.refused), ""),
    ]


class Kills:
    """An app under blows, and what became of its runs."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._chance, self._settings = chance, _settings(folder)
        self.book = LabBook(self._settings)
        with sqlite3.connect(folder / "lab_book.sqlite") as c:
            c.executescript(COUNT)
        self.asked: list[str] = []
        self.refused = 0
        self.struck: Counter[str] = Counter()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", "from bench import kills; kills.app()", str(self._settings.folder)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def strike(self, number: int) -> None:
        """Keeps some runs live, strikes so often, and waits for the end of all."""
        kinds = [kind for kind, weight in WEIGHTS.items() for _ in range(weight)]
        bag: list[str] = []
        self._fill()
        for blow in range(number):
            if blow % 2:  # else on a busy machine the same few runs would take all blows
                before = self._ended()
                self._wait(lambda before=before: self._ended() > before)  # type: ignore[misc]
                self._fill()
            if not bag:
                bag = self._chance.sample(kinds, len(kinds))  # each kind its share, in any order
            self._wait(lambda: any(run.state == "running" for run in self.book.live_runs()))
            time.sleep(self._chance.uniform(0, 3))
            kind = bag.pop()
            self.struck[kind] += 1
            getattr(self, f"_kill_{kind}")()
            self._fill()
        self._wait(lambda: not self.book.live_runs())

    def _fill(self) -> None:
        while len(self.book.live_runs()) < AT_ONCE:
            seed = len(self.asked) + self.refused
            answer = self._ask(f"{seed} {self._chance.choice([2, 3])}")
            if "run" in answer:
                self.asked.append(answer["run"])
            else:
                self.refused += 1

    def _ask(self, words: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def _wait(self, until: Callable[[], bool]) -> None:
        """Raises TimeoutError where no run ends for long."""
        last, ended = time.monotonic(), -1
        while not until():
            now = self._ended()
            if now != ended:
                last, ended = time.monotonic(), now
            if time.monotonic() - last > PATIENCE:
                raise TimeoutError(f"{[(run.id, run.state, run.message) for run in self.book.live_runs()]}")
            if not self.book.live_runs():
                self._fill()
            time.sleep(0.1)

    def _kill_worker(self) -> None:
        for child in psutil.Process(self._process.pid).children():
            with suppress(psutil.Error):
                child.kill()

    def _kill_app(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._process = self._start()

    def _kill_connection(self) -> None:
        self._ask("cut")

    def _kill_locked(self) -> None:
        other = sqlite3.connect(self._settings.folder / "lab_book.sqlite", isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(self._chance.uniform(0.1, 4))
        other.close()

    def _kill_full(self) -> None:
        app = psutil.Process(self._process.pid)
        _, hard = app.rlimit(psutil.RLIMIT_FSIZE)
        app.rlimit(psutil.RLIMIT_FSIZE, (1024, hard))
        time.sleep(self._chance.uniform(0.1, 4))
        app.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))

    def _ended(self) -> int:
        """Asked ten times a second: a count costs a hundredth of the runs themselves."""
        ended = "SELECT count(*) FROM runs WHERE state NOT IN ('queued', 'running')"
        with closing(sqlite3.connect(self._settings.folder / "lab_book.sqlite")) as c:
            return c.execute(ended).fetchone()[0]

    def runs(self) -> list[Run]:
        found = (self.book.run(run_id) for run_id in self.asked)
        return [run for run in found if run is not None]

    def wrong(self) -> list[str]:
        """What must not be, a line each."""
        said = [f"{run_id}: lost" for run_id in self.asked if self.book.run(run_id) is None]
        with sqlite3.connect(self._settings.folder / "lab_book.sqlite") as c:
            ends = Counter(row[0] for row in c.execute("SELECT run FROM ends"))
            others = c.execute("SELECT count(*) FROM runs").fetchone()[0] - len(self.asked)
        if others:
            said.append(f"{others} runs that nobody was told of")
        for run in self.runs():
            what = f"{run.id}: {run.state}, {run.message!r}, "
            if ends[run.id] != 1:
                said.append(f"{what} ended {ends[run.id]} times")
            if run.state == "done":
                epochs = [line["epoch"] for line in run.history]
                steps = [row["step"] for row in self.book.rows(run.id)]
                if epochs != list(range(1, run.training.epochs + 1)) or not steps:
                    said.append(f"{what} with epochs {epochs} and {len(steps)} points")
                if not run.result.get("test") or not self.book.weights(run.id):
                    said.append(f"{what} without its result")
                if self.book.checkpoint(run.id) is not None:
                    said.append(f"{what} with a checkpoint left")
            elif run.state != "failed" or not run.message:
                said.append(f"{what} without a sentence")
        return said

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def _settings(folder: Path) -> Settings:
    return Settings(folder=folder, downloads=False, memory_needed=1, threads=1, seconds_limit=900)


def app() -> None:
    """The app: takes runs on, a line each, and tells their ids."""
    from lib.engine import keeper
    from lib.engine.engine import Engine
    from lib.engine.places import Refused
    from lib.engine.visitor import Visitor
    from lib.lab_book import database
    from lib.lab_book.book import LabBookError
    from lib.pictures.sets import digits

    database.PATIENCE, keeper.PAUSE = 500, 0.5  # so that seconds are long
    settings = _settings(Path(sys.argv[1]))
    book = LabBook(settings)
    engine, same = Engine(settings, book), digits.load(download=False).data_hash
    engine.warm_up()
    for line in sys.stdin:
        answer = {"cut": ""}
        if line == "cut\n":
            cluster = engine._keeper._cluster
            if cluster is not None:
                cluster._client.loop.add_callback(cluster._client.scheduler_comm.comm.abort)
        else:
            seed, epochs = map(int, line.split())
            spec = DigitRun(hidden=(16,), train_size=200, epochs=epochs, seed=seed)
            try:
                answer = {"run": engine.submit(Visitor(f"learner {seed}", f"{seed}", f"{seed}"), spec, same)}
            except (Refused, LabBookError) as refused:
                answer = {"refused": str(refused)}
        print(json.dumps(answer), flush=True)
