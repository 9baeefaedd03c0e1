"""Byte strings that never change, each at an address made of its own digest, so that a browser fetches it once.

Whoever knows an address can read what stands there, and an address is known only to whoever was told it or holds the
same bytes: it is 128 bits of a SHA-256 of them. Put nothing here that one learner must keep from another who has it too.
It knows nothing of what the bytes mean. What is kept is in this process alone, and what was not put for longest is forgotten;
what is lent lies on the disk, and stays as long as the process.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

ROOM = 48_000_000  # bytes held compressed: the networks of a class of 30, at 1.5 MB; a page asks again for what is gone
PLACE = re.compile(r"/files/([0-9a-f]{32})$")  # wherever a host has put a prefix before it
FOREVER = "public, max-age=31536000, immutable"
OCTETS = "application/octet-stream"
JPEG = "image/jpeg"
SCRIPT, WASM = "text/javascript", "application/wasm"  # a browser runs and compiles nothing of another type


class Files:
    """A bounded store; its methods may be called from any thread."""

    def __init__(self, room: int = ROOM) -> None:
        self.served = False  # whether this process answers at the addresses
        self._room, self._held = room, 0
        # Name -> compressed, the least recently put first
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._media: dict[str, str] = {}  # of those kept, where it is another one than OCTETS
        self._lent: dict[
            str, tuple[Path, str]
        ] = {}  # name -> a file that `gzip` has packed, and its media type
        self._lock = threading.Lock()

    def keep(self, data: bytes, media: str = OCTETS) -> str:
        """Puts the bytes and returns their name; they are compressed once, however often they are fetched."""
        name = hashlib.sha256(data).hexdigest()[:32]
        if not self.has(name):
            packed = gzip.compress(data, 6, mtime=0)
            with self._lock:
                self._held += len(packed) - len(self._kept.pop(name, b""))
                self._kept[name] = packed
                if media != OCTETS:
                    self._media[name] = media
                while self._held > self._room:
                    gone, lost = self._kept.popitem(last=False)
                    self._held -= len(lost)
                    self._media.pop(gone, None)
        return name

    def lend(self, packed: Path, media: str = OCTETS) -> str:
        """Makes a file that `gzip` has packed readable, for good, and returns its name: that of its packed bytes.

        It takes no memory here. The course's own files alone: whoever lends must know how many there will be.
        """
        name = hashlib.sha256(packed.read_bytes()).hexdigest()[:32]
        self._lent[name] = (packed, media)
        return name

    def lent(self, name: str) -> tuple[Path, str] | None:
        """The packed file and its media type; None where nothing of that name is lent, or it was deleted."""
        found = self._lent.get(name)
        return found if found and found[0].is_file() else None

    def has(self, name: str) -> bool:
        """Whether it is here still; if so it is among the last to go."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return name in self._kept

    def media(self, name: str) -> str:
        """What a kept file is, as a browser is told."""
        return self._media.get(name, OCTETS)

    def get(self, name: str) -> bytes | None:
        """The bytes as `gzip` packed them; None where they are not here."""
        return self._kept.get(name)


files = Files()  # of this process


async def answer(name: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a request for a file."""
    headers = Headers(scope=scope)
    always = {"Cache-Control": FOREVER, "ETag": f'"{name}"', "Vary": "Accept-Encoding"}
    packed, lent = files.get(name), files.lent(name)
    media = lent[1] if lent else files.media(name)
    response: Response
    if scope["method"] not in {"GET", "HEAD"}:
        response = PlainTextResponse("Only read", 405)
    elif packed is None and lent is None:
        response = PlainTextResponse("Not here", 404, {"Cache-Control": "no-store"})
    elif name in headers.get("if-none-match", ""):
        response = Response(status_code=304, headers=always)
    elif "gzip" in headers.get("accept-encoding", ""):
        always["Content-Encoding"] = "gzip"
        if lent:
            response = FileResponse(lent[0], headers=always, media_type=media)
        else:
            response = Response(packed, headers=always, media_type=media)
    else:
        whole = gzip.decompress(lent[0].read_bytes() if lent else packed or b"")
        response = Response(whole, headers=always, media_type=media)
    await response(scope, receive, send)
