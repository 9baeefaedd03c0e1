"""What the garbage collector passes over, and what it must still find."""

from __future__ import annotations

import gc
import types
import weakref
from collections.abc import Iterator

import pytest

from lib.screen.kit.heap import SWEEP, TIDY, Heap


class World:
    """Seconds and modules, as the test wants them."""

    now, modules = 0.0, 100

    def heap(self) -> Heap:
        return Heap(clock=lambda: self.now, imported=lambda: self.modules)


class Held:
    """What a session holds: a ring of references, which only the collector can free."""

    def __init__(self) -> None:
        self.me, self.pictures = self, bytearray(100_000)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.collect()


@pytest.fixture
def world() -> World:
    return World()


def alive(sessions: list[weakref.ref[Held]]) -> int:
    return sum(session() is not None for session in sessions)


def test_what_is_imported_is_frozen_also_what_comes_late(world: World) -> None:
    heap = world.heap()
    heap.settle()
    first = gc.get_freeze_count()
    assert first > 10_000
    late = types.ModuleType("late")
    late.table = [[number] for number in range(5_000)]  # type: ignore[attr-defined]
    world.modules += 1
    heap.settle()
    assert gc.get_freeze_count() >= first + 5_000
    assert gc.collect() < 1_000
    assert len(gc.get_objects()) < 5_000  # what a collection looks at


def test_without_a_new_module_nothing_is_frozen(world: World) -> None:
    heap = world.heap()
    heap.settle()
    frozen = gc.get_freeze_count()
    kept = [[number] for number in range(5_000)]
    heap.settle()
    assert gc.get_freeze_count() <= frozen
    del kept


def test_sessions_that_come_and_go_are_collected(world: World) -> None:
    heap = world.heap()
    heap.settle()
    seen: list[weakref.ref[Held]] = []
    gc.disable()  # no help from the collections that Python begins by itself
    try:
        for second in range(300):
            world.now = float(second)
            seen.append(weakref.ref(Held()))
            heap.settle()
            assert alive(seen) <= SWEEP
    finally:
        gc.enable()


def test_what_was_frozen_with_a_session_is_found_when_it_is_time_to_thaw(world: World) -> None:
    heap = world.heap()
    here = [Held() for _ in range(300)]
    seen = [weakref.ref(session) for session in here]
    heap.settle()  # freezes what they hold together with the modules
    here.clear()
    world.now = TIDY - 1
    heap.settle()
    assert alive(seen) == 300
    world.now = TIDY
    heap.settle()
    assert alive(seen) == 0
    assert gc.get_freeze_count() > 10_000  # and the modules are frozen again


def test_two_pages_at_once_freeze_once(world: World) -> None:
    heap = world.heap()
    heap._busy.acquire()  # another page's run is at it
    frozen = gc.get_freeze_count()
    heap.settle()
    assert gc.get_freeze_count() == frozen
    heap._busy.release()
    heap.settle()
    assert gc.get_freeze_count() > frozen
