"""What the pages ask of a worker: which base answers, and what it says of a photo. Answers are kept, photos are not.

It knows nothing of how an answer is shown.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from PIL import Image

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure import guesses
from lib.measure.guesses import Original
from lib.models.bases import BASES
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS, square
from lib.screen.kit import host

NO_MEMORY = "This machine has too little memory to run a picture model beside the app. What is stored can still be seen."


@st.cache_data(ttl=300, max_entries=8, show_spinner=False)
def _who(base_name: str) -> dict[str, str]:
    return host.engine().call(tasks.WHO, base_name, host.settings().downloads)


@st.cache_data(ttl=3600, max_entries=200, show_spinner=False)
def _original(base_name: str, pixels: np.ndarray, scaled: bool) -> np.ndarray:
    return host.engine().call(tasks.ORIGINAL, base_name, pixels[None], scaled)[0]


def who_answers(base_name: str) -> str | None:
    """The base that answers where `base_name` is wanted, made ready; None, and a sentence on the page, where none can."""
    if not host.engine().enough_memory():
        st.info(NO_MEMORY, icon=":material/memory:")
        return None
    try:
        with st.spinner(f"Getting {BASES[base_name].title} ready"):
            answer = _who(base_name)
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
        return None
    if answer["why"]:
        st.info(
            f"{answer['why']} **{BASES[answer['base']].title}** answers instead.",
            icon=":material/swap_horiz:",
        )
    return answer["base"]


def original(base_name: str, picture: Image.Image, scaled: bool = True) -> np.ndarray:
    """The 1,000 likelihoods of a photo.

    Raises:
        Refused: no worker answered.
    """
    return _original(base_name, square(picture, BASES[base_name].size), scaled)


def measured(base_name: str) -> Original | None:
    """The original on the 1,000 test photos, from the base's feature pack; None where there is none."""
    pack = load_pack(base_name)
    if pack is None or not pack.seen.has_original:
        return None
    test = pack.part == PARTS.index("test")
    return guesses.original(pack.seen[test], pack.labels[test])


def test_names(base_name: str) -> list[str]:
    """The test photos' file names, in the order of `measured`."""
    pack = load_pack(base_name)
    if pack is None:
        return []
    return [
        name.rsplit("/", 1)[-1]
        for name, part in zip(pack.names, pack.part, strict=True)
        if PARTS[part] == "test"
    ]
