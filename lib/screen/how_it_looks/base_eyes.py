"""What a base sees: its most varied feature maps for a photo, and a map of the validation photos by their features.

Maps are computed in a worker; nothing of a learner's photo is kept but this session's answer.
"""

from __future__ import annotations

import base64
import io
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.photo_map import map_chart
from lib.door.files import JPEG, files
from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure.map_of_photos import PhotoMap, photo_map
from lib.models.bases import BASES
from lib.pictures.prepare.data_urls import png_url
from lib.pictures.sets.packs import CLASSES, load_pack
from lib.pictures.sets.photos import PARTS, PhotoSet, each_photo
from lib.screen.kit import charts, host
from lib.screen.kit.kept import Kept, mine
from lib.screen.pictures.pet_source import Photo

THUMB = 72  # pixels of a photo in the tooltip
MINE = 4  # looks at own photos that a session keeps, 0.1 MB each
_maps: Kept[list[dict[str, Any]]] = Kept(20, refusal=Refused)  # of public photos, 0.1 MB each
_drawn: Kept[PhotoMap] = Kept(4)
_small: Kept[list[bytes]] = Kept(2)  # 0.6 MB each
ABOUT = ("Early: edges and colours", "Later: textures", "Later still: patterns", "Last: parts and things")


def maps(base_name: str, photo: Photo) -> list[dict[str, Any]] | None:
    """Shows the most varied maps of four depths; Pocket's, and why, where the base is not here; None without a worker."""
    if not host.engine().enough_memory():
        st.info(
            "This machine has too little memory to run a base. The other parts of the page work.",
            icon=":material/memory:",
        )
        return None
    refusal, kept = "", mine("maps", MINE, Refused) if photo.own else _maps
    for name in dict.fromkeys([base_name, "pocket"]):
        try:
            with st.spinner(f"{BASES[name].title} looks at the photo"):
                found = kept.get((photo.id, name), partial(_fetch, name, photo))
        except Refused as why:
            refusal = refusal or str(why)
            continue
        if name != base_name:
            st.info(f"{refusal} **{BASES[name].title}** looks instead.", icon=":material/swap_horiz:")
        for depth, about in zip(found, [*ABOUT[: len(found) - 1], ABOUT[-1]], strict=True):
            side = depth["side"]
            st.markdown(
                f"**{about}** · {depth['channels']:,} maps of {side} × {side}. These eight change most over the photo."
            )
            st.html(depth["tiles"])
        return found
    st.warning(refusal, icon=":material/cloud_off:")
    return None


def the_map(base_name: str, photos: PhotoSet | None) -> PhotoMap | None:
    """Shows the validation photos as points, coloured by class; None where no features are stored."""
    pack = load_pack(base_name)
    if pack is None:
        st.info(
            "No features are stored for this base, so there is no map. Choose another base.",
            icon=":material/map:",
        )
        return None
    rows = np.flatnonzero(pack.part == PARTS.index("validation"))
    labels = pack.labels[rows]
    with st.spinner("Drawing the map"):
        result = _drawn.get(base_name, lambda: _draw(base_name))
        small = _addresses(_small.get(photos.key, lambda: _cut(photos, rows.tolist()))) if photos else None
        charts.draw(
            map_chart, result.points, labels, CLASSES, pictures=small, key="photo_map",
            alt=f"{len(rows)} validation photos as points. {result.nearer.sentence()} are nearer to the middle of their own class.",
        )  # fmt: skip
    st.caption(
        f"Each mark is one of {len(rows)} validation photos. Its {pack.seen.features.shape[1]:,} features put it there. The map "
        f"keeps {100 * result.kept:.0f} % of their spread. The method (PCA) does not know which photo shows what. "
        + ("Point at a mark to see its photo." if photos else "The photos are not on this machine.")
    )
    return result


def _fetch(base_name: str, photo: Photo) -> list[dict[str, Any]]:
    """What a worker says of each depth, with its maps as HTML."""
    said = host.engine().call(tasks.FEATURE_MAPS, base_name, photo.square(BASES[base_name].size))
    return [{"side": depth["side"], "channels": depth["channels"], "tiles": _tiles(depth)} for depth in said]


def _draw(base_name: str) -> PhotoMap:
    pack = load_pack(base_name)
    assert pack is not None
    rows = pack.part == PARTS.index("validation")
    return photo_map(pack.seen.features[rows], pack.labels[rows])


def _cut(photos: PhotoSet, rows: list[int]) -> list[bytes]:
    """Small JPEGs: some 1.5 kB each."""
    small = []
    for photo in each_photo(photos, rows, THUMB):
        photo.thumbnail((THUMB, THUMB))
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=60)
        small.append(out.getvalue())
    return small


def _addresses(pictures: list[bytes]) -> list[str]:
    """Where a browser finds each picture that it is pointed at: over HTTP, or in the chart where nothing is served."""
    if not files.served:
        return [f"data:{JPEG};base64,{base64.b64encode(picture).decode()}" for picture in pictures]
    return [f"files/{files.keep(picture, JPEG)}" for picture in pictures]


def _tiles(depth: dict[str, Any]) -> str:
    """Eight maps as HTML, four or eight in a row; white is each one's highest value."""
    images = "".join(
        f'<img alt="Map {channel + 1}" title="Map {channel + 1}" src="{png_url(picture)}">'
        for channel, picture in zip(depth["chosen"], depth["maps"], strict=True)
    )
    return (
        "<style>.maps { display: grid; grid-template-columns: repeat(8, 1fr); gap: 0.4rem; }"
        ".maps img { width: 100%; aspect-ratio: 1; image-rendering: pixelated; border-radius: 6px; }"
        "@media (max-width: 40rem) { .maps { grid-template-columns: repeat(4, 1fr); } }</style>"
        f'<div class="maps">{images}</div>'
    )
