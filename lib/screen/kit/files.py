"""Hands bytes that never change to a component of the browser: over HTTP where this process serves them, so that they
travel once a browser and not once a page; else with the message, which always arrives.

The component reads them with `delivered` of shared/files.js. It may ask for the second way, where the first has failed.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from lib.door.files import files

SMALL = 20_000  # bytes; fewer come sooner with the message


def deliver(mount: Any, key: str, name: str, make: Callable[[], bytes]) -> str:
    """Mounts a component with the bytes as its `data`, or with the address that has them.

    Args:
        name: of the file, as an earlier call returned it for the same bytes; "" at the first.
        make: gives the bytes; not called where the file is kept already.

    Returns:
        The file's name; "" where they went with the message.
    """
    served = reached(key)
    if not (served and files.has(name)):
        data = make()
        name = files.keep(data) if served and len(data) > SMALL else ""
    mount(
        key=key,
        data={"address": f"files/{name}"} if name else data,
        on_missing_change=lambda: None,
        height="content",
    )
    return name


def reached(key: str) -> bool:
    """Whether the component's browser can fetch files here: they are served, and it has not said that one did not come."""
    return files.served and not (st.session_state.get(key) or {}).get("missing")


def sent(data: bytes | str) -> dict[str, str]:
    """Bytes, or the name of a file that is kept, as a part of a component's data: `bytesOf` of shared/files.js reads it."""
    if isinstance(data, str):
        return {"address": f"files/{data}"}
    return {"text": base64.b64encode(data).decode()}


class Made:
    """Files that many pages show, made once a process and again where the process has forgotten them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._names: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()  # a class that comes at once makes each once

    def known(self, key: Hashable) -> str | None:
        """The file's name where it is here; makes none."""
        name = self._names.get(key)
        return name if name and files.has(name) else None

    def name(self, key: Hashable, make: Callable[[], bytes]) -> str:
        with self._lock:
            name = self.known(key) or files.keep(make())
            self._names[key] = name
            self._names.move_to_end(key)
            while len(self._names) > self._most:
                self._names.popitem(last=False)
        return name
