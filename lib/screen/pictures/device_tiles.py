"""Pictures that a learner's browser trained on, shown with what the model said of them. They are with the tab and never come here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.screen.kit.web import component

GONE = (
    "A picture that is missing here is not with this tab any more: it was deleted, or its tab was closed. What the model said of it is "
    "kept, as numbers."
)
NO_MAP = "Where it looked is not shown: for that the picture would have to travel to the server, and yours stay on this device."

_COMPONENT = component("device_tiles")


def gallery(ids: Sequence[str], tiles: Sequence[dict[str, Any]], key: str) -> None:
    """Shows the pictures in a grid.

    Args:
        ids: by which the browser finds them.
        tiles: `alt`, `title` and `line` of each.
    """
    told = [{"id": id} | tile for id, tile in zip(ids, tiles, strict=True)]
    _COMPONENT(key=key, data={"tiles": told, "gone": GONE}, height="content")
