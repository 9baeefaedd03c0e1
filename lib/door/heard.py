"""What a page says in a few words, without a script: an address of its own for each page that may say something.

Who knows an address speaks for the one whom it was made for, so each is unguessable, and told to that page alone. What is
said is a small JSON object; whoever made the address checks it. It knows nothing of what is said.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

PLACE = re.compile(r"/heard/([\w-]{32})$")  # wherever a host has put a prefix before it
ROOM = 2_000  # addresses held: more than pages may be open. A page asks for another one where its own is gone
LARGEST = 1_000  # bytes
RATE, BURST = 2.0, 10.0  # words a second from one address, and at once before that: nobody clicks faster
ALWAYS = {"Cache-Control": "no-store"}

Hear = Callable[[dict[str, Any]], dict[str, Any]]
log = logging.getLogger("layers")


@dataclass
class _Speaker:
    name: str
    hear: Hear
    left: float = BURST
    at: float = 0.0

    def may(self) -> bool:
        now = time.monotonic()
        self.left, self.at = min(BURST, self.left + (now - self.at) * RATE) - 1, now
        self.left = max(self.left, -1.0)
        return self.left >= 0


class Heard:
    """Addresses by who speaks there; its methods may be called from any thread."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._tokens: dict[str, str] = {}  # name -> token
        self._speakers: OrderedDict[str, _Speaker] = OrderedDict()  # by token
        self._lock = threading.Lock()

    def token(self, name: str, hear: Hear) -> str:
        """Where the one who is known here by `name` speaks to `hear`, in a thread; what it gives is the answer."""
        with self._lock:
            token = self._tokens.get(name)
            if token is None:
                token = self._tokens[name] = secrets.token_urlsafe(24)
                self._speakers[token] = _Speaker(name, hear, at=time.monotonic())
                while len(self._speakers) > self._room:
                    del self._tokens[self._speakers.popitem(last=False)[1].name]
            self._speakers.move_to_end(token)
            return token

    def get(self, token: str) -> _Speaker | None:
        return self._speakers.get(token)


heard = Heard()  # of this process


async def answer(token: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Hears what a page says."""
    speaker = heard.get(token)
    response: Response
    if scope["method"] != "POST":
        response = PlainTextResponse("Only heard", 405)
    elif speaker is None:
        response = PlainTextResponse("Not here", 404, ALWAYS)
    elif not speaker.may():
        response = PlainTextResponse("Too fast", 429, ALWAYS | {"Retry-After": "2"})
    else:
        said = await _said(receive)
        if said is None:
            response = PlainTextResponse("Not understood", 400, ALWAYS)
        else:
            try:
                response = JSONResponse(await asyncio.to_thread(speaker.hear, said), headers=ALWAYS)
            except Exception:
                log.exception("What a page said could not be taken up")
                response = PlainTextResponse("Not now", 503, ALWAYS | {"Retry-After": "2"})
    await response(scope, receive, send)


async def _said(receive: Receive) -> dict[str, Any] | None:
    """The JSON object in a request's body; None for anything else, or a larger one."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > LARGEST:
            return None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
