"""The app's three shared things, made once a process: settings, lab book, engine."""

from __future__ import annotations

import streamlit as st

from lib.engine import Engine
from lib.runs import LabBook
from lib.settings import Settings, read_settings


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    return read_settings()


@st.cache_resource(show_spinner=False)
def lab_book() -> LabBook:
    return LabBook(settings())


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The engine; its worker starts at the first `engine().warm_up()` or submit, not here."""
    return Engine(settings(), lab_book())
