"""Page tests go through the front door, and write into a lab book of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from pet_engine import PetEngine
from streamlit.runtime.pages_manager import PagesManager

from lib.door.asgi import House
from lib.screen.kit import host
from lib.screen.kit.kept import Kept


class AsServed(PagesManager):
    """Pages as a server has them once `st.navigation` was called; AppTest begins each run as a new process does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture(autouse=True)
def front_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", AsServed)
    House()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LAYERS_FOLDER", str(tmp_path))
    for shared in (host.settings, host.lab_book, host.engine, host.take_up):
        shared.clear()
    yield tmp_path
    for shared in (host.settings, host.lab_book, host.engine, host.take_up):
        shared.clear()


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PetEngine:
    """An engine without a worker, on a computer without photos and weights."""
    fake = PetEngine()
    monkeypatch.setattr(host, "engine", fake)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    st.cache_data.clear()
    Kept.clear_all()
    return fake
