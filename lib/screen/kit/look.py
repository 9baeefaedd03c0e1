"""The look that `.streamlit/config.toml` cannot give: raised cards, small labels, the dark theme's primary button.

Colours live in the theme; here stands only what must be named in a stylesheet. It knows nothing of lessons.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager

from lib.screen.kit.web import read
from lib.settings import ASSETS

if TYPE_CHECKING:
    from lib.charts.palette import Theme  # with Altair and pandas: the first page has no chart to wait for

NAME = "Layer by Layer"
ICON = ASSETS / "logo_light.svg"  # our own image: for an icon by name the browser asks a remote host
ABOUT = "An interactive course on how a picture classifier learns. It keeps no names and sends no statistics."
_DRESSED = "_dressed"

_CSS = read("look/look.css")


def dress() -> None:
    """Page set-up, stylesheet and logo; first thing in a run, so that nothing is seen undressed."""
    st.set_page_config(
        page_title=NAME,
        page_icon=_data_url(ICON),
        layout="wide",
        menu_items={"About": ABOUT},
    )
    st.session_state[_DRESSED] = True
    # Pop-ups stand outside the app's own element and do not take its colour scheme.
    st.html(f"<style>:root {{ color-scheme: {theme()}; }}\n{_CSS}</style>")
    st.logo(_data_url(ASSETS / f"logo_{theme()}.svg"), size="large")


@cache
def _data_url(drawing: Path) -> str:
    """An SVG file as Streamlit would send it; at every run it would read the file anew."""
    return f"data:image/svg+xml;base64,{b64encode(drawing.read_bytes()).decode()}"


def fill_dots(paths: Iterable[str]) -> None:
    """Fills the navigation's dots of the pages at these URL paths; no icon that ships is a plain disc."""
    links = ", ".join(f'[data-testid="stSidebarNavLink"][href$="/{path}"]' for path in paths)
    if links:
        st.html(f"<style>:is({links}) {{ --dot: var(--accent); }}</style>")


def theme() -> Theme:
    """The learner's theme, as charts take it; right from the session's second run on."""
    return "dark" if st.context.theme.type == "dark" else "light"


def opening(title: str, lede: str) -> None:
    """A page's title and the one sentence that says what the learner will find out."""
    _through_the_front_door()
    st.title(title, anchor=False)
    with st.container(key="lede"):
        st.markdown(lede, unsafe_allow_html=True)


def _through_the_front_door() -> None:
    """Starts a session's first run anew where Streamlit has run a page by itself.

    It does so with the files of a folder named `pages` until `st.navigation` has been called once in the process:
    the first addresses opened after a start would show their pages without learner, look and navigation.
    """
    if _DRESSED not in st.session_state:
        st.session_state[_DRESSED] = True
        PagesManager.uses_pages_directory = False
        st.rerun()


def card(key: str, label: str = "", height: Literal["content", "stretch"] = "content") -> DeltaGenerator:
    """A raised card, used as `with card("network", "Your network"):`; `label` stands small on top.

    With `height="stretch"` cards side by side are equally high.
    `key` is unique on its page and made of letters, digits and underscores.
    """
    return _panel("card", key, label, height)


def pair(key: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two equal columns for charts, the second under the first where either would be too narrow to be read."""
    with st.container(key=f"pair_{key}"):
        return st.columns(2)


def bar(key: str) -> DeltaGenerator:
    """A row for what starts something and what is set for it, which stays in view."""
    return st.container(horizontal=True, vertical_alignment="center", key=f"bar_{key}")


def drawer(label: str) -> DeltaGenerator:
    """A button that opens the page's settings over what lies there: nothing below them moves. One a page."""
    return st.popover(label, icon=":material/tune:", key="drawer").container(key="card_controls")


def ask(key: str, label: str = "") -> DeltaGenerator:
    """A tinted card for what the course asks of the learner: a prediction, a question."""
    return _panel("ask", key, label)


def folded(key: str, line: str, label: str) -> DeltaGenerator:
    """What an `ask` is once it is answered: a line, and what was asked behind a click on `label`, for which a place is handed out."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"folded_{key}"):
        st.markdown(line, width="stretch")
        return st.popover(label, key=f"unfold_{key}", type="tertiary")


def door(key: str, file: str, title: str, text: str, label: str) -> None:
    """A card that opens the page `file` wherever it is clicked."""
    with _panel("door", key, label, height="stretch"):
        st.page_link(file, label=title, width="stretch")
        st.markdown(text)


def _panel(
    kind: str, key: str, text: str, height: Literal["content", "stretch"] = "content"
) -> DeltaGenerator:
    if not re.fullmatch(r"\w+", key):
        raise ValueError(f"A card's key is made of letters, digits and underscores, not {key!r}.")
    panel = st.container(border=True, key=f"{kind}_{key}", height=height)
    if text:
        panel.caption(text)
    return panel
