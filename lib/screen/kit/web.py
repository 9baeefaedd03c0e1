"""The browser's side: a folder a component in `lib/screen/web`, and the one place that reads and registers them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.settings import ROOT

WEB = ROOT / "lib" / "screen" / "web"


def read(*names: str) -> str:
    """The named files, such as "shared/forward.js", one after the other: modules without a bundler."""
    return "\n".join((WEB / name).read_text(encoding="utf-8") for name in names)


def component(name: str, *before: str) -> Any:
    """Registers the component of the folder `name`: its html, css and js, those that there are.

    Args:
        before: scripts that its own one builds on, as `read` takes them.
    """

    def part(kind: str, *first: str) -> str | None:
        file = f"{name}/{name}.{kind}"
        return read(*first, file) if (WEB / file).exists() else None

    return st.components.v2.component(
        f"layers_{name}", html=part("html"), css=part("css"), js=part("js", *before)
    )
