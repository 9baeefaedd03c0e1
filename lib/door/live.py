"""What goes on, told to whoever watches: a page asks again and again for what is new, and no script runs for it.

One thing that is watched has one address, an unguessable one: who knows it may watch. All its watchers share one reading
and the bytes of one answer. Each answer says after how many seconds to ask again, so that many watchers, or a busy
process, make redraws rarer and never let them pile up. It knows nothing of what is told.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

PLACE = re.compile(r"/live/([\w-]{32})$")  # wherever a host has put a prefix before it
ROOM = 1_000  # addresses held; a queue holds 300 runs. A page asks for another address where its own is gone
SOON = 0.4  # seconds between two askings of one page, where few watch
OFTEN = 200.0  # askings a second of all pages together: each costs half a millisecond
READINGS = 25.0  # readings a second of all that is watched together: each costs five
BUSY = 0.85  # cores of this process above which all ask half as often
STALE = 2.0  # seconds after which it is read anew though this process wrote nothing: another one may have
LARGE = 1_200  # bytes; fewer are not worth compressing
NEXT = "X-Next"  # header: seconds to wait; 0 where there is nothing to be watched, or nothing any more
CROWD = "X-Crowd"  # header: how many pages watch the same; at its end their scripts do not all run at once

log = logging.getLogger("layers")


@dataclass(frozen=True)
class View:
    """What there is to see. Rows are only ever added, or it is another `generation`; `rest` is told whole each time."""

    rows: list[Any]
    rest: dict[str, Any]
    generation: int = 0


class Source(Protocol):
    """What is watched."""

    def stamp(self) -> object:
        """Another one whenever there may be something new. Called very often: it waits for nothing."""

    def read(self) -> View | None:
        """What is to be seen now; None where nothing is to be watched any more. Called by one thread at a time."""


@dataclass
class Watched:
    """One source with what all its watchers share."""

    source: Source
    view: View | None = None
    version: int = 0
    stamp: object = None
    read_at: float = float("-inf")
    bodies: dict[int, tuple[bytes, bytes | None]] = field(default_factory=dict)
    reading: threading.Lock = field(default_factory=threading.Lock)
    waiting: asyncio.Future[None] | None = None
    back: deque[float] = field(default_factory=deque)  # when each page that watches it should be back

    def due(self) -> bool:
        since = time.monotonic() - self.read_at
        return since > STALE or (since > SOON * 0.75 and self.source.stamp() != self.stamp)

    def refresh(self) -> None:
        """Reads it, in whatever thread; raises what the source raises."""
        with self.reading:
            stamp, self.read_at = self.source.stamp(), time.monotonic()
            view = self.source.read()
            if view != self.view:
                self.view, self.version, self.bodies = view, self.version + 1, {}
            self.stamp = stamp

    @property
    def at(self) -> str:
        """How far a page is that has all of it."""
        assert self.view is not None
        return f"{self.view.generation}.{len(self.view.rows)}.{self.version}"

    def crowd(self, seconds: float) -> int:
        """How many pages watch it, with the one that is told now to be back in so many seconds."""
        now = time.monotonic()
        while self.back and self.back[0] < now:
            self.back.popleft()
        self.back.append(now + seconds)
        return len(self.back)

    def told(self, after: str = "") -> dict[str, Any]:
        """All that is new to a page that was told up to `after`, an earlier `at`."""
        assert self.view is not None
        start = self._known(after)
        return {"at": self.at, "from": start, "rows": self.view.rows[start:]} | self.view.rest

    def body(self, after: str) -> tuple[bytes, bytes | None]:
        """`told` as JSON, and compressed where that is worth it; made once for all who ask the same."""
        known = self._known(after)
        if known not in self.bodies:
            text = json.dumps(self.told(after), separators=(",", ":"), ensure_ascii=False).encode()
            self.bodies[known] = text, gzip.compress(text, 6, mtime=0) if len(text) > LARGE else None
        return self.bodies[known]

    def _known(self, after: str) -> int:
        """How many of the rows a page has."""
        assert self.view is not None
        found = re.fullmatch(r"(\d{1,9})\.(\d{1,9})\.\d{1,9}", after)
        fits = found and int(found[1]) == self.view.generation and int(found[2]) <= len(self.view.rows)
        return int(found[2]) if found and fits else 0


class Pace:
    """How often pages may ask, by how many do and by how much this process has to do."""

    def __init__(self) -> None:
        self._back: deque[float] = deque()  # when each page that was told to come back should have
        self._reads: deque[float] = deque()  # readings of the last seconds
        self._looked, self._used, self._busy = time.monotonic(), time.process_time(), False

    def read(self) -> None:
        self._reads.append(time.monotonic())

    def wait(self) -> float:
        """Seconds that the page which asks now should wait."""
        now = time.monotonic()
        while self._back and self._back[0] < now:
            self._back.popleft()
        while self._reads and self._reads[0] < now - STALE:
            self._reads.popleft()
        if now - self._looked > 1:
            used = time.process_time()
            self._busy = (used - self._used) / (now - self._looked) > BUSY
            self._looked, self._used = now, used
        crowd = len(self._back) / OFTEN
        work = SOON * len(self._reads) / STALE / READINGS
        seconds = max(SOON, crowd, work) * (2 if self._busy else 1)
        self._back.append(now + seconds)
        return seconds


class Live:
    """Addresses by what they tell of; its methods may be called from any thread."""

    def __init__(self, room: int = ROOM) -> None:
        self.pace = Pace()
        self._room = room
        self._tokens: dict[str, str] = {}  # name -> token
        # Token -> name and what is watched
        self._watched: OrderedDict[str, tuple[str, Watched]] = OrderedDict()
        self._lock = threading.Lock()

    def watched(self, name: str, make: Callable[[], Source]) -> tuple[str, Watched]:
        """The token of what is known here by `name`, and what is shared of it; `make` gives its source at first."""
        with self._lock:
            token = self._tokens.get(name)
            if token is None:
                token = self._tokens[name] = secrets.token_urlsafe(24)
                self._watched[token] = name, Watched(make())
                while len(self._watched) > self._room:
                    _, (gone, _) = self._watched.popitem(last=False)
                    del self._tokens[gone]
            self._watched.move_to_end(token)
            return token, self._watched[token][1]

    def get(self, token: str) -> Watched | None:
        found = self._watched.get(token)
        return found[1] if found else None

    def forget(self, token: str) -> None:
        with self._lock:
            name, _ = self._watched.pop(token, (None, None))
            if name is not None:
                del self._tokens[name]


live = Live()  # of this process


async def answer(token: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a page that asks what is new."""
    always = {"Cache-Control": "no-store"}
    watched = live.get(token)
    response: Response
    if scope["method"] != "GET":
        response = PlainTextResponse("Only read", 405)
    elif watched is None or not await _refreshed(watched) or watched.view is None:
        live.forget(token)
        response = Response(status_code=204, headers=always | {NEXT: "0"})
    else:
        after = parse_qs(scope["query_string"].decode("ascii", "replace")).get("after", [""])[0]
        seconds = live.pace.wait()
        always |= {NEXT: f"{seconds:.2f}", CROWD: str(watched.crowd(seconds))}
        if after != watched.at:
            body, packed = watched.body(after)
            if packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                always |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
                body = packed
            response = Response(body, headers=always, media_type="application/json")
        else:
            response = Response(status_code=204, headers=always)
    await response(scope, receive, send)


async def _refreshed(watched: Watched) -> bool:
    """Whether there is something to tell, read anew where it is time; one reads, and all others wait for that."""
    if watched.due():
        if watched.waiting is None:
            watched.waiting = asyncio.get_running_loop().create_future()
            live.pace.read()
            try:
                await asyncio.to_thread(watched.refresh)
            except Exception:
                log.exception("What is watched could not be read")
                # what was read last is told on: a database that is busy for a moment takes nothing from the page
            finally:
                watched.waiting.set_result(None)
                watched.waiting = None
        else:
            await asyncio.shield(watched.waiting)
    return watched.version > 0
