"""Many visitors in one process and without browsers: each speaks Streamlit's websocket protocol and fetches its files.

A visitor does what a page's JavaScript would as far as the server can tell: it runs the script, answers who is there,
asks for a fragment or for what is new of a live run when its time has come, and keeps what it may keep. It draws nothing.
"""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.conversation import Conversation

PATIENCE = 180.0  # seconds for one run
LIVE = re.compile(r'"address": ?"(live/[\w-]+)"')
FILE = re.compile(r'"address": ?"(files/[0-9a-f]+)"')


class Visitor(Conversation):
    """One session; beside what its page shows it counts what it took."""

    def __init__(self, url: str, page: str = "", query: str = "", kept: dict[str, int] | None = None) -> None:
        super().__init__(page, query)
        self.url = url
        self.kept = {} if kept is None else kept  # file -> bytes: the browser's store, which outlives a visit
        self.received = self.fetched = 0  # bytes, by websocket and by HTTP
        self._socket: ClientConnection

    async def __aenter__(self) -> Visitor:
        self._socket = await connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            origin=self.url,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def first(self) -> float:
        """Seconds to the page's first complete run with all files that it names."""
        begun = time.monotonic()
        await self.run()
        await self.fetch()
        return time.monotonic() - begun

    async def turn_to(self, page: str) -> None:
        """Another page in the same session, as the navigation leads there."""
        self.turn_page(page)
        await self.run()
        await self.fetch()

    async def run(self, pressed: str = "", fragment: str = "") -> float:
        """A run of the script or of one of its fragments with the widgets as they stand; its seconds."""
        said = self.rerun(pressed, fragment).SerializeToString()
        begun = time.monotonic()
        await self._socket.send(said)
        async with asyncio.timeout(PATIENCE):
            while not self._hear(await self._socket.recv()):
                pass
        return time.monotonic() - begun

    def _hear(self, data: Any) -> bool:
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        return self.take(message)

    async def fetch(self) -> None:
        """The files that the page names and that are not kept yet."""
        for kind, element in list(self.elements.values()):
            found = FILE.search(element.json or element.mixed.json) if kind == "bidi_component" else None
            if found and found[1] not in self.kept:
                self.kept[found[1]] = await asyncio.to_thread(_get, self.url, found[1])
                self.fetched += self.kept[found[1]]

    async def meet(self, learner: str = "") -> str:
        """Answers who is here and returns it; "" where nobody asks."""
        if known := self.introduce(learner):
            await self.run()
        return known

    def watched(self) -> str:
        """Where the page fetches what is new of its live run; "" where it shows none."""
        for kind, element in self.elements.values():
            if kind == "bidi_component" and (found := LIVE.search(element.json or element.mixed.json)):
                return found[1]
        return ""

    def says(self, pattern: str) -> re.Match[str] | None:
        """Where the page says so first."""
        for _, element in self.elements.values():
            text = getattr(element, "body", "") or getattr(element, "text", "")
            if isinstance(text, str) and (found := re.search(pattern, text)):
                return found
        return None


class Watcher:
    """What a page's live view does: asks over one connection what is new, for as long as there is something to watch."""

    def __init__(self, url: str, path: str) -> None:
        self._url, self._path = url, path
        self.at = ""
        self.next = 0.0  # seconds to wait before the next asking; 0 once nothing is to be watched any more
        self.received = 0  # bytes, headers and all

    async def __aenter__(self) -> Watcher:
        where = urlsplit(self._url)
        self._in, self._out = await asyncio.open_connection(where.hostname, where.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._out.close()

    async def ask(self) -> dict[str, Any] | None:
        """What is new; None where nothing is. A connection that the server has closed meanwhile is opened anew, as browsers do."""
        try:
            headers, body = await self._get(f"after={self.at}")
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.__aenter__()
            headers, body = await self._get(f"after={self.at}")
        self.next = float(headers["x-next"])
        if not body:
            return None
        told = json.loads(gzip.decompress(body) if "content-encoding" in headers else body)
        self.at = told["at"]
        return told

    async def turn(self) -> float:
        """Seconds until the page may run its script; asked over another connection, for this one may be held."""
        async with Watcher(self._url, self._path) as asking:
            headers, _ = await asking._get("turn=1")
        return float(headers["x-turn"])

    async def _get(self, query: str) -> tuple[dict[str, str], bytes]:
        host = f"Host: {urlsplit(self._url).netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
        self._out.write(f"GET /{self._path}?{query} HTTP/1.1\r\n{host}".encode())
        async with asyncio.timeout(PATIENCE):
            head = await self._in.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
            body = await self._in.readexactly(int(headers.get("content-length", 0)))
        self.received += len(head) + len(body)
        return headers, body


def _get(url: str, path: str) -> int:
    """Bytes of a file as it travels; raises OSError where there is none."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    try:
        connection.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"{path}: {answer.status}")
        return len(answer.read())
    finally:
        connection.close()
