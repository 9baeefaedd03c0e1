"""Worker processes: one that has grown is replaced, never two at once where memory is short, and none starts in a loop."""

from __future__ import annotations

from typing import Any

import pytest

from lib.engine import processes
from lib.engine.processes import Processes


class Popen:
    """A process that lives until it is told otherwise."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.pid = 0

    def poll(self) -> int | None:
        return self.code

    def kill(self) -> None:
        self.code = -9

    def wait(self) -> int:
        assert self.code is not None
        return self.code


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def size(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    sizes: dict[str, float] = {}
    monkeypatch.setattr(processes, "megabytes", lambda process: sizes.get(process.name, 900.0))
    return sizes


def names(ours: Processes) -> list[str]:
    return [process.name for process in ours.all]


def passed(ours: Processes, clock: list[float], seconds: float) -> None:
    clock[0] += seconds
    ours.keep()


@pytest.mark.parametrize("free", [processes.ROOM + 1, processes.ROOM - 1])
def test_a_grown_worker_is_replaced_and_beside_it_another_only_where_there_is_room(
    clock: list[float], size: dict[str, float], monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(processes, "available_memory", lambda: float(free))
    ours = Processes(1, 1800, lambda name: Popen())  # type: ignore[arg-type, return-value]
    ours.keep()
    size["layers-1"] = 1900.0
    passed(ours, clock, processes.YOUNG - 1)
    assert ours.leaving is None  # young: every one may be that large
    passed(ours, clock, processes.EVERY + 1)
    assert (ours.leaving, names(ours)) == (ours.all[0], ["layers-1"])
    passed(ours, clock, processes.EVERY)
    beside = free >= processes.ROOM
    assert names(ours) == (["layers-1", "layers-2"] if beside else ["layers-1"])
    assert ours.coming == beside
    ours.end(ours.all[0])
    ours.keep()
    assert (names(ours), ours.leaving) == (["layers-2"], None)


def test_a_worker_with_work_may_grow_by_a_quarter_more(clock: list[float], size: dict[str, float]) -> None:
    """Not every run can go on elsewhere from where it is."""
    ours = Processes(1, 1000, lambda name: Popen())  # type: ignore[arg-type, return-value]
    ours.keep()
    clock[0] += processes.YOUNG
    for megabytes, busy, leaves in ((1200, True, False), (990, False, False), (1200, False, True)):
        size["layers-1"] = megabytes
        clock[0] += processes.EVERY
        ours.keep(busy)
        assert (ours.leaving is not None) == leaves
    ours.keep(busy=True)
    assert ours.leaving is not None  # whatever comes now, it goes


def test_a_worker_that_ends_by_itself_again_and_again_is_started_ever_more_rarely(
    clock: list[float], size: dict[str, float]
) -> None:
    started: list[float] = []

    def start(name: str) -> Any:
        started.append(clock[0])
        return Popen()

    ours = Processes(1, 1800, start)
    for _ in range(2000):
        passed(ours, clock, 1.0)
        for process in ours.all:
            process.popen.kill()  # by the machine, which has no memory left
    assert len(started) < 15
    assert started[-1] - started[-2] >= processes.LONGEST
    clock[0] += processes.LONGEST
    ours.keep()
    ours.all[0].warm = True
    ours.all[0].popen.kill()
    passed(ours, clock, processes.RESTART)
    assert names(ours)  # one that has stayed comes back at once


def test_a_worker_that_never_comes_up_or_falls_silent_is_killed_and_another_starts(
    clock: list[float], size: dict[str, float]
) -> None:
    ours = Processes(1, 1800, lambda name: Popen())  # type: ignore[arg-type, return-value]
    ours.keep()
    for _ in range(processes.SILENT + 1):
        assert names(ours) == ["layers-1"]
        passed(ours, clock, 0.5)
        ours.hear({})  # the scheduler does not know it
    passed(ours, clock, processes.LONGEST)
    for look in range(3 * processes.SILENT):
        passed(ours, clock, 0.5)
        ours.hear({"layers-2": float(look)})
    assert names(ours) == ["layers-2"]
    for _ in range(processes.SILENT + 1):
        passed(ours, clock, 0.5)
        ours.hear({"layers-2": float(look)})
    passed(ours, clock, processes.LONGEST)
    assert names(ours) == ["layers-3"]
