"""The three methods as cards: which layers learn, what that costs, and one click that sets it.

A card is an option of a radio button: one choice for keyboard, touch and screen readers, with a drawing that says nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import quote

import streamlit as st

from lib.charts.palette import DARK, LIGHT, Theme
from lib.models.bases import BASES
from lib.screen.kit import controls, lesson, look
from lib.screen.kit.web import read
from lib.screen.retrain.retrain_blocks import learning
from lib.screen.retrain.retrain_sets import Chosen
from lib.specs import cost
from lib.specs.choices import METHODS
from lib.specs.specs import RetrainRun

CARDS = "method_card"  # the radio's key
NAMES = tuple(name for name, _ in METHODS)


def show(spec: RetrainRun, chosen: Chosen, usual: Mapping[str, Any]) -> None:
    """The cards, that of the settings as they stand chosen; not where a link has left the method out.

    Args:
        usual: as the settings take it.
    """
    lesson.prose(
        "This is [[transfer learning]]. A [[base]] has learned before, from other photos. A new last layer, the [[head]], learns "
        "your classes. [[Frozen]] layers keep their weights. With [[fine-tuning]] some layers of the base learn too."
    )
    if controls.left_out("retrain", "method"):
        return
    if st.session_state.get(CARDS) != spec.method:
        st.session_state[CARDS] = spec.method
    st.html(_css(look.theme()))
    st.radio(
        "Method", NAMES, NAMES.index(spec.method), key=CARDS, horizontal=True, width="stretch", on_change=_take, args=(dict(usual),),
        format_func=dict(METHODS).__getitem__, captions=[caption(replace(spec, method=name), chosen) for name in NAMES],
        label_visibility="collapsed",
    )  # fmt: skip


def _take(usual: Mapping[str, Any]) -> None:
    standing = controls.current("retrain", usual)
    assert isinstance(standing, RetrainRun)
    controls.put("retrain", replace(standing, method=str(st.session_state[CARDS])))


def caption(spec: RetrainRun, chosen: Chosen) -> str:
    """What learns with this method, in a sentence, and what it costs beside a new head."""
    learns, _ = learning(spec, max(2, chosen.count))
    blocks = min(spec.unfrozen_blocks, len(BASES[spec.base].blocks))
    many = "block learns" if blocks == 1 else f"{blocks} blocks learn"
    says = {
        "new_head": "The base stays frozen. Only the new last layer learns.",
        "fine_tune": f"The head learns first. Then the base’s last {many} too.",
        "scratch": "No base. A small network starts from random weights.",
    }[spec.method]
    return f"{says} **{_short(learns)}** weights learn; {_time(spec)}."


def _short(count: int) -> str:
    return f"{count:,}" if count < 100_000 else f"{count / 1e6:.1f} million"


def _time(spec: RetrainRun) -> str:
    """Computing time beside a new head's with the same settings; an estimate from the settings alone."""
    if spec.method == "new_head":
        return "the quickest"
    times = cost.seconds(spec) / cost.seconds(replace(spec, method="new_head"))
    return (
        f"takes about {round(times, -1 if times >= 15 else 0):.0f} times as long"
        if times >= 1.5
        else "takes about as long"
    )


@cache  # some 6 kB in either theme
def _css(theme: Theme) -> str:
    palette = LIGHT if theme == "light" else DARK
    rules = []
    for place, name in enumerate(NAMES, 1):
        card = f'.st-key-{CARDS} [role="radiogroup"] > div:nth-child({place})'
        address = quote(drawing(name, theme), safe=" =:/")
        rules.append(f'{card}::before {{ background-image: url("data:image/svg+xml,{address}"); }}')
        rules.append(f"{card} {{ --role: {palette.role(name)}; }}")
    return f"<style>{read('retrain/methods.css')}{''.join(rules)}</style>"


LAYERS = 4  # of the base, as it is drawn
OPEN = {"new_head": 0, "fine_tune": 2, "scratch": LAYERS}


def drawing(method: str, theme: Theme) -> str:
    """SVG: a photo, layers from left to right, the head. Grey with a lock stays, the method's colour learns."""
    p = LIGHT if theme == "light" else DARK
    role, first = p.role(method), LAYERS - OPEN[method]
    parts = [
        f'<rect x="2" y="20" width="32" height="32" rx="5" fill="none" stroke="{p.muted}" stroke-width="2"/>'
        f'<circle cx="12" cy="30" r="3" fill="{p.muted}"/>'
        f'<path d="M4 48l10-11 7 7 5-5 6 9z" fill="{p.muted}"/>'
    ]
    for i in range(LAYERS):
        x, height = 50 + 30 * i, 52 - 8 * i
        top = 36 - height / 2
        if i < first:
            parts.append(
                f'<rect x="{x}" y="{top}" width="20" height="{height}" rx="4" fill="{p.grid}" stroke="{p.muted}" stroke-width="1.5"/>'
                f'<rect x="{x + 5}" y="35" width="10" height="8" rx="1.5" fill="{p.muted}"/>'
                f'<path d="M{x + 7} 35v-2.5a3 3 0 0 1 6 0v2.5" fill="none" stroke="{p.muted}" stroke-width="1.8"/>'
            )
        else:
            parts.append(f'<rect x="{x}" y="{top}" width="20" height="{height}" rx="4" fill="{role}"/>')
    parts.append(f'<path d="M34 36h16M160 36h14" stroke="{p.muted}" stroke-width="2"/>')
    parts += [
        f'<path d="M{70 + 30 * i} 36h10" stroke="{p.muted}" stroke-width="2"/>' for i in range(LAYERS - 1)
    ]
    parts.append(f'<circle cx="186" cy="36" r="12" fill="{role}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 72">{"".join(parts)}</svg>'
