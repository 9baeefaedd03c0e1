"""Streamlit's own scripts and styles, packed once and kept: a fourth of their bytes.

Streamlit sends them as they are, since packing at every request would cost more than it saves, and trusts a proxy to pack them.
A class on one school's line has no such proxy. Their names hold a hash of what is in them, so they never change.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lib.door.files import FOREVER

_PLACE = re.compile(r"(?<!/app)/static/((js|css)/[\w.-]+\.[\w-]{8}\.(?:js|css))$")
_MEDIA = {"js": "text/javascript", "css": "text/css"}
_FOLDER = Path(streamlit.__file__).parent / "static" / "static"


class Packed:
    """What was asked for, for the server's event loop alone. All files of the folder are 7 MB, those of the course 1 MB."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._folder = folder
        # Whoever asks for a file while it is being packed waits for that
        self._kept: dict[str, asyncio.Task[bytes]] = {}

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answers a request for one of the files; False where it is for none, or takes none that is packed."""
        headers = Headers(scope=scope)
        found = _PLACE.search(scope["path"])
        whole = scope["method"] == "GET" and "range" not in headers
        if not (found and whole and "gzip" in headers.get("accept-encoding", "")):
            return False
        file = self._folder / found[1]
        if file.name not in self._kept:
            if not file.is_file():
                return False
            self._kept[file.name] = asyncio.create_task(asyncio.to_thread(_pack, file))
        data = await asyncio.shield(self._kept[file.name])
        always = {"Cache-Control": FOREVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        await Response(data, headers=always, media_type=_MEDIA[found[2]])(scope, receive, send)
        return True


def _pack(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6, mtime=0)
