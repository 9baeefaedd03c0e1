"""Page tests go through the front door, and write into a lab book of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from pet_engine import PetEngine
from streamlit.runtime.pages_manager import PagesManager

from lib.door import live as door
from lib.door.asgi import House
from lib.door.files import files
from lib.engine import tasks
from lib.engine.engine import Engine
from lib.screen.kit import host, lesson
from lib.screen.kit.kept import Kept
from lib.screen.runs import live


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


@pytest.fixture
def answering(engine: PetEngine, monkeypatch: pytest.MonkeyPatch) -> PetEngine:
    """A worker that also looks, and guesses that are made: all of a lesson stands on its page."""
    predict = lesson.predict
    maps = [{"side": 4, "channels": 8, "chosen": range(8), "maps": np.zeros((8, 4, 4), np.uint8)}] * 4
    engine.answers[tasks.FEATURE_MAPS] = lambda *_: maps
    engine.answers[tasks.FAMILIAR] = lambda *_: None
    engine.answers[tasks.SIZE_OF] = lambda *_: 160
    engine.answers[tasks.WHERE] = lambda *_: np.zeros((1, 5, 5))
    monkeypatch.setattr(
        lesson, "predict", lambda name, asked, **how: predict(name, asked, **how) or asked.options[0].key
    )
    return engine


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so."""
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


@pytest.fixture
def fresh_view(no_worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker, nothing served yet, and a view that may be read anew at any time."""
    store = door.Live()
    monkeypatch.setattr(door, "live", store)
    monkeypatch.setattr(live, "live", store)
    monkeypatch.setattr(door, "SOON", 0.0)
    monkeypatch.setattr(files, "served", False)
