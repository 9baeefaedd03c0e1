"""The app's three shared things, made once a process: settings, lab book, engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.runs import LabBook
from lib.settings import Settings, read_settings

if TYPE_CHECKING:
    from lib.engine import Engine


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    return read_settings()


@st.cache_resource(show_spinner=False)
def lab_book() -> LabBook:
    return LabBook(settings())


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The engine; its worker starts at the first `engine().warm_up()` or submit, not here."""
    from lib.engine import Engine  # brings Dask along: half a second that the home page need not wait for

    return Engine(settings(), lab_book())


@st.cache_resource(show_spinner=False)
def take_up() -> None:
    """Once a process: the engine goes on with the runs that the app's last life left unfinished."""
    if lab_book().live_runs():
        engine()
