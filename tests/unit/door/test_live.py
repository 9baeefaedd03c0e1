"""What is told to pages that watch: who may ask, what is new to each, one reading for all, and how often they may ask."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette

from lib.door import live as module
from lib.door.asgi import Door, House
from lib.door.live import Live, Pace, View


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


async def asked(path: str, after: str = "", method: str = "GET", **headers: str) -> tuple[int, dict, Any]:
    """What the door answers, before an app that has no address of its own."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    named = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    query = f"after={after}".encode()
    scope = {"type": "http", "method": method, "path": path, "headers": named, "query_string": query}
    await Door(Starlette(), House())(scope, receive, send)
    told = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    if told.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return sent[0]["status"], told, json.loads(body) if body[:1] == b"{" else body.decode()


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


def test_a_page_is_told_how_many_watch_the_same(store: Live, clock: list[float]) -> None:
    paths = [f"/live/{store.watched(name, Told)[0]}" for name in ("a class", "one")]
    assert [int(ask(paths[0])[1]["x-crowd"]) for _ in range(30)] == list(range(1, 31))
    assert ask(paths[1])[1]["x-crowd"] == "1"  # others watch another run
    clock[0] += 60
    assert ask(paths[0])[1]["x-crowd"] == "1"  # they have left


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
    clock[0] += 2
    used[0] += 2
    assert pace.wait() == 2 * module.SOON
    clock[0] += 2
    assert pace.wait() == module.SOON
