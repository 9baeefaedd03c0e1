"""Who is learning: a random id kept in the browser's local storage, with no name and no account.

Whoever knows the id is that learner, so no page, export or log shows it. It knows nothing of what a learner did; that
is the lab book.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.door.address import origin
from lib.engine.visitor import Visitor
from lib.lab_book.book import LabBookError
from lib.screen.kit import charts, host
from lib.screen.kit.kept import Kept
from lib.screen.kit.web import component

_ID = re.compile(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}")  # a uuid4 as 32 hexadecimal digits
_KEY = "learner"
_STATE = "_learner"  # in the session: {"offer": id, "leave": bool}
_KNOWN = "_learner_id"  # in the session, once the browser has answered
_ASKED = "_forget_asked"

_browser = component("learner")


def learner_id() -> str:
    """This learner's id, 32 hexadecimal digits; before the browser has answered, the one offered to it."""
    return _answered() or _state()["offer"]


def visitor() -> Visitor:
    """Who asks, for limits: this learner, this session, this network address."""
    context = get_script_run_ctx()
    forwarded = st.context.headers.get_all("X-Forwarded-For")
    address = origin(st.context.ip_address or "", forwarded, host.settings().proxies)
    return Visitor(learner_id(), context.session_id if context else "", address)


def settled() -> bool:
    """Whether the browser has said who is here; nothing is written for a learner before that, or on leaving."""
    return _answered() is not None and not _state()["leave"]


def meet() -> None:
    """Puts the invisible part that asks the browser into the page: once a run, in `streamlit_app`."""
    _browser(key=_KEY, data=dict(_state()), on_answer_change=lambda: None, height="content")


def farewell() -> None:
    """Starting afresh on a shared computer, and having everything deleted: for the sidebar's foot."""
    with (
        st.popover("Not you?", icon=":material/person:", type="tertiary", key="who", width="stretch"),
        st.container(width=260),
    ):
        st.markdown("This browser remembers one learner by a random number. There is no name and no account.")
        st.caption("Do others use this computer? Then start afresh. Your work here no longer opens.")
        st.button("Start afresh", key="not_you", on_click=_afresh, width="stretch")
        if not st.session_state.get(_ASKED):
            st.caption("Or delete all your runs, answers, notes and progress.")
            st.button("Forget me", key="forget_me", on_click=_ask, args=(True,), width="stretch")
            return
        st.markdown("**All your runs, answers, notes and progress will be deleted.** This cannot be undone.")
        st.button("Delete everything", key="forget_me_yes", type="primary", on_click=_forget, width="stretch")
        st.button("Keep it", key="forget_me_no", on_click=_ask, args=(False,), width="stretch")


def _ask(sure: bool) -> None:
    st.session_state[_ASKED] = sure


def _afresh() -> None:
    """What is under way opens no more, so nobody waits for it here."""
    with suppress(LabBookError):
        host.engine().leave(learner_id())
    _leave()


def _forget() -> None:
    try:
        runs = [run.id for run in host.lab_book().runs(learner_id())]
        host.engine().forget(learner_id())
        Kept.forget_all(runs)
        charts.forget()  # some show names
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
    else:
        _leave()


def _leave() -> None:
    """What this session has of the learner goes at once, photos and answers too, and not only when the session ends."""
    for key in [key for key in st.session_state if key not in {_KEY, _STATE, _KNOWN}]:
        del st.session_state[key]
    _state()["leave"] = True


def _state() -> dict[str, Any]:
    if _STATE not in st.session_state:
        st.session_state[_STATE] = {"offer": uuid.uuid4().hex, "leave": False}
    return st.session_state[_STATE]


def _answered() -> str | None:
    """The browser's first answer to this session's offer: a session is one learner's, so later ones do not count."""
    if _KNOWN in st.session_state:
        return st.session_state[_KNOWN]
    said = st.session_state.get(_KEY)
    answer = said.get("answer") if isinstance(said, Mapping) else None
    if not isinstance(answer, Mapping) or answer.get("offer") != _state()["offer"]:
        return None
    found = answer.get("id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        return None
    st.session_state[_KNOWN] = found
    return found
