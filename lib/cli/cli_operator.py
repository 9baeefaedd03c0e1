"""What goes on, for whoever runs the course: `python -m lib operator`. Numbers alone: no learner's id, name or word.

It reads what the app processes of this folder write (`lib.door.watch`), the machine's memory, and the lab book's queue, which
is that of all processes on this database.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from typing import Any

import psutil

from lib.door import watch
from lib.engine.memory import available_memory
from lib.lab_book.runs import LabBook
from lib.settings import Settings, read_settings

WORKER = "distributed.cli.dask_worker"


def add(jobs: Any) -> argparse.ArgumentParser:
    parser = jobs.add_parser(
        "operator", help="print sessions, runs, workers, memory and errors of a running app"
    )
    parser.set_defaults(job=_operator)
    return parser


def figures(settings: Settings) -> dict[str, Any]:
    """All that is printed; memory in megabytes."""
    book = LabBook(settings)
    live = Counter(run.state for run in book.live_runs())
    apps = [_app(said) for said in watch.read(settings.folder)]
    errors = sum((Counter(app.pop("errors")) for app in apps), Counter())
    return {
        "apps": apps,
        "processes_on_the_database": len(book.processes()),
        "running": live["running"],
        "waiting": live["queued"],
        "ended_within_the_hour": book.ended_since(time.time() - 3600),
        "free_memory": round(available_memory()),
        "errors_within_the_hour": dict(errors.most_common()),
    }


def _app(said: dict[str, Any]) -> dict[str, Any]:
    """An app process with its own workers, as the system sees them now."""
    app: dict[str, Any] = {"process": said["process"], "sessions": said["sessions"], "errors": said["errors"]}
    try:
        process = psutil.Process(said["process"])
        workers = [child for child in process.children() if WORKER in child.cmdline()]
        app |= {"memory": _held(process), "workers": [_held(worker) for worker in workers]}
    except psutil.Error:  # in a container of its own, or it has just ended
        app |= {"memory": None, "workers": []}
    return app


def _held(process: psutil.Process) -> int:
    return round(process.memory_info().rss / 1e6)


def _operator(options: argparse.Namespace) -> int:
    found = figures(read_settings())
    if options.json:
        print(json.dumps(found))
        return 0
    for app in found["apps"]:
        workers = ", ".join(f"{memory} MB" for memory in app["workers"]) or "none of its own"
        memory = "memory not seen from here" if app["memory"] is None else f"{app['memory']} MB"
        print(f"app {app['process']}: {app['sessions']} sessions, {memory}; workers: {workers}")
    if not found["apps"]:
        print("No app runs with this LAYERS_FOLDER.")
    ended = ", ".join(f"{count} {state}" for state, count in found["ended_within_the_hour"].items())
    print(
        f"runs: {found['running']} running, {found['waiting']} waiting; within the last hour: {ended or 'none'}"
    )
    print(f"processes that train, on this database: {found['processes_on_the_database']}")
    print(f"free memory: {found['free_memory']} MB")
    for kind, count in found["errors_within_the_hour"].items():
        print(f"error, {count} times within the last hour: {kind}")
    if not found["errors_within_the_hour"]:
        print("errors within the last hour: none")
    return 0
