"""Trying a trained model live: the camera's frame, or a photo dropped on it, with growing bars.

Frames and photos are answered by the worker and kept in no other place than the session.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.lab_book.runs import Run
from lib.models.bases import BASES
from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare.decode import PictureError, decode
from lib.pictures.sets.photos import square
from lib.screen.kit import host, look, pet_tiles
from lib.screen.kit.kept import mine
from lib.screen.kit.plain import plain
from lib.screen.pictures import own_camera, own_state
from lib.screen.pictures.pet_uploads import no_camera
from lib.screen.pictures.visitors_pictures import purse
from lib.specs.specs import RetrainRun

TRIED = 2  # answers to dropped photos that a session keeps, so that another widget does not ask again
_ANSWER, _PHOTO = "own_answer", "own_photo"


def card(run: Run) -> None:
    """The card in which the learner shows the run's model things."""
    with look.card("live", "Try it live"):
        where = st.segmented_control(
            "Show it something", ["camera", "photo"], default="camera", key="live_way", required=True,
            format_func={"camera": "Camera", "photo": "A photo"}.__getitem__,
        )  # fmt: skip
        if where == "photo":
            _drop(run)
        elif why := no_camera(st.context.url):
            st.info(why, icon=":material/no_photography:")
        else:
            _camera(run)


@st.fragment
def _camera(run: Run) -> None:
    """Frame, answer, frame: each run of this fragment answers one frame."""
    last = st.session_state.get(_ANSWER, {})
    last = last if last.get("run") == run.id else {}
    own_camera.live(
        last.get("shares", []),
        last.get("said", ""),
        last.get("number", 0),
        lambda *asked: _answer(run, *asked),
    )


def _answer(run: Run, number: int, jpeg: bytes) -> None:
    kept: dict[str, Any] = {"run": run.id, "number": number}
    try:
        picture = decode(jpeg, "The camera's picture", limit_pixels=1_000_000, purse=purse())
        told = ask(run, picture)
        kept["shares"] = list(zip(told["classes"], told["probabilities"][0].tolist(), strict=True))
    except (PictureError, Refused) as error:
        kept["said"] = str(error)
    st.session_state[_ANSWER] = kept


@dataclass(frozen=True, eq=False)
class _Told:
    """What a run's model makes of one photo, ready to be shown."""

    url: str
    cam: str
    classes: list[str]
    probabilities: np.ndarray  # (classes,)


def _drop(run: Run) -> None:
    key = own_state.upload_key("try_photo")
    file = st.file_uploader("Drop a photo", key=key, max_upload_size=SESSION.file_bytes // 1_000_000)
    if file is None:
        return
    try:
        data = file.getvalue()
        photo = (run.id, hashlib.sha256(data).hexdigest())
        told = mine("tried", TRIED).get(photo, lambda: _tried(run, data, file.name))
    except (PictureError, Refused) as error:
        st.error(plain(str(error)), icon=":material/broken_image:")
        return
    probabilities = told.probabilities
    best = told.classes[int(probabilities.argmax())]
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(
            pet_tiles.with_cam(
                told.url, told.cam, f"Your photo, with the places that spoke for {best} marked"
            )
        )
        st.caption("A bright place spoke more for the answer.")
    with right:
        st.html(pet_tiles.bars(told.classes, probabilities))


def _tried(run: Run, data: bytes, name: str) -> _Told:
    """Raises as `decode` and `ask` do."""
    picture = decode(data, name, least_side=pet_tiles.WIDE, purse=purse())
    told = ask(run, picture)
    url, cam = pet_tiles.url(picture, pet_tiles.SEEN), pet_tiles.cam_url(told["maps"][0])
    return _Told(url, cam, told["classes"], told["probabilities"][0])


def ask(run: Run, picture: Image.Image) -> dict[str, Any]:
    """What the run's model makes of a picture: see `lib.networks.answer.live.answer`.

    Raises:
        Refused: the weights are gone, or no worker answers.
    """
    weights = host.lab_book().weights(run.id)
    if weights is None:
        raise Refused("The weights of this run are no longer here. Train again.")
    spec = run.settings
    assert isinstance(spec, RetrainRun)
    pixels = square(picture, BASES[spec.base].size)
    return host.engine().call(tasks.ANSWER, weights, np.asarray(pixels)[None])
