"""What is told to pages that watch: who may ask, what is new to each, one reading for all, and how often they may ask."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette

from lib.door import live as module
from lib.door.asgi import Door, House
from lib.door.live import Live, Pace, View, Watched


@dataclass
class Told:
    """A source that a test writes."""

    view: View | None = field(default_factory=lambda: View([[1]], {"words": "a"}))
    stamps: int = 0
    reads: int = 0
    broken: bool = False

    def stamp(self) -> object:
        return self.stamps

    def read(self) -> View | None:
        self.reads += 1
        if self.broken:
            raise OSError("the disk is full")
        return self.view

    def tell(self, view: View | None) -> None:
        self.view, self.stamps = view, self.stamps + 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> Live:
    store = Live(room=3)
    monkeypatch.setattr(module, "live", store)
    return store


async def asked(
    path: str, after: str = "", method: str = "GET", turn: str = "", **headers: str
) -> tuple[int, dict, Any]:
    """What the door answers, before an app that has no address of its own."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    named = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    query = (f"turn={turn}" if turn else f"after={after}").encode()
    scope = {"type": "http", "method": method, "path": path, "headers": named, "query_string": query}
    await Door(Starlette(), House())(scope, receive, send)
    told = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    if told.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return sent[0]["status"], told, json.loads(body) if body[:1] == b"{" else body.decode()


def turn_of(path: str) -> str:
    return asyncio.run(asked(path, turn="1"))[1]["x-turn"]


def ask(path: str, after: str = "", method: str = "GET", **headers: str) -> tuple[int, dict, Any]:
    return asyncio.run(asked(path, after, method, **headers))


@pytest.mark.parametrize("prefix", ["", "/~/+", "/a/course"])
def test_each_is_told_what_is_new_to_it(store: Live, clock: list[float], prefix: str) -> None:
    source = Told()
    path = f"{prefix}/live/{store.watched('run', lambda: source)[0]}"
    status, headers, first = ask(path)
    assert (status, headers["cache-control"], first["rows"], first["words"]) == (200, "no-store", [[1]], "a")
    assert float(headers["x-next"]) >= module.SOON
    clock[0] += 1
    assert ask(path, first["at"])[::2] == (204, "")
    source.tell(View([[1], [2]], {"words": "b"}))
    clock[0] += 1
    new = ask(path, first["at"])[2]
    assert (new["from"], new["rows"], new["words"]) == (1, [[2]], "b")
    assert ask(path)[2]["rows"] == [[1], [2]]  # who missed it all
    source.tell(View([[3]], {"words": "c"}, generation=1))  # it began again
    clock[0] += 1
    anew = ask(path, new["at"])[2]
    assert (anew["from"], anew["rows"]) == (0, [[3]])
    assert ask(path, "9.9.9")[2] == ask(path, "'\"<>")[2] == anew


def test_all_watchers_share_one_reading_and_its_bytes(
    store: Live, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Told(View([[n, n] for n in range(500)], {}))
    path = f"/live/{store.watched('run', lambda: source)[0]}"
    made: list[int] = []
    dumps = json.dumps
    monkeypatch.setattr(module.json, "dumps", lambda *args, **named: made.append(1) or dumps(*args, **named))

    async def crowd() -> list[tuple[int, dict, Any]]:
        return await asyncio.gather(*(asked(path, accept_encoding="gzip") for _ in range(50)))

    answers = asyncio.run(crowd())
    assert {status for status, _, _ in answers} == {200}
    assert int(answers[0][1]["content-length"]) < 3_000
    assert (source.reads, len(made)) == (1, 1)
    at = answers[0][2]["at"]
    for _ in range(50):  # nothing was written: nothing is read
        clock[0] += 0.03
        assert ask(path, at)[0] == 204
    assert source.reads == 1
    clock[0] += module.STALE
    ask(path, at)
    assert (source.reads, len(made)) == (2, 1)  # another process may have written; it had not


def test_scripts_of_all_pages_run_one_after_another(store: Live, clock: list[float]) -> None:
    paths = [f"/live/{store.watched(name, Told)[0]}" for name in ("a class", "another")]
    every = 1 / module.SCRIPTS
    turns = [float(turn_of(paths[n % 2])) for n in range(50)]
    assert turns == pytest.approx([every * n for n in range(50)], abs=0.01)  # whoever is alone does not wait
    clock[0] += 1
    assert float(turn_of(paths[0])) == pytest.approx(50 * every - 1, abs=0.01)
    clock[0] += 60
    assert float(turn_of(paths[0])) == 0
    many = [float(turn_of(paths[0])) for _ in range(3_000)]
    assert max(many) <= module.LONGEST
    assert sum(each > module.LONGEST / 2 for each in many) < 2_000


def test_whoever_watched_what_is_over_is_given_a_turn_too(store: Live, clock: list[float]) -> None:
    source = Told()
    path = f"/live/{store.watched('run', lambda: source)[0]}"
    ask(path)
    source.tell(None)
    clock[0] += 1
    turns = [float(ask(path)[1]["x-turn"]) for _ in range(3)]
    assert turns == pytest.approx([n / module.SCRIPTS for n in range(3)], abs=0.01)


def test_what_is_over_unknown_or_pushed_out_is_not_told(store: Live, clock: list[float]) -> None:
    source = Told()
    token, _ = store.watched("run", lambda: source)
    assert store.watched("run", lambda: pytest.fail("made twice"))[0] == token
    assert ask(f"/live/{token}", method="POST")[0] == 405
    assert ask(f"/live/{token}")[0] == 200
    source.tell(None)
    clock[0] += 1
    for path in (f"/live/{token}", f"/live/{token}", f"/live/{'x' * 32}"):
        status, headers, body = ask(path)
        assert (status, headers["x-next"], headers["cache-control"], body) == (204, "0", "no-store", "")
    assert ask("/live/")[0] == ask(f"/live/{token}x")[0] == 404
    tokens = [store.watched(f"run {n}", Told)[0] for n in range(4)]
    assert [store.get(token) is not None for token in tokens] == [False, True, True, True]
    assert len({*tokens, token}) == 5


def test_who_comes_during_the_first_reading_waits_for_it() -> None:
    """Thirty press Train at once: none is told that the run is over while the first of them still reads it."""
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Told):
        def read(self) -> View | None:
            begun.set()
            go_on.wait(10)
            return super().read()

    watched = Watched(Slow())
    with ThreadPoolExecutor(2) as two:
        first = two.submit(watched.refresh)
        begun.wait(10)
        assert watched.due()
        second = two.submit(watched.refresh)
        go_on.set()
        first.result(), second.result()
    assert watched.view is not None
    assert watched.source.reads == 1


def test_a_source_that_raises_takes_nothing_away(store: Live, clock: list[float]) -> None:
    source = Told()
    path = f"/live/{store.watched('run', lambda: source)[0]}"
    at = ask(path)[2]["at"]
    source.broken, source.stamps = True, 1
    clock[0] += 1
    assert ask(path, at)[0] == 204
    assert ask(path)[2]["rows"] == [[1]]
    source.broken = False
    source.tell(View([[1], [2]], {}))
    clock[0] += 1
    assert ask(path, at)[2]["rows"] == [[2]]


def test_many_watchers_and_a_busy_process_ask_less_often(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    used = [0.0]
    monkeypatch.setattr(module.time, "process_time", lambda: used[0])

    def settled(watchers: int) -> float:
        """Seconds that each is told to wait, once all know it."""
        pace, due = Pace(), [clock[0]] * watchers
        for _ in range(20 * watchers):
            clock[0] = max(clock[0], min(due))
            due[due.index(min(due))] = clock[0] + (waits := pace.wait())
        return waits

    assert settled(1) == module.SOON
    assert 300 / settled(300) == pytest.approx(module.OFTEN, rel=0.1)
    pace = Pace()
    for _ in range(300):
        pace.wait()
    assert pace.wait() > module.SOON
    assert pace.wait(first=True) == module.SOON  # a class waits for this one
    pace = Pace()
    clock[0] += 2
    used[0] += 2
    assert pace.wait() == 2 * module.SOON
    clock[0] += 2
    assert pace.wait() == module.SOON


def held(store: Live, source: Told, hold: float = 5.0) -> str:
    return store.watched("held", lambda: source, stale=module.STALE, hold=hold)[0]


@pytest.fixture
def open_store(monkeypatch: pytest.MonkeyPatch) -> Live:
    """A store with a clock that goes on."""
    store = Live(room=3)
    monkeypatch.setattr(module, "live", store)
    monkeypatch.setattr(module, "LOOK", 0.01)
    return store


def test_all_who_are_held_are_told_of_one_reading(open_store: Live) -> None:
    source = Told()
    place = f"/live/{held(open_store, source)}"

    async def together() -> list[Any]:
        _, _, told = await asked(place)
        waiting = [asyncio.create_task(asked(place, told["at"])) for _ in range(30)]
        while open_store.held < 30:
            await asyncio.sleep(0.01)
        reads = source.reads
        source.tell(View([[1]], {"words": "b"}))
        answers = await asyncio.gather(*waiting)
        assert source.reads == reads + 1
        return answers

    answers = asyncio.run(together())
    assert {(status, told["words"]) for status, _, told in answers} == {(200, "b")}
    assert open_store.held == 0


def test_who_is_held_for_nothing_is_let_go_and_one_whose_watch_ended_too(open_store: Live) -> None:
    source = Told()
    place = f"/live/{held(open_store, source, hold=0.05)}"
    _, _, told = ask(place)
    status, headers, _ = ask(place, told["at"])
    assert (status, headers["x-next"] != "0") == (204, True)

    async def ended() -> Any:
        open_store.get(place[6:]).hold = 5.0
        waiting = asyncio.create_task(asked(place, told["at"]))
        while not open_store.held:
            await asyncio.sleep(0.01)
        source.tell(None)
        return await waiting

    status, headers, _ = asyncio.run(ended())
    assert (status, headers["x-next"]) == (204, "0")


def test_a_tab_that_nobody_sees_is_answered_at_once(open_store: Live) -> None:
    place = f"/live/{held(open_store, Told(), hold=60.0)}"
    _, _, told = ask(place)
    assert ask(place, f"{told['at']}&hold=0")[0] == 204


def test_past_a_number_nobody_is_held(open_store: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HELD", 0)
    source = Told()
    place = f"/live/{held(open_store, source, hold=60.0)}"
    _, _, told = ask(place)
    assert ask(place, told["at"])[0] == 204


def test_a_stranger_who_asks_at_addresses_that_tell_nothing_makes_no_class_wait(store: Live) -> None:
    token, _ = store.watched("a class", Told)
    for _ in range(int(module.LONGEST * module.SCRIPTS)):
        ask(f"/live/{'x' * 32}")
    assert turn_of(f"/live/{token}") == "0.00"
