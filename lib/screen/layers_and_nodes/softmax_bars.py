"""Three bars that share one whole: a first softmax, computed in the browser. It knows nothing of networks."""

from __future__ import annotations

from lib.screen.kit.web import component

_BARS = component("softmax_bars")


def show() -> None:
    _BARS(key="softmax_bars", data={}, height="content")
