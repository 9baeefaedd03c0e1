"""XOR as a small drawing, for whoever is asked about it before there is anything to try."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lib.charts.palette import Theme, palette
from lib.pictures.prepare.data_urls import data_url

SIDE = 180  # pixels
EACH = 7  # points in a corner
ALT = "XOR: blue squares top right and bottom left, orange circles top left and bottom right"


@lru_cache(maxsize=2)  # 4 kB each
def picture(theme: Theme) -> str:
    """The drawing as HTML, in the colours of the theme."""
    p, marks = palette(theme), []
    for corner, (left, top) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        spots = np.random.default_rng(corner).uniform(0.12, 0.88, (EACH, 2))
        for x, y in (spots + np.array([left, top])) * SIDE / 2:
            if left != top:
                marks.append(
                    f'<rect x="{x - 4.5:.0f}" y="{y - 4.5:.0f}" width="9" height="9" fill="{p.new_head}"/>'
                )
            else:
                marks.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{p.scratch}"/>')
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">'
        f'<rect x="0.5" y="0.5" width="{SIDE - 1}" height="{SIDE - 1}" rx="12" fill="{p.card}" stroke="{p.grid}"/>'
        f"{''.join(marks)}</svg>"
    )
    source = data_url(drawing.encode(), "image/svg+xml")
    return f'<img src="{source}" width="{SIDE}" height="{SIDE}" alt="{ALT}">'
