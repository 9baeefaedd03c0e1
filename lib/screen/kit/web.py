"""The browser's side: a folder a component in `lib/screen/web`, and the one place that reads and registers them.

Streamlit hands a component's script to the browser as one text, which can import nothing that lies beside it. So `script`
joins a module and those that it imports into one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import streamlit as st

from lib.settings import ROOT

WEB = ROOT / "lib" / "screen" / "web"

# The forms of import and export that modules may have; `script` refuses any other
_IMPORT = re.compile(r'^import (\{[^}]*\}|\* as \w+) from "(\.\.?/[\w./]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import\b|export (?!default)).*", re.MULTILINE)
# Comments that have their lines for themselves, empty lines, margins: in no module a text runs over several lines
_IDLE = re.compile(r"^ *(?:(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/)?\n| +)", re.MULTILINE)


def read(name: str) -> str:
    """The file of that name, such as "feeds/feeds.js"."""
    return (WEB / name).read_text(encoding="utf-8")


def script(name: str) -> str:
    """The module of that name as one text that imports nothing, for a component or for a worker thread.

    Each module that it builds on becomes a function that runs once, before whoever imports it, and gives what it exports:
    names of two modules never meet. Comments stay behind, as the text travels with each message that mounts a component.

    Raises:
        ValueError: modules import each other in a circle, or a line imports or exports in another form.
    """
    before: dict[Path, str] = {}
    body = _joined((WEB / name).resolve(), before, ())
    return "".join([*before.values(), body])


def _joined(path: Path, before: dict[Path, str], importers: tuple[Path, ...]) -> str:
    """The module's text; what it builds on, and is not there yet, is added to `before`."""
    if path in importers:
        raise ValueError(f"{path.name} imports itself, by way of {importers[-1].name}")

    def taken(found: re.Match[str]) -> str:
        other = (path.parent / found[2]).resolve()
        variable = f"{other.parent.name}_{other.stem}"
        if other not in before:
            body = _joined(other, before, (*importers, path))
            names = ", ".join(_EXPORT.findall(body))
            before[other] = (
                f"const {variable} = (() => {{\n{_EXPORT.sub('', body)}return {{ {names} }};\n}})();\n"
            )
        names = found[1].removeprefix("* as ").replace(" as ", ": ")
        return f"const {names} = {variable};"

    text = _IMPORT.sub(taken, _IDLE.sub("", path.read_text(encoding="utf-8")))
    if other_form := _LEFT.search(_EXPORT.sub("", text)):
        raise ValueError(f"{path.name}: {other_form[0]}")
    return text


def component(name: str, *styles: str) -> Any:
    """Registers the component of the folder `name`: its html, css and js, those that there are.

    Args:
        styles: further stylesheets, such as "pets/pets.css", which come before its own.
    """

    def part(kind: str) -> str | None:
        file = f"{name}/{name}.{kind}"
        if not (WEB / file).exists():
            return None
        return script(file) if kind == "js" else read(file)

    css = "\n".join(text for text in (*map(read, styles), part("css")) if text) or None
    return st.components.v2.component(f"layers_{name}", html=part("html"), css=css, js=part("js"))
