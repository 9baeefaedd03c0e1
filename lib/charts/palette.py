"""Colours by role, and the one look that every chart shares, in light and in dark.

One role, one colour, in every chart. It knows no data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas  # noqa: F401  whole before a chart is built: Altair looks for it while another thread may still import it
from altair.utils import schemapi

schemapi.disable_debug_mode()  # no check of each part as it is made, half the time of a chart: tests check the whole

Theme = Literal["light", "dark"]
FONT = "Source Sans, Source Sans 3, Source Sans Pro, system-ui, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Hex colours of one theme; each keeps at least 4.5 : 1 against `card`, so that it may colour words."""

    ink: str
    muted: str  # axis labels, captions
    grid: str
    page: str
    card: str
    original: str
    scratch: str
    new_head: str
    fine_tune: str
    fixed: str
    broken: str
    others: tuple[str, ...]  # runs beyond the four roles, told apart from them and from each other

    def role(self, name: str) -> str:
        """The colour of `original`, `untrained`, `scratch`, `new_head`, `fine_tune` or `digits`; ink for another."""
        roles = {
            "original": self.original,
            "untrained": self.muted,
            "scratch": self.scratch,
            "new_head": self.new_head,
            "fine_tune": self.fine_tune,
            "digits": self.new_head,
        }
        return roles.get(name, self.ink)

    def runs(self, count: int) -> list[str]:
        """`count` colours for runs side by side that differ in a setting and not in their method: those of methods come last."""
        colours = [*self.others, self.original, self.new_head, self.scratch, self.fine_tune]
        return [colours[i % len(colours)] for i in range(count)]


LIGHT = Palette(
    ink="#1b2a41",
    muted="#566073",
    grid="#e6e2d9",
    page="#fbfaf7",
    card="#ffffff",
    original="#6b7280",
    scratch="#c2570c",
    new_head="#1d5fd1",
    fine_tune="#7c3aed",
    fixed="#2b7a4b",
    broken="#b3322c",
    others=("#0f766e", "#a8327d", "#856404", "#3f6212", "#7a2e1d"),
)
DARK = Palette(
    ink="#e8edf5",
    muted="#a9b4c6",
    grid="#2c3850",
    page="#10182a",
    card="#182338",
    original="#9ca3af",
    scratch="#fb923c",
    new_head="#6ea8fe",
    fine_tune="#b794f6",
    fixed="#5fc48a",
    broken="#f28b82",
    others=("#4fd1c5", "#f29bcf", "#e6c34d", "#b3d66b", "#f08a7e"),
)


def palette(theme: Theme) -> Palette:
    """The colours of `theme`.

    Raises:
        KeyError: neither "light" nor "dark".
    """
    return {"light": LIGHT, "dark": DARK}[theme]


def titled(title: str, subtitle: str | list[str], p: Palette, offset: int = 14) -> alt.TitleParams:
    """A chart's heading: its name in ink, how to read it below; `offset` pixels above the chart."""
    return alt.TitleParams(
        title,
        subtitle=subtitle,
        anchor="start",
        frame="bounds",
        offset=offset,
        fontSize=15,
        fontWeight=600,
        color=p.ink,
        subtitleFontSize=13,
        subtitleColor=p.muted,
        subtitlePadding=4,
    )


def styled(chart: Any, p: Palette) -> Any:
    """`chart` in our look: no frame, quiet grid, text large enough for a phone and for a hall.

    The background is left clear, so that the card under it shows.
    """
    return (
        chart.configure(background="transparent", font=FONT)
        .configure_mark(aria=False)  # a chart's `alt=` speaks for it; its hundred marks would not
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=p.muted,
            labelFontSize=13,
            titleColor=p.muted,
            titleFontSize=13,
            titleFontWeight="normal",
            gridColor=p.grid,
            domain=False,
            ticks=False,
            labelPadding=8,
        )
        .configure_legend(
            labelColor=p.ink, labelFontSize=13, titleColor=p.muted, titleFontSize=13, labelLimit=320, symbolStrokeWidth=4
        )
    )  # fmt: skip
