"""In front of Streamlit's server, as ASGI middleware: open addresses, headers, packed scripts, uploads, websockets.

It reads a websocket's messages by number and size only; what they say is for `lib.door.gate`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager

from lib.addresses import network_of
from lib.allocator import return_large
from lib.door import files, headers, heard, live
from lib.door.address import origin
from lib.door.gate import Gate, guard
from lib.door.packed import Packed
from lib.door.uploads import Uploads
from lib.door.watch import Watch
from lib.settings import Settings, SettingsError, read_settings

RATE = 30.0  # messages a second and socket that are read; a pen or a camera sends at most 10
BURST = 60.0  # read at once before that; more wait in the sender's own network, and nobody is cut off
HEAVY = 100_000  # bytes that count as one message more: a large one takes as long to read as many small ones

FULL = "Too many pages of this course are open just now. Close some, or try again in a minute."
NO_LENGTH = HTTPException(411, "A file must say how long it is.")

log = logging.getLogger("layers")


def _none(max_workers: int | None = None) -> list[Any]:
    return []


class House:
    """What the door needs while a server runs: settings, read once Streamlit has its secrets, and the gate."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.gate: Gate | None = None
        # Streamlit looks for components in what all installed packages say of themselves, while the first visitor waits. All of
        # this course's are its own.
        manifest_scanner.scan_component_manifests = _none  # type: ignore[assignment]

    @asynccontextmanager
    async def open(self, _app: Any) -> AsyncIterator[None]:
        """For `st.App(lifespan=...)`: from after the runtime's start to before its end.

        With a setting that cannot be used the door holds its usual limits, and every page says that the course is not
        open: a server that ended would be started again and again by whatever keeps it alive.
        """
        return_large()
        # Else Streamlit runs the files in `pages/` by themselves, past the front door, until that has run once.
        PagesManager.uses_pages_directory = False
        try:
            self.settings = read_settings()
        except SettingsError as wrong:
            log.error("%s", wrong)
        self.gate = guard(self.settings)
        files.files.served = True
        watch = Watch(self.settings.folder, self.gate.sessions if self.gate else lambda: 0)
        watch.start()
        yield
        watch.end()


class Door:
    """For `st.App(middleware=...)`."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house
        self._sockets: Counter[str] = Counter()  # network -> open websockets
        self._packed = Packed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            ours = headers.sent(self._house.settings.frame_ancestors, bool(files.PLACE.search(scope["path"])))
            await self._http(scope, receive, _dressed(send, ours))
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        upload = headers.UPLOAD.search(scope["path"]) if scope["method"] == "PUT" else None
        watched, file = live.PLACE.search(scope["path"]), files.PLACE.search(scope["path"])
        if watched:
            await live.answer(watched[1], scope, receive, send)
        elif said := heard.PLACE.search(scope["path"]):
            await heard.answer(said[1], scope, receive, send)
        elif file:
            await files.answer(file[1], scope, receive, send)
        elif headers.closed(scope["path"]):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif upload and self._house.gate:
            await self._upload(self._house.gate.uploads, upload[1], upload[2], scope, receive, send)
        elif not await self._packed.answer(scope, receive, send):
            await self._app(scope, receive, send)

    async def _upload(
        self, uploads: Uploads, session_id: str, file_id: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Lets a file in whose place and length are known before the first byte is read."""
        try:
            length = Headers(scope=scope).get("content-length", "")
            if not length.isdecimal():
                raise NO_LENGTH
            uploads.reserve(session_id, file_id, int(length))
        except HTTPException as refusal:
            await PlainTextResponse(refusal.detail, refusal.status_code)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            uploads.settle(session_id, file_id)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = self._house.settings
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = Headers(scope=scope).getlist("x-forwarded-for")
        network = network_of(origin(peer, forwarded, settings.proxies))
        if (
            self._sockets.total() >= settings.sockets
            or self._sockets[network] >= settings.sockets_per_address
        ):
            await _refuse(send)
            return
        self._sockets[network] += 1
        try:
            await self._app(scope, paced(receive), send)
        finally:
            self._sockets[network] -= 1
            if not self._sockets[network]:
                del self._sockets[network]


def paced(receive: Receive) -> Receive:
    """Messages no faster than RATE; what is not read yet waits where it was sent from."""
    loop = asyncio.get_running_loop()
    left, seen = BURST, loop.time()

    async def next_message() -> Message:
        nonlocal left, seen
        message = await receive()
        if message["type"] == "websocket.receive":
            now = loop.time()
            left = min(BURST, left + (now - seen) * RATE) - 1 - len(message.get("bytes") or "") / HEAVY
            seen = now
            if left < 0:
                await asyncio.sleep(-left / RATE)
        return message

    return next_message


def _dressed(send: Send, extra: list[tuple[bytes, bytes]]) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return with_headers


async def _refuse(send: Send) -> None:
    await send({"type": "websocket.http.response.start", "status": 503, "headers": [(b"retry-after", b"60")]})
    await send({"type": "websocket.http.response.body", "body": FULL.encode()})
