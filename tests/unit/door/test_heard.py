"""What a page says without a script: only at its own address, small, and no faster than anybody clicks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette

from lib.door import heard as module
from lib.door.asgi import Door, House
from lib.door.heard import Heard


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Heard:
    store = Heard(room=2)
    monkeypatch.setattr(module, "heard", store)
    return store


def say(path: str, *parts: bytes, method: str = "POST") -> tuple[int, Any]:
    """What the door answers to a body that comes in these parts."""
    sent: list[Any] = []
    coming = [
        {"type": "http.request", "body": part, "more_body": n + 1 < len(parts)}
        for n, part in enumerate(parts)
    ]

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    asyncio.run(Door(Starlette(), House())(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    names = {name for name, _ in sent[0]["headers"]}
    assert b"content-security-policy" in names
    return sent[0]["status"], json.loads(body) if body[:1] == b"{" else body.decode()


@pytest.mark.parametrize("prefix", ["", "/~/+", "/a/course"])
def test_what_is_said_reaches_the_one_who_listens_and_no_other(store: Heard, prefix: str) -> None:
    ann, bob = [], []
    place = store.token("ann", lambda said: ann.append(said) or {"kept": 1})
    other = store.token("bob", lambda said: bob.append(said) or {})
    assert place != other
    assert store.token("ann", lambda said: {}) == place  # the first who listens stays
    assert say(f"{prefix}/heard/{place}", b'{"opt', b'ion": "a"}') == (200, {"kept": 1})
    assert (ann, bob) == ([{"option": "a"}], [])


def test_what_nobody_gave_out_is_not_there(store: Heard) -> None:
    place = store.token("ann", lambda said: {})
    assert say(f"/heard/{'x' * 32}", b"{}")[0] == 404
    assert say(f"/heard/{place}x", b"{}")[0] in {404, 405}
    assert say(f"/heard/{place}", b"{}", method="GET")[0] == 405
    for name in ("bob", "eve"):
        store.token(name, lambda said: {})
    assert say(f"/heard/{place}", b"{}")[0] == 404  # past the bound the oldest are gone


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"7", b"{", b"\xff", b"[" * 900, b'{"a": "' + b"x" * 1000 + b'"}']
)
def test_nothing_but_a_small_object_is_taken(store: Heard, body: bytes) -> None:
    said: list[Any] = []
    place = store.token("ann", lambda each: said.append(each) or {})
    assert say(f"/heard/{place}", body)[0] == 400
    assert not said


def test_a_body_that_breaks_off_or_never_ends_is_let_go(store: Heard) -> None:
    place = store.token("ann", lambda said: {})
    assert say(f"/heard/{place}")[0] == 400
    assert say(f"/heard/{place}", *[b" " * 400] * 50)[0] == 400


def test_who_speaks_too_fast_waits(store: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    place, other = store.token("ann", lambda said: {}), store.token("bob", lambda said: {})
    statuses = [say(f"/heard/{place}", b"{}")[0] for _ in range(14)]
    assert statuses == [200] * 10 + [429] * 4
    assert say(f"/heard/{other}", b"{}")[0] == 200
    now[0] += 2.0
    assert say(f"/heard/{place}", b"{}")[0] == 200


def test_what_fails_tells_nothing_of_the_inside(store: Heard) -> None:
    def fail(said: dict[str, Any]) -> dict[str, Any]:
        raise OSError("/secret/path")

    assert say(f"/heard/{store.token('ann', fail)}", b"{}") == (503, "Not now")
