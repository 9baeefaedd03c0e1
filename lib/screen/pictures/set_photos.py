"""The pictures that a retraining was tested on, where they can be shown; and what a set of them is called.

Public sets come from this computer, a learner's own from this session's memory alone. It knows nothing of models.
"""

from __future__ import annotations

import streamlit as st

from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PhotoSet
from lib.pictures.sets.retrain_data import FIXED, PACKED
from lib.screen.pictures import own_state, pet_source, retrain_photos
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun

OWN_GONE = (
    "Your pictures were in your session's memory alone, and are not there now: what the model said of them is kept, as "
    "numbers. Give the same pictures again, and they can be seen."
)
_PACKED_OWN = "own_packed"  # in the session: the own pictures last packed, and their set


def find(spec: RetrainRun, tested_on: str) -> PhotoSet | None:
    """The pictures, in the order in which the model answered; None where they, or these very ones, are not here.

    Args:
        tested_on: `data_hash` of the run's result; "" where it is not known.
    """
    if spec.pictures == PACKED:
        return pet_source.set_of_photos()
    try:
        found = _own() if spec.pictures == OWN else sets.find(spec.pictures, keras_home())
    except FileUnavailable as error:
        st.warning(str(error), icon=":material/broken_image:")
        return None
    if found is None or spec.pictures in FIXED:
        return found
    return found if tested_on.endswith(found.split_key) else None


def _own() -> PhotoSet | None:
    """This session's own pictures, packed once for as long as they stay the same."""
    own = own_state.own()
    kept: tuple[OwnSet, PhotoSet | None] | None = st.session_state.get(_PACKED_OWN)
    if kept is None or kept[0] is not own:
        kept = own, None if own.why_not() else packed.to_photo_set(own)
        st.session_state[_PACKED_OWN] = kept
    return kept[1]


def missing(spec: RetrainRun) -> None:
    """Says why no picture is shown, and how to get them."""
    if spec.pictures == OWN:
        st.info(OWN_GONE, icon=":material/image:")
    else:
        retrain_photos.card(pet_source.NO_PHOTOS, spec.pictures)
