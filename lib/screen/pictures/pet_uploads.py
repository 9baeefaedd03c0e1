"""A learner's own photos: dropped or taken, decoded once, kept in the session and nowhere else.

It knows nothing of models. A photo that cannot be used becomes a sentence, and the others go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from PIL import Image

from lib.models.bases import BASES, SCRATCH_SIZE
from lib.pictures.prepare.decode import LIMIT_BYTES, PictureError, decode
from lib.pictures.sets.photos import square
from lib.screen.kit import pet_tiles
from lib.screen.kit.pet_tiles import SEEN
from lib.screen.kit.plain import plain
from lib.screen.pictures.pet_source import LIMITS
from lib.screen.pictures.visitors_pictures import NO_ROOM, purse, shelf

MOST = 30  # photos at once: they stay in memory while the session lasts
SIZES = sorted({SCRATCH_SIZE, *(base.size for base in BASES.values())})
NAME = 40  # characters of a file's name that are shown


@dataclass(frozen=True, eq=False)
class Own:
    """One photo: small enough to show, and squeezed as each base wants it."""

    id: str
    name: str
    url: str  # as it is shown, neither side above SEEN pixels
    squares: dict[int, np.ndarray]  # side -> (side, side, 3) uint8

    @property
    def kept_bytes(self) -> int:
        return len(self.url) + sum(square.nbytes for square in self.squares.values())


def own(name: str, picture: Image.Image, id: str) -> Own:
    """A decoded photo as it is kept: some 0.4 MB, whatever its size was."""
    return Own(id, name, pet_tiles.url(picture, SEEN), {side: square(picture, side) for side in SIZES})


def gather() -> list[Own]:
    """Widgets to drop photos or take one; the photos that can be used, and sentences for the others."""
    way = st.segmented_control(
        "Where from?", ["drop", "camera"], default="drop", key="way", required=True,
        format_func=lambda value: {"drop": "Drop photos", "camera": "Camera"}[value],
    )  # fmt: skip
    if way == "camera":
        why = no_camera(st.context.url)
        if why:
            st.info(why, icon=":material/no_photography:")
            return []
        taken = st.camera_input("Take a photo", key="camera")
        files: Sequence[Any] = [taken] if taken else []
    else:
        files = st.file_uploader(
            f"Drop up to {MOST} photos at once", accept_multiple_files=True, key="upload",
            max_upload_size=LIMIT_BYTES // 1_000_000,
        )  # fmt: skip
    st.caption(f"At most {MOST} photos: {LIMITS}")
    return _decoded(files)


def no_camera(url: str | None) -> str:
    """Why a browser gives this page no camera, or "" where it does: it wants HTTPS, or the machine itself."""
    address = urlsplit(url or "")
    if address.scheme == "https" or address.hostname in {None, "localhost", "127.0.0.1", "::1"}:
        return ""
    return (
        f"Browsers give a camera only to pages that come over HTTPS or from this computer itself, and {address.hostname} "
        "is neither. Take the photo with your camera app, and drop it here."
    )


def _decoded(files: Sequence[Any]) -> list[Own]:
    """Each file decoded at most once a session; what is no longer there is forgotten."""
    kept: dict[str, Own | str] = st.session_state.get("own_photos", {})
    now: dict[str, Own | str] = {}
    for file in files[:MOST]:
        data = file.getvalue()
        id = hashlib.sha256(data).hexdigest() + file.name
        now[id] = kept.get(id) or _decode(data, file.name, id)
        if not shelf().hold("photos", sum(one.kept_bytes for one in now.values() if isinstance(one, Own))):
            now[id] = NO_ROOM
    st.session_state["own_photos"] = now
    for problem in (found for found in now.values() if isinstance(found, str)):
        st.error(plain(problem), icon=":material/broken_image:")
    if len(files) > MOST:
        st.warning(
            f"You gave {len(files):,} photos, and {MOST} fit at once. The first {MOST} are here; drop the others afterwards.",
            icon=":material/photo_library:",
        )
    return [found for found in now.values() if isinstance(found, Own)]


def _decode(data: bytes, name: str, id: str) -> Own | str:
    try:
        return own(name[:NAME], decode(data, name, purse=purse()), id)
    except PictureError as error:
        return str(error)
