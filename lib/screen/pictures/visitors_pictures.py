"""What this session may still do with pictures, and whether there is room for what it wants to keep.

Both go when the session goes. A learner who opens many tabs has many; the one decoder is shared all the same, in turns.
"""

from __future__ import annotations

import streamlit as st

from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare.budget import Purse, Room, Shelf

# Bytes of pictures that all sessions keep together: three classes of 30, each learner with 100 small pictures of 20 kB.
ALL_KEPT = 200_000_000
NO_ROOM = (
    "There is no room for more pictures at this moment: those of all visitors together fill it. "
    "Take away some of yours, or try again when others have left."
)

room = Room(ALL_KEPT)


def purse() -> Purse:
    """How many pixels this session may still have decoded."""
    return st.session_state.setdefault("_purse", Purse(SESSION.all_pixels))


def shelf() -> Shelf:
    """What this session keeps."""
    if "_shelf" not in st.session_state:
        st.session_state["_shelf"] = room.shelf()
    return st.session_state["_shelf"]
