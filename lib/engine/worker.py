"""The worker's side of the engine: runs a task by name, tells how it goes, hears Stop.

The app imports this file to name its functions to Dask, so tensorflow is imported only inside a task. It knows
nothing of the lab book.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from distributed import get_worker

from lib.allocator import return_free
from lib.engine.memory import available_memory
from lib.engine.tasks import COMPILE, TRAININGS, P, R, Task, known
from lib.engine.turns import Turns, Whose
from lib.specs.hooks import Hooks

if TYPE_CHECKING:
    from distributed import Worker

TOPIC = "layers"
HANDED_OVER = "handed over"  # the outcome of a run that is to go on in another worker
NO_MEMORY = "It was your run’s turn, but this machine had too little memory. Try again in a few minutes."
QUIET = 2.0  # seconds without a run before the default network is compiled
LOOK = 10.0  # seconds between two looks at whether anything moves here
STUCK = 30  # looks without a piece of work done: this process hangs. The longest piece, a large base compiled, takes some seconds
TIDY = 10.0  # seconds between two tidyings: one takes a third of a second
GATHER = 0.2  # seconds between messages: five a second is as often as a page redraws

_stopped: deque[str] = deque(maxlen=1000)  # runs that were told to stop, in this worker's life
# Two threads that import tensorflow at once lock each other out, and leave half of it
_importing = threading.Lock()
_watched = threading.Lock()  # held from the first `warm` on: of these there is one each time the app connects
_turns = Turns()  # of the trainings in this process
_beside = threading.BoundedSemaphore(2)  # small tasks at a time, however many threads there are for trainings
_leaving = threading.Event()  # this worker is to end: its runs go on elsewhere
_calling: list[Task] = []
_kept: dict[str, dict[str, Any]] = {}  # the latest checkpoint and new snapshots of runs under way
_tidied = [0.0]  # when that was done last
_still = [0]  # looks since a run or a call here did anything


def train(
    run_id: str,
    attempt: int,
    kind: str,
    spec: dict[str, Any],
    checkpoint: bytes | None,
    download: bool,
    pictures: bytes | None = None,
    memory: int = 0,
    whose: Whose = ("", ""),
) -> dict[str, Any]:
    """Runs a training task; always returns: an exception would have Dask log its arguments.

    Args:
        pictures: a learner's own, for a task that takes them.
        memory: megabytes that must be free here: a run may have waited long since somebody looked.
        whose: by which turns are shared.
    """
    if _leaving.is_set():
        return {"state": HANDED_OVER, "kept": None}
    _still[0] = 0
    kept = _kept[run_id] = {"checkpoint": None, "lines": [], "updates": 0, "snapshots": {}}

    def stopped() -> bool:
        """Also where the connection to the scheduler was lost meanwhile, and another attempt begins here."""
        return run_id in _stopped or _kept.get(run_id) is not kept

    try:
        tell = _Teller(run_id, attempt, kept, stopped)
        if memory and not _room(memory, stopped):
            return {"state": "failed", "message": NO_MEMORY}
        with _turns.turn(stopped, whose) as turn:
            hooks = Hooks(
                tell.rows, tell.status, tell.epoch, tell.snapshot, tell.stopped, turn.pause, turn.clock, shared=True
            )  # fmt: skip
            own = {} if pictures is None else {"pictures": pictures}
            outcome = _load(TRAININGS[kind])(spec, hooks, download=download, checkpoint=checkpoint, **own)
            tell.flush()
        return outcome | {"snapshots": kept["snapshots"]}
    except _HandedOver:
        return {"state": HANDED_OVER, "kept": kept}
    except Exception as error:
        logging.getLogger("lib.engine.worker").exception("a %s run failed", kind)
        return {"state": "failed", "message": _sentence(error)}
    finally:
        if _kept.get(run_id) is kept:
            del _kept[run_id]
        _tidy()


def call(task: Task, args: tuple[Any, ...]) -> dict[str, Any]:
    """Does a task once; {"value": ...} or {"error": sentence}."""
    _still[0] = 0
    _calling.append(task)
    try:
        with _beside:
            return {"value": _load(task)(*args)}
    except Exception as error:
        logging.getLogger("lib.engine.worker").exception("%s failed", task.target)
        return {"error": _sentence(error)}
    finally:
        _still[0] = 0
        _calling.remove(task)


def warm(ahead: bool) -> None:
    """Imports tensorflow, and, `ahead`, compiles the default network where nobody trains: the first run need not wait for that.

    Who waits for this worker has a run begun by then, of whatever network; that one waits for nothing else.
    """
    if _watched.acquire(blocking=False):
        threading.Thread(target=_watch, name="watch", daemon=True).start()
    _load(TRAININGS["digits"])
    if not ahead:
        return
    time.sleep(QUIET)
    if not _turns and not _leaving.is_set():
        with _turns.turn() as turn:
            _load(COMPILE)(Hooks(pause=turn.pause, clock=turn.clock, shared=True))


def _tidy() -> None:
    """Gives back what ended runs leave: 170 MB after a fine-tuning, which the allocator would keep for the next one."""
    if time.monotonic() - _tidied[0] < TIDY:
        return
    _tidied[0] = time.monotonic()
    gc.collect()
    return_free()


def _room(memory: int, stopped: Callable[[], bool]) -> bool:
    """Whether so many megabytes are free; while others train here, waits until they are. Who waits for that too does not count."""
    while (short := available_memory() < memory) and _turns and not stopped():
        time.sleep(1)
    return not short


def _watch() -> None:
    """Ends this process where it hangs, whatever the reason: its runs go on in the next one, from their checkpoints."""
    while not stuck():
        time.sleep(LOOK)
    os._exit(1)


def stuck() -> bool:
    """Whether runs or calls are under way, and none has done anything at so many looks. Each call is a look."""
    _still[0] = _still[0] + 1 if _kept or _calling else 0
    return _still[0] > STUCK


def stop(run_id: str) -> None:
    """Told to every worker: whoever has the run stops it within a second."""
    _stopped.append(run_id)


def hand_over() -> None:
    """Has every run here stop at its next checkpoint with HANDED_OVER, and new ones at once."""
    _leaving.set()


def under_way(dask_worker: Worker) -> int:
    """Tasks that this worker has: those it still does, and those that are done where nobody has fetched what came out.

    Dask's own list of them: between a run's end and the moment at which Dask has its outcome, this module knows of neither.
    """
    return len(dask_worker.state.tasks)


def collect(run_id: str) -> dict[str, Any]:
    """The run's latest checkpoint with what it comes after, and the snapshots made since the last call.

    Returns:
        `checkpoint` (None: there is none); `lines` of history in this worker, and `updates` in all, up to it; `snapshots`.
    """
    kept = _kept.get(run_id)
    if kept is None:
        return {"checkpoint": None, "snapshots": {}}
    snapshots, kept["snapshots"] = kept["snapshots"], {}
    return kept | {"snapshots": snapshots}


class _HandedOver(Exception):
    """A run has come to a checkpoint in a worker that is to end."""


class _Teller:
    """Gathers rows and the latest status into a few messages a second."""

    def __init__(self, run_id: str, attempt: int, kept: dict[str, Any], stopped: Callable[[], bool]) -> None:
        self._worker, self._last = get_worker(), 0.0
        self._kept, self._stopped = kept, stopped
        self._head: dict[str, Any] = {"run": run_id, "attempt": attempt, "worker": self._worker.address}
        self._rows: list[dict[str, Any]] = []
        self._lines: list[dict[str, Any]] = []
        self._status: dict[str, Any] = {}
        self._fresh = False  # nothing was trained since the last checkpoint
        self._updates = 0
        self._worker.log_event(TOPIC, self._head | {"started": True})

    def stopped(self) -> bool:
        """Whether Stop was heard; raises _HandedOver where nothing would be lost by going on elsewhere."""
        _still[0] = 0
        if self._fresh and _leaving.is_set():
            raise _HandedOver
        return self._stopped()

    def rows(self, rows: list[dict[str, Any]]) -> None:
        self._fresh = False
        self._updates = max([self._updates, *(row["step"] for row in rows)])
        self._rows += rows

    def status(self, status: dict[str, Any]) -> None:
        """`seconds_left` is told as the learner waits for it: each second computed takes as many as there are turns."""
        _still[0] = 0
        turns = len(_turns)
        left = status.get("seconds_left")
        status = status | {"turns": turns, "seconds_left": left and round(left * turns, 1)}
        new_phase = status.get("phase") != self._status.get("phase")
        self._status = status
        if new_phase or time.monotonic() - self._last > GATHER:
            self.flush()

    def epoch(self, line: dict[str, Any], checkpoint: bytes) -> None:
        self._lines.append(line)
        self.flush()  # first: whoever fetches the checkpoint has been told of all before it
        lines = [*self._kept["lines"], line]
        # At once, for another thread
        self._kept.update(checkpoint=checkpoint, lines=lines, updates=self._updates)
        self._fresh = bool(checkpoint)

    def snapshot(self, epoch: int, data: bytes) -> None:
        self._kept["snapshots"][epoch] = data

    def flush(self) -> None:
        message = {"rows": self._rows, "lines": self._lines, "status": self._status}
        self._worker.log_event(TOPIC, self._head | message)
        self._rows, self._lines, self._last = [], [], time.monotonic()


def _load(task: Task[P, R]) -> Callable[P, R]:
    """Raises ValueError for what is not in the table: a name from elsewhere must open nothing."""
    if task not in known():
        raise ValueError(task.target)
    with _importing:
        return task.load()


def _sentence(error: Exception) -> str:
    """What the learner is told: the error's own sentence where we wrote it, else a general one."""
    if type(error).__module__.startswith("lib."):
        return str(error)
    if isinstance(error, MemoryError) or "ResourceExhausted" in type(error).__name__:
        return (
            "The memory was too small for this. Choose fewer nodes, a smaller batch size, or fewer pictures."
        )
    return "Something went wrong in the training process. Your settings are kept. Try again, or choose smaller ones."
