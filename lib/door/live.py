"""What goes on, told to whoever watches: a page asks again and again for what is new, and no script runs for it.

One thing that is watched has one address, an unguessable one: who knows it may watch. All its watchers share one reading
and the bytes of one answer. Each answer says after how many seconds to ask again, so that many watchers, or a busy
process, make redraws rarer and never let them pile up. Where news are rare and must come at once, an asking that finds nothing
new is held until there is something; not one with `hold=0`, of a tab that nobody sees. Where news make a page run its script, it
asks for its turn first: all pages of this process run theirs one after another. It knows nothing of what is told.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import random
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
LOOK = 0.15  # seconds between two looks for news, one look for all who are held
HELD = 1_500  # askings held at once: as many pages as may be open and some more; further ones are answered at once
LARGE = 1_200  # bytes; fewer are not worth compressing
NEXT = "X-Next"  # header: seconds to wait; 0 where there is nothing to be watched, or nothing any more
TURN = "X-Turn"  # header: seconds until the page may run its script
SCRIPTS = 25.0  # turns a second: a script takes 25 to 35 ms of one core, and clicks want some of it too
LONGEST = 30.0  # seconds that a turn is waited for; where more pages want one, they are spread over these

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
    stale: float = STALE
    hold: float = 0.0  # seconds that an asking waits for news; 0: it is answered at once
    first: bool = False  # whether a class waits for the one who watches it
    held: int = 0
    view: View | None = None
    version: int = 0
    stamp: object = None
    read_at: float = float("-inf")
    bodies: dict[int, tuple[bytes, bytes | None]] = field(default_factory=dict)
    reading: threading.Lock = field(default_factory=threading.Lock)
    waiting: asyncio.Future[None] | None = None
    news: asyncio.Event | None = None  # set once there is something new for those who are held

    def due(self) -> bool:
        since = time.monotonic() - self.read_at
        return self.view is None or since > self.stale or (since > SOON * 0.75 and self._moved())

    def _moved(self) -> bool:
        return self.source.stamp() != self.stamp

    def refresh(self, at_once: bool = False) -> None:
        """Reads it, in whatever thread, unless another has read it while this one waited; raises what the source raises.

        Args:
            at_once: also where it was read a moment ago, if this process has written since: for whoever shows what they did.
        """
        with self.reading:
            if not self.due() and not (at_once and self._moved()):
                return
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
        # When the last page has its turn that asked for one: of those that watch something, and of those that watch nothing
        self._turns = [0.0, 0.0]

    def read(self) -> None:
        self._reads.append(time.monotonic())

    def turn(self, lost: bool = False) -> float:
        """Seconds until the page that asks now may run its script.

        Args:
            lost: whether its address tells nothing. Any stranger may ask at such a one, so those wait for each other alone.
        """
        now = time.monotonic()
        self._turns[lost] = max(now, self._turns[lost] + 1 / SCRIPTS)
        wait = self._turns[lost] - now
        if wait > LONGEST:
            self._turns[lost], wait = now + LONGEST, LONGEST * random.random()
        return wait

    def wait(self, first: bool = False) -> float:
        """Seconds that the page which asks now should wait; as few as may be for one that goes `first`."""
        now = time.monotonic()
        while self._back and self._back[0] < now:
            self._back.popleft()
        while self._reads and self._reads[0] < now - STALE:
            self._reads.popleft()
        if now - self._looked > 1:
            used = time.process_time()
            self._busy = (used - self._used) / (now - self._looked) > BUSY
            self._looked, self._used = now, used
        crowd = 0.0 if first else len(self._back) / OFTEN
        work = 0.0 if first else SOON * len(self._reads) / STALE / READINGS
        seconds = max(SOON, crowd, work) * (2 if self._busy else 1)
        self._back.append(now + seconds)
        return seconds


class Live:
    """Addresses by what they tell of; its methods may be called from any thread."""

    def __init__(self, room: int = ROOM) -> None:
        self.pace = Pace()
        self.held = 0
        self._room = room
        self._tokens: dict[str, str] = {}  # name -> token
        # Token -> name and what is watched
        self._watched: OrderedDict[str, tuple[str, Watched]] = OrderedDict()
        self._lock = threading.Lock()

    def watched(
        self,
        name: str,
        make: Callable[[], Source],
        stale: float = STALE,
        hold: float = 0.0,
        first: bool = False,
    ) -> tuple[str, Watched]:
        """The token of what is known here by `name`, and what is shared of it; `make` gives its source at first.

        Args:
            stale: seconds after which it is read anew though this process wrote nothing.
            hold: seconds that an asking which finds nothing new waits for news; fewer than a browser's patience.
            first: whether a class waits for the one who watches it: asking is not made rarer by how many others ask.
        """
        with self._lock:
            token = self._tokens.get(name)
            if token is None:
                token = self._tokens[name] = secrets.token_urlsafe(24)
                self._watched[token] = name, Watched(make(), stale, hold, first)
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
    query = parse_qs(scope["query_string"].decode("ascii", "replace"))
    response: Response
    if scope["method"] != "GET":
        response = PlainTextResponse("Only read", 405)
    elif watched is None or not await _refreshed(watched) or watched.view is None:
        live.forget(token)
        response = _over()
    elif "turn" in query:
        response = Response(status_code=204, headers=always | {TURN: f"{live.pace.turn():.2f}"})
    else:
        after = query.get("after", [""])[0]
        if watched.hold and "hold" not in query and after == watched.at:
            await _news(watched)
        always |= {NEXT: f"{live.pace.wait(watched.first):.2f}"}
        if watched.view is None:  # it ended meanwhile
            response = _over()
        elif after != watched.at:
            body, packed = watched.body(after)
            if packed and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                always |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
                body = packed
            response = Response(body, headers=always, media_type="application/json")
        else:
            response = Response(status_code=204, headers=always)
    await response(scope, receive, send)


def _over() -> Response:
    """What a page is told where there is nothing to be watched: it runs its script when its turn has come."""
    headers = {"Cache-Control": "no-store", NEXT: "0", TURN: f"{live.pace.turn(lost=True):.2f}"}
    return Response(status_code=204, headers=headers)


async def _news(watched: Watched) -> None:
    """Waits until there is something new, or as long as an asking may."""
    if live.held >= HELD:
        return
    if watched.news is None:
        watched.news = asyncio.Event()
        asyncio.get_running_loop().create_task(_look(watched, watched.news))
    live.held, watched.held = live.held + 1, watched.held + 1
    try:
        await asyncio.wait_for(watched.news.wait(), watched.hold)
    except TimeoutError:
        pass
    finally:
        live.held, watched.held = live.held - 1, watched.held - 1


async def _look(watched: Watched, news: asyncio.Event) -> None:
    """Looks for news for all who are held, and tells them at once; ends when there are some, or nobody waits."""
    before = watched.version
    await asyncio.sleep(0)
    try:
        while watched.held and watched.version == before:
            await asyncio.sleep(LOOK)
            await _refreshed(watched)
    finally:
        watched.news = None
        news.set()


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
