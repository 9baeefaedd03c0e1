"""Small pictures in rows: digits with what a network makes of them. HTML with data URLs, so that fast redraws never break."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lib.pictures.prepare.data_urls import png_url


def digit_url(pixels: np.ndarray) -> str:
    """A digit of MNIST's (28, 28), dark ink on white paper as a person would write it."""
    return _digit_url(pixels.tobytes(), pixels.shape)


@lru_cache(maxsize=2000)  # 2 kB each, of the public set alone
def _digit_url(ink: bytes, shape: tuple[int, ...]) -> str:
    return png_url(255 - np.frombuffer(ink, np.uint8).reshape(shape))


def digit_tiles(urls: Sequence[str], truths: Sequence[int], guesses: Sequence[int] | None) -> str:
    """A row of digits; under each the guess, with a sign for right or wrong. Colour is never the only sign."""
    tiles = []
    for i, (url, truth) in enumerate(zip(urls, truths, strict=True)):
        if guesses is None:
            tiles.append(
                f'<figure><img src="{url}" alt="a {truth}"><figcaption>{truth}</figcaption></figure>'
            )
            continue
        right = guesses[i] == truth
        state, sign = ("right", "✓") if right else ("wrong", "✗")
        alt = f"a {truth}, read as {guesses[i]}"
        tiles.append(
            f'<figure class="{state}"><img src="{url}" alt="{alt}"><figcaption>{guesses[i]} {sign}</figcaption></figure>'
        )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def numbers_table(values: np.ndarray, caption: str, decimals: int = 0) -> str:
    """A picture (h, w) as its numbers, each cell shaded as its pixel."""
    top = float(values.max()) or 1.0
    rows = []
    for line in values:
        cells = "".join(
            f'<td style="--ink:{value / top:.2f}">{value:.{decimals}f}</td>' if value else "<td>0</td>"
            for value in line
        )
        rows.append(f"<tr>{cells}</tr>")
    return f'<div class="numbers" tabindex="0"><table><caption>{html.escape(caption)}</caption>{"".join(rows)}</table></div>'


TILES = """
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; }
.tiles figure { margin: 0; text-align: center; }
.tiles img { width: 36px; height: 36px; display: block; background: #fff; border: 2px solid var(--line); border-radius: 6px; padding: 1px; }
.tiles figcaption { font-size: .8125rem; color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.tiles .right img { border-color: light-dark(#2b7a4b, #6cc793); }
.tiles .right figcaption { color: light-dark(#236a3f, #86d3a6); }
.tiles .wrong img { border-color: light-dark(#b3322c, #f08a84); }
.tiles .wrong figcaption { color: light-dark(#a32a25, #f5a5a0); }
.numbers { overflow-x: auto; }
.numbers table { border-collapse: collapse; font-size: 10px; line-height: 1; font-variant-numeric: tabular-nums; }
.numbers caption { text-align: left; font-size: .8125rem; color: var(--muted); padding-bottom: .375rem; white-space: nowrap; }
.numbers td { padding: 3px 2px; text-align: right; min-width: 19px; border: 0; color: var(--muted); }
.numbers td[style] { background: color-mix(in srgb, var(--accent) calc(var(--ink) * 45%), transparent); color: var(--st-text-color, inherit); }
"""
TILES_CSS = f"<style>{TILES}</style>"
