"""A drawing of a base: its blocks from the pixels to the head, which stay as they are and which learn.

The numbers of weights are those that training can change; a test counts them in Keras. It knows no run.
"""

from __future__ import annotations

import html
import math

from lib.models.bases import BASES, Base
from lib.specs.specs import RetrainRun

SCRATCH = 613_537  # of the small network that starts from nothing

_CSS = """<style>
ol.blocks { display: grid; grid-template-columns: repeat(auto-fill, minmax(2.25rem, 1fr)); gap: 6px 4px; align-items: end; margin: 0;
  padding: 0; list-style: none; }
.blocks li { margin: 0; padding: 0; text-align: center; font-size: .75rem; line-height: 1.3; color: var(--muted); white-space: nowrap; }
.blocks .box { display: flex; align-items: flex-end; justify-content: center; border: 1.5px solid var(--line); border-radius: .375rem;
  background: color-mix(in srgb, var(--line) 55%, transparent); font-size: .75rem; padding-bottom: 2px; box-sizing: border-box; }
.blocks .open { color: var(--ink); font-weight: 600; }
.blocks .open .box { background: light-dark(#7c3aed, #b794f6); border-color: transparent; color: light-dark(#fff, #10182a); }
.blocks .head .box { background: var(--accent); border-color: transparent; color: var(--on-primary); }
</style>"""


def learning(run: RetrainRun, classes: int = 2) -> tuple[int, int]:
    """(weights that learn, weights that stay) with these settings."""
    if run.method == "scratch":
        return SCRATCH, 0
    base = BASES[run.base]
    opened = (
        sum(count for *_, count in base.blocks[-run.unfrozen_blocks :]) if run.method == "fine_tune" else 0
    )
    return _head(base, classes) + opened, base.parameters - opened


def _head(base: Base, classes: int) -> int:
    return (base.features + 1) * (1 if classes == 2 else classes)


def drawing(run: RetrainRun, classes: int = 2) -> str:
    """HTML: a box for each block, higher with more weights; grey stays, violet is open, the head is blue."""
    base = BASES[run.base]
    opened = min(run.unfrozen_blocks, len(base.blocks)) if run.method == "fine_tune" else 0
    first_open = len(base.blocks) - opened
    most = max(count for *_, count in base.blocks)
    boxes = [
        _box(title, count, "open" if i >= first_open else "", "learns" if i >= first_open else "stays", most)
        for i, (title, _, count) in enumerate(base.blocks)
    ]
    boxes.append(_box("Head", _head(base, classes), "open head", "learns", most))
    return f'{_CSS}<ol class="blocks" aria-label="{html.escape(_aloud(base, opened))}">{"".join(boxes)}</ol>'


def _aloud(base: Base, opened: int) -> str:
    return f"{base.title} in {len(base.blocks)} blocks: the last {opened} are open, the others locked; then the new head, which learns."


def _box(title: str, count: int, kind: str, told: str, most: int) -> str:
    height = 22 + 66 * math.sqrt(count / most)  # its area would say too little of a block with few weights
    sign = "" if kind else "🔒"
    label = html.escape(
        title.replace("First convolutions", "First").replace("convolution", "").replace("Block ", "").strip()
    )
    return (
        f'<li class="{kind}" title="{html.escape(title)}: {count:,} weights, {told}">'
        f'<div class="box" style="height:{height:.0f}px">{sign}</div>{label}<br>{_short(count)}</li>'
    )


def _short(count: int) -> str:
    if count < 1000:
        return str(count)
    return f"{count / 1000:.0f} k" if count < 999_500 else f"{count / 1e6:.1f} M"
