"""A map of picture sets: how many pictures, how alike ImageNet, and which method is likely best; with the place of one set.

It draws what `lib.measure.adviser` says.
"""

from __future__ import annotations

import html

from lib.measure.adviser import ENDS, LIKELY, MANY, WORDS, Place
from lib.screen.kit.web import read
from lib.specs.choices import METHODS

TITLES = dict(METHODS)
SOURCE = (
    "Yosinski et al. (2014), “How transferable are features in deep neural networks?”; the rule of four quarters is that of "
    "Stanford’s course CS231n. The border of 100 pictures a class is a rule of thumb."
)
ROWS = (("few_alike", "many_alike"), ("few_unlike", "many_unlike"))
TICKS = (ENDS[0], 10, MANY, 1000, ENDS[1])  # pictures a class, at equal distances
EDGES = (
    0.06,
    0.22,
)  # of the map's width and height, which a mark keeps free: quarters have their words there


def drawing(place: Place, title: str) -> str:
    """HTML: four quarters, and a mark where the set stands; a line from top to bottom where its likeness is not known."""
    each = WORDS["here"].format(title=title, each=_about(place.each))
    quarters = "".join(
        f'<div class="quarter{" here" if key == place.quarter else ""} {LIKELY[key]}"><b>{TITLES[LIKELY[key]]}</b><p>{WORDS[key]}</p></div>'
        for row in ROWS
        for key in row
    )
    left = 100 * min(1 - EDGES[0], max(EDGES[0], place.across))
    if place.up is None:
        top, kind, words = 44.0, "line", f"{title}: {WORDS['unknown_here']}"
        mark = f'<i class="line" style="left:{left:.1f}%"></i>'
    else:
        top = 100 * (1 - min(1 - EDGES[1], max(EDGES[1], place.up)))
        kind, words = "above" if top > 70 else "", title
        mark = f'<i class="dot" style="left:{left:.1f}%;top:{top:.1f}%"></i>'
    # As much of the words lies to the left as of the map does: so they never leave it
    mark += f'<em class="{kind}" style="left:{left:.1f}%;top:{top:.1f}%;transform:translateX(-{left:.0f}%)">{html.escape(words)}</em>'
    ticks = "".join(f'<span style="left:{25 * i}%">{n:,}</span>' for i, n in enumerate(TICKS))
    return (
        f"<style>{read('retrain/map.css')}</style>"
        f'<div class="set-map" role="img" aria-label="{html.escape(aloud(place, each))}">'
        f'<p class="up">more like ImageNet, from which the base learned ↑</p><div class="quarters">{quarters}{mark}</div>'
        f'<div class="ticks">{ticks}</div><p class="across">training pictures a class →</p></div>'
    )


def aloud(place: Place, each: str) -> str:
    """What the map shows, for who cannot see it."""
    if place.up is None:
        where = f"{each}; {WORDS['unknown_here']}."
    else:
        many, alike = place.quarter.split("_")
        likely = TITLES[LIKELY[place.quarter]].lower()
        where = f"{each}. That is {many} pictures, {'' if alike == 'alike' else 'not so '}like ImageNet. Likely best: {likely}."
    rest = "; ".join(
        f"{key.split('_')[0]} pictures, {'like ImageNet' if key.endswith('_alike') else 'not so like it'}: {TITLES[method].lower()}"
        for key, method in LIKELY.items()
    )
    return f"A map in four quarters. {rest}. {where}"


def _about(each: float) -> str:
    return f"{each:,.0f}" if each >= 10 else f"{each:.1f}"
