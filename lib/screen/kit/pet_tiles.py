"""Photos and what models say of them, as HTML: a list of guesses with bars, a gallery, one photo.

It knows nothing of where photos come from. Every text that is not ours is escaped.
"""

from __future__ import annotations

import html
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from lib.charts.cam import overlay
from lib.measure.guesses import Guess
from lib.pictures.prepare.data_urls import jpeg_url, png_url
from lib.pictures.sets.photos import PhotoSet, each_photo
from lib.screen.kit.kept import Kept, mine
from lib.screen.kit.web import read
from lib.screen.kit.words import likely

TILE = 150  # pixels: a gallery's tile, sharp enough on a laptop
WIDE = 640
SEEN = 480  # with a heat map over it
MOST_KEPT = 3000  # tiles of about 7 kB each, of public picture sets alone
_KEPT: OrderedDict[tuple[str, int], str] = OrderedDict()
_KEPT_LOCK = threading.Lock()
_WIDE: Kept[str] = Kept(150)  # 60 kB each, of public picture sets alone
_CSS = read("pets/pets.css")


@dataclass(frozen=True)
class Tile:
    """One photo of a gallery: its picture, what it shows, and a line on what was said of it."""

    url: str
    alt: str
    title: str
    line: str


def dress() -> None:
    """The pieces' stylesheet; once a page."""
    st.html(f"<style>{_CSS}</style>")


def url(picture: Image.Image, side: int) -> str:
    """The picture as a JPEG in a data URL, neither side above `side` pixels."""
    small = ImageOps.contain(picture, (side, side)) if max(picture.size) > side else picture
    return jpeg_url(small)


def tile_urls(photos: PhotoSet, indices: Sequence[int] | np.ndarray) -> list[str]:
    """Photos of a set, each cut square; their archive is opened once for those that were not shown before."""
    if isinstance(photos.archive, bytes):  # in memory anyway, and perhaps a learner's own: never kept
        return [_tile(picture) for picture in each_photo(photos, indices, TILE)]
    keys = [(photos.key, int(i)) for i in indices]
    with _KEPT_LOCK:
        found = {key: _KEPT[key] for key in keys if key in _KEPT}
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    if missing:  # the list of an archive of 25,000 files alone takes 10 ms
        pictures = each_photo(photos, [i for _, i in missing], TILE)
        found |= {key: _tile(picture) for key, picture in zip(missing, pictures, strict=True)}
    with _KEPT_LOCK:
        _KEPT.update({key: found[key] for key in keys})
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return [found[key] for key in keys]


def tile_url(photos: PhotoSet, index: int) -> str:
    """A photo of a set, cut square."""
    return tile_urls(photos, [index])[0]


def _tile(picture: Image.Image) -> str:
    return url(ImageOps.fit(picture, (TILE, TILE)), TILE)


def short(probability: float) -> str:
    """A probability in a narrow column: "> 99.9 %" for "more than 99.9 %"."""
    return likely(probability).replace("more than", ">").replace("less than", "<").replace("<", "&lt;")


def guesses(listed: Sequence[Guess]) -> str:
    """The most likely names, each with its probability as a bar; breeds of cats and dogs are marked."""
    lines = []
    for guess in listed:
        tag = f'<span class="tag">{guess.animal}</span>' if guess.animal else ""
        kind = ' class="animal"' if guess.animal else ""
        lines.append(
            f'<li{kind}><span class="name">{html.escape(guess.name)}{tag}</span>'
            f'<span class="bar"><i style="--share:{100 * guess.probability:.2f}%"></i></span>'
            f'<span class="share">{short(guess.probability)}</span></li>'
        )
    return f'<ol class="guesses">{"".join(lines)}</ol>'


def bars(names: Sequence[str], probabilities: Sequence[float] | np.ndarray) -> str:
    """A model's probability of each class, in the classes' own order, the likeliest marked."""
    best = max(probabilities)
    lines = (
        f'<li{" class=animal" if share == best else ""}><span class="name">{html.escape(name)}</span>'
        f'<span class="bar"><i style="--share:{100 * share:.2f}%"></i></span><span class="share">{short(share)}</span></li>'
        for name, share in zip(names, probabilities, strict=True)
    )
    return f'<ol class="guesses">{"".join(lines)}</ol>'


def two_way(cat: float, dog: float) -> str:
    """A two-way model's probabilities."""
    return bars(("cat", "dog"), (cat, dog))


def gallery(tiles: Sequence[Tile]) -> str:
    """Photos in a grid."""
    figures = (
        f'<figure><img src="{tile.url}" alt="{html.escape(tile.alt)}" loading="lazy">'
        f"<figcaption><b>{html.escape(tile.title)}</b><span>{html.escape(tile.line)}</span></figcaption></figure>"
        for tile in tiles
    )
    return f'<div class="photos">{"".join(figures)}</div>'


def photo(url: str, alt: str) -> str:
    """One photo, as large as its column."""
    return f'<div class="photo"><img src="{url}" alt="{html.escape(alt)}"></div>'


def photo_url(photos: PhotoSet, index: int) -> str:
    """A photo of a set, whole: read and packed once, and of a learner's own pictures in their session alone."""
    kept = mine("photos", 4) if isinstance(photos.archive, bytes) else _WIDE
    return kept.get((photos.key, index), lambda: url(next(each_photo(photos, [index], SEEN)), WIDE))


def cam_url(cam: np.ndarray) -> str:
    """A heat map (h, w) in 0..1, to lay over a photo."""
    return png_url(overlay(cam))


def with_cam(photo_url: str, map_url: str, alt: str) -> str:
    """A photo with its heat map over it."""
    return (
        f'<div class="seen"><img src="{photo_url}" alt="{html.escape(alt)}">'
        f'<img class="map" src="{map_url}" alt=""></div>'
    )


def figure(number: str, under: str) -> str:
    """A large number with what it counts."""
    return f'<div class="figure">{html.escape(number)}</div><div class="under">{html.escape(under)}</div>'
