"""The experiments as cards: which one is tried. The address names it, so that each has a link of its own.

A card is an option of a radio button: one choice for keyboard, touch and screen readers, with a drawing that says nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from urllib.parse import quote

import streamlit as st

from lib.charts.palette import DARK, LIGHT, Theme
from lib.screen.kit import look
from lib.settings import ASSETS

PART = "part"  # in the address; also the key of the first row of cards
FURTHER = "part_further"
DRAWINGS = ASSETS / "experiments"  # one a card, in the light theme's colours


@dataclass(frozen=True)
class Card:
    """An experiment on offer."""

    title: str
    sentence: str
    show: Callable[[], bool]  # draws it; whether it has been done
    further: bool = False  # behind "Going further"


def choose(cards: Mapping[str, Card]) -> str:
    """Draws the cards and gives the key of the one that is chosen: the address's, or the first."""
    asked = st.query_params.get(PART, "")
    chosen = asked if asked in cards else next(iter(cards))
    front = {key: card for key, card in cards.items() if not card.further}
    behind = {key: card for key, card in cards.items() if card.further}
    st.html(_css(tuple(front), tuple(behind), look.theme()))
    _row("What do you try?", front, PART, chosen)
    with st.expander("Going further", expanded=chosen in behind, key="going_further"):
        _row("Going further: the learning rate", behind, FURTHER, chosen)
    return chosen


def open_part(key: str) -> None:
    """Chooses a card from elsewhere on the page."""
    st.query_params[PART] = key


def _row(label: str, cards: Mapping[str, Card], key: str, chosen: str) -> None:
    stands = chosen if chosen in cards else None
    if st.session_state.get(key) != stands:
        st.session_state[key] = stands
    st.radio(
        label, list(cards), None if stands is None else list(cards).index(stands), key=key, horizontal=True, width="stretch",
        on_change=_take, args=(key,),
        format_func=lambda name: cards[name].title, captions=[card.sentence for card in cards.values()],
        label_visibility="collapsed",
    )  # fmt: skip


def _take(key: str) -> None:
    if (chosen := st.session_state[key]) is not None:
        open_part(chosen)


@cache  # some 6 kB in either theme
def _css(front: tuple[str, ...], behind: tuple[str, ...], theme: Theme) -> str:
    rules = [
        f'.st-key-{key} [role="radiogroup"] > div:nth-child({place})::before '
        f'{{ background-image: url("data:image/svg+xml,{quote(drawing(name, theme), safe=" =:/")}"); }}'
        for key, names in ((PART, front), (FURTHER, behind))
        for place, name in enumerate(names, 1)
        if (DRAWINGS / f"{name}.svg").exists()
    ]
    return f"<style>{CSS}{''.join(rules)}</style>"


def drawing(name: str, theme: Theme) -> str:
    """The card's drawing as SVG, its colours those of the theme."""
    text = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()
    if theme == "light":
        return text
    for each in fields(LIGHT):
        light, dark = getattr(LIGHT, each.name), getattr(DARK, each.name)
        pairs = zip(light, dark, strict=True) if isinstance(light, tuple) else [(light, dark)]
        for old, new in pairs:
            text = text.replace(old, new)
    return text


CSS = """
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); align-items: stretch; gap: 0.75rem; width: 100%; }
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div { position: relative; display: flex; flex-direction: column; align-items: stretch; gap: 0.125rem; margin: 0; padding: 0.875rem 1rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--raised); transition: border-color 120ms; }
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div::before { content: ""; height: 4rem; margin-bottom: 0.5rem; background: center / contain no-repeat; }
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div:hover { border-color: var(--accent); }
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div[data-selected="true"] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--asked); }
:is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
:is(.st-key-part, .st-key-part_further) [data-testid="stRadioOption"] { position: static; margin: 0; padding: 0; }
:is(.st-key-part, .st-key-part_further) [data-testid="stRadioOption"]::after { content: ""; position: absolute; inset: 0; border-radius: 1rem; cursor: pointer; }
:is(.st-key-part, .st-key-part_further) [data-testid="stRadioOption"] p { font-weight: 600; text-wrap: balance; }
:is(.st-key-part, .st-key-part_further) [data-testid="stRadioOption"] > div { align-items: flex-start; }
:is(.st-key-part, .st-key-part_further) [data-testid="stRadioCaption"] { padding: 0; margin: 0; }
@media (max-width: 40rem) {
  :is(.st-key-part, .st-key-part_further) [role="radiogroup"] { grid-template-columns: minmax(0, 1fr); }
  :is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div { padding: 0.625rem 0.875rem 0.625rem 6.25rem; min-height: 4rem; justify-content: center; }
  :is(.st-key-part, .st-key-part_further) [role="radiogroup"] > div::before { position: absolute; left: 0.75rem; top: 0.5rem; bottom: 0.5rem; width: 4.75rem; height: auto; margin: 0; }
}
"""
