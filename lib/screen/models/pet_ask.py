"""What the pages ask of a worker: which base answers, and what it says of a photo. Answers are kept, photos are not.

What is said of a learner's own photo is kept in their session alone: another who has the same photo asks again. That no
base answers says nothing of a learner, and holds for a minute for everybody.

It knows nothing of how an answer is shown.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure import guesses
from lib.measure.guesses import Original
from lib.models.bases import BASES
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.screen.kit import host
from lib.screen.kit.kept import Kept, mine
from lib.screen.pictures.pet_source import Photo
from lib.settings import keras_home

NO_MEMORY = "This machine has too little memory to run a picture model beside the app. What is stored can still be seen."


MINE = 60  # answers on own photos that a session keeps, 4 kB each

_who: Kept[dict[str, str]] = Kept(8, seconds=300, refusal=Refused)
_out_of_reach: set[str] = set()  # bases whose weights were wanted last and could not be had
_said: Kept[np.ndarray] = Kept(200, refusal=Refused)  # of public photos, 4 kB each
_names: Kept[list[str]] = Kept(8)  # 0.1 MB each
_originals: Kept[Original | None] = Kept(8)  # 0.1 MB each


def who_answers(base_name: str) -> str | None:
    """The base that answers where `base_name` is wanted, made ready; None, and a sentence on the page, where none can."""
    if not host.engine().enough_memory():
        st.info(NO_MEMORY, icon=":material/memory:")
        return None
    try:
        with st.spinner(f"Getting {BASES[base_name].title} ready"):
            answer = _who.get(
                base_name, lambda: host.engine().call(tasks.ANSWERING, base_name, host.settings().downloads)
            )
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
        return None
    if answer["base"] == base_name:
        _out_of_reach.discard(base_name)
    else:
        _out_of_reach.add(base_name)
    if answer["why"]:
        st.info(
            f"{answer['why']} **{BASES[answer['base']].title}** answers instead.",
            icon=":material/swap_horiz:",
        )
    return answer["base"]


def can_look(base_name: str) -> bool:
    """Whether the base itself can look at a photo here: its weights are here, or can be fetched as far as is known."""
    if cached_weights(BASES[base_name], keras_home()) is not None:
        return True
    return host.settings().downloads and base_name not in _out_of_reach


def usual_base() -> str:
    """The base that answers on every page unless one is chosen: MobileNetV2, or Pocket, which ships."""
    return "mobilenet_v2" if can_look("mobilenet_v2") else "pocket"


def original(base_name: str, photo: Photo, scaled: bool = True) -> np.ndarray:
    """The 1,000 probabilities of a photo.

    Raises:
        Refused: no worker answered.
    """
    kept = mine("said", MINE, Refused) if photo.own else _said
    return kept.get(
        (photo.id, base_name, scaled),
        lambda: host.engine().call(
            tasks.ORIGINAL, base_name, photo.square(BASES[base_name].size)[None], scaled
        )[0],
    )


def measured(base_name: str) -> Original | None:
    """The original on the 1,000 test photos, from the base's feature pack; None where there is none."""
    return _originals.get(base_name, lambda: _measured(base_name))


def _measured(base_name: str) -> Original | None:
    pack = load_pack(base_name)
    if pack is None or not pack.seen.has_original:
        return None
    test = pack.part == PARTS.index("test")
    return guesses.original(pack.seen[test], pack.labels[test])


def test_names(base_name: str) -> list[str]:
    """The test photos' file names, in the order of `measured`."""
    return _names.get(base_name, lambda: _test_names(base_name))


def _test_names(base_name: str) -> list[str]:
    pack = load_pack(base_name)
    if pack is None:
        return []
    return [
        name.rsplit("/", 1)[-1]
        for name, part in zip(pack.names, pack.part, strict=True)
        if PARTS[part] == "test"
    ]
