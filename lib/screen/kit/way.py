"""Which way a lesson's own pictures go: they stay in the browser, or they travel to this server, because the browser cannot do it or the
learner chose that. It knows nothing of what is done with them.
"""

from __future__ import annotations

import streamlit as st

WAY, SERVER = "way", "server"  # ?way=server
CANNOT = "This browser cannot do it: something is missing, or could not be loaded."
CHOSEN = "You chose this."
NO_BASE = "This server has no model for browsers."
BACK = "Keep them on this device"


def reason(used: str) -> str:
    """Why the pictures go over the server; "" where they need not.

    Args:
        used: where in the session the lesson keeps it.
    """
    return st.session_state.get(used, "Your link says so." if st.query_params.get(WAY) == SERVER else "")


def use_server(used: str, why: str) -> None:
    st.session_state[used] = why


def use_device(used: str) -> None:
    st.session_state.pop(used, None)
    if WAY in st.query_params:
        del st.query_params[WAY]
