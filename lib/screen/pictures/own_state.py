"""A learner's own pictures in this session, and nowhere else: read, change, clear.

Another learner's session has its own; nothing here is cached across sessions or written down.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import streamlit as st
from PIL import Image, ImageOps
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib.pictures.own.own import OwnError, OwnSet
from lib.pictures.own.own_picture import OwnPicture
from lib.pictures.prepare.data_urls import jpeg_url
from lib.screen.kit import host
from lib.screen.kit.learner import learner_id
from lib.screen.pictures import visitors_pictures

TILE = 80  # pixels: a thumbnail, sharp enough on a phone
_SET, _TILES, _ROUND, _REFUSED = "own_set", "own_tiles", "own_round", "own_refused"
_OURS = (
    _SET,
    _TILES,
    _REFUSED,
    "own_answer",
    "own_photo",
    "camera",
    "live_camera",
    "own_camera_got",
    "own_packed",
    "_mine_tried",
    "_mine_looked",
    "_mine_photos",
)


def own() -> OwnSet:
    """This learner's pictures."""
    return st.session_state.get(_SET, OwnSet())


def change(make: Callable[[OwnSet], OwnSet]) -> None:
    """The pictures changed by `make`; a refusal is kept for `refused`."""
    try:
        changed = make(own())
        if not visitors_pictures.shelf().hold(_SET, changed.kept_bytes):
            raise OwnError(visitors_pictures.NO_ROOM)
        st.session_state[_SET] = changed
    except OwnError as error:
        st.session_state[_REFUSED] = str(error)


def refused() -> str:
    """Why the last change was refused, told once; "" where it was not."""
    return st.session_state.pop(_REFUSED, "")


def upload_key(name: str) -> str:
    """A key for an upload widget that is new whenever its files were taken in: it must not keep them as well."""
    return f"{name}_{st.session_state.get(_ROUND, 0)}"


def taken_in(files: Sequence[UploadedFile]) -> None:
    """Frees the files of an upload widget, of which small pictures were kept, and empties the widget."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    context = get_script_run_ctx()
    for file in files if context else ():
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)  # type: ignore[union-attr]


def clear() -> None:
    """Everything of these pictures goes: the set, its thumbnails, the last answer, and a run that still has them."""
    for name in _OURS:
        st.session_state.pop(name, None)
    visitors_pictures.shelf().hold(_SET, 0)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for run in host.lab_book().runs(learner_id(), "retrain"):
        if run.live and run.spec.get("pictures") == "own":
            host.engine().stop(run.id, learner_id())


def tiles() -> list[str]:
    """A thumbnail of each picture as a data URL, made once a session."""
    made: dict[bytes, str] = st.session_state.get(_TILES, {})
    now = {picture.jpeg: made.get(picture.jpeg) or _tile(picture) for picture in own().pictures}
    st.session_state[_TILES] = now
    return [now[picture.jpeg] for picture in own().pictures]


def _tile(picture: OwnPicture) -> str:
    image = Image.open(io.BytesIO(picture.jpeg))
    image.draft("RGB", (TILE, TILE))
    return jpeg_url(ImageOps.fit(image, (TILE, TILE)), 75)
