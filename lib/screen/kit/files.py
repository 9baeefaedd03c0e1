"""Hands bytes that never change to a component of the browser: over HTTP where this process serves them, so that they
travel once a browser and not once a page; else with the message, which always arrives.

The component reads them with `delivered` of shared/files.js. It may ask for the second way, where the first has failed.
"""

from __future__ import annotations

from collections.abc import Callable
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
    asked = st.session_state.get(key)
    reached = files.served and not (asked and asked.get("missing"))
    if not (reached and files.has(name)):
        data = make()
        name = files.keep(data) if reached and len(data) > SMALL else ""
    mount(
        key=key,
        data={"address": f"files/{name}"} if name else data,
        on_missing_change=lambda: None,
        height="content",
    )
    return name
