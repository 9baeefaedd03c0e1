"""How far a live run is, in words: one network, a transfer race, an experiment. It draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.charts.compare import NAMES
from lib.lab_book.runs import Run
from lib.screen.kit import host
from lib.screen.kit.words import lasting
from lib.specs.specs import Experiment, RaceRun

Standing = tuple[float, str, str]  # how far, from 0 to 1; what it does; more of that

PHASES = {
    "loading": "Loading the pictures",
    "downloading": "Fetching the pictures",
    "features": "Computing what the base sees in each photo",
    "building": "Building the network",
    "untrained": "Asking the untrained model",
    "warm_up": "Training the new head alone, before the base is opened",
    "testing": "Testing on pictures that it has never met",
}


def standing(run: Run) -> Standing:
    """Of any live run."""
    spec = run.settings
    if run.state == "queued":
        words = host.engine().place(run).words
        return (
            (0.0, "Soon", f": {words}")
            if words
            else (0.0, "Starting", ": the training process takes your run")
        )
    if isinstance(spec, RaceRun):
        return _of_race(run, len(spec.heats()))
    if isinstance(spec, Experiment):
        return _of_experiment(run, sum(lane.epochs for lane in spec.lanes()))
    return _of_training(run)


def _of_training(run: Run) -> Standing:
    status = run.status
    phase = status.get("phase") or ""
    if phase == "training":
        done = ((status["epoch"] - 1) + status["update"] / status["updates"]) / status["epochs"]
        left = status.get("seconds_left")
        time_left = (
            f" · about {f'{left:.0f} s' if left < 90 else lasting(left)} left" if left is not None else ""
        )
        if status.get("turns", 1) > 1:
            turns = f" · {status['turns']} are training; your run takes turns"
            time_left = turns + time_left.replace(" ·", ",")
        words = f"Epoch {status['epoch']} of {status['epochs']}"
        return (
            min(done, 1.0),
            words,
            f" · update {status['update']:,} of {status['updates']:,}{time_left}",
        )
    share = min(1.0, status["done"] / status["total"]) if status.get("total") else float(phase == "testing")
    return share, PHASES.get(phase, "Starting"), _counted(status)


def _counted(status: Mapping[str, Any]) -> str:
    """How many photos the base has seen, of how many; "" while nothing is counted."""
    if status.get("phase") != "features" or not status.get("total"):
        return ""
    return f": {status['done']:,} of {status['total']:,}"


def _of_race(run: Run, total: int) -> Standing:
    status, done = run.status, len(run.history)
    now = f": {NAMES[status['method']].lower()}, {status['photos']:,} photos" if "method" in status else ""
    return done / total, f"Heat {min(done + 1, total)} of {total}", now


def _of_experiment(run: Run, total: int) -> Standing:
    status, done = run.status, len(run.history)
    if status.get("phase") == "racing":
        return min(1.0, done / total), f"Epoch {min(done + 1, total)} of {total}", ", all lanes together"
    share = status["done"] / status["total"] if status.get("total") else done / total
    return min(1.0, share), PHASES.get(status.get("phase") or "", "Getting ready"), _counted(status)
