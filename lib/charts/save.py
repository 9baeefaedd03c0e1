"""A chart as a file: PNG for a slide, SVG for print and for the report. Made by vl-convert, with no network.

It knows nothing of what the chart shows.
"""

from __future__ import annotations

import copy
from typing import Any

import altair as alt

from lib.charts.palette import FONT, Theme, palette

# Comes with vl-convert: an image carries its letters, so it may use only what is there
PNG_FONT = "Liberation Sans"
# As CSS: a name with a number is invalid unquoted
SVG_FONT = FONT.replace("Source Sans 3", "'Source Sans 3'")
WIDTH = 720  # pixels, where a chart would fill its container


def as_png(chart: alt.TopLevelMixin | dict[str, Any], *, theme: Theme = "light", width: int = WIDTH) -> bytes:
    """The chart as PNG, twice as fine as on screen so that it stays sharp in a hall."""
    import vl_convert  # 9 MB of memory that only whoever saves a chart needs

    return vl_convert.vegalite_to_png(_spec(chart, theme, width), scale=2)


def as_svg(chart: alt.TopLevelMixin | dict[str, Any], *, theme: Theme = "light", width: int = WIDTH) -> str:
    """The chart as SVG text; letters stay letters, in the reader's own sans-serif where ours is missing."""
    import vl_convert

    return vl_convert.vegalite_to_svg(_spec(chart, theme, width)).replace(PNG_FONT, SVG_FONT)


def _spec(chart: alt.TopLevelMixin | dict[str, Any], theme: Theme, width: int) -> dict[str, Any]:
    spec = copy.deepcopy(chart) if isinstance(chart, dict) else chart.to_dict()
    if spec.get("width") == "container":
        spec["width"] = width
        spec["autosize"] = {"type": "fit", "contains": "padding"}  # as Streamlit does
    spec["background"] = palette(theme).card
    spec["config"]["font"] = PNG_FONT
    return spec
