"""What engine tests share: the digits that are here, a small set of a learner's own pictures, and an engine whose cluster has no workers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_cluster import FakeCluster
from PIL import Image

from lib.engine import keeper
from lib.engine.engine import Engine
from lib.lab_book.runs import LabBook
from lib.pictures.own.own import OwnSet
from lib.pictures.sets import digits
from lib.settings import Settings


@pytest.fixture(scope="module")
def data_hash() -> str:
    return digits.load(download=False).data_hash


@pytest.fixture(scope="module")
def own() -> OwnSet:
    """Two classes of eight small pictures, dark and light; no two are twins."""
    random, made = np.random.default_rng(0), OwnSet()
    for name, low in (("my dark things", 0), ("my light things", 128)):
        files = []
        for i in range(8):
            out = io.BytesIO()
            Image.fromarray(random.integers(low, low + 127, (40, 60, 3), np.uint8)).save(out, "PNG")
            files.append((f"{i}.png", out.getvalue()))
        made = made.add(name, files)
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keeper with a cluster that has no workers, and that hardly pauses."""
    monkeypatch.setattr(keeper, "Cluster", FakeCluster)
    monkeypatch.setattr(keeper, "PAUSE", 0.01)
    monkeypatch.setattr(FakeCluster, "born", [])
    monkeypatch.setattr(FakeCluster, "broken", {})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, memory_needed=1, seconds_limit=10**6)


@pytest.fixture
def book(settings: Settings) -> LabBook:
    return LabBook(settings)


@pytest.fixture
def engine(quick: None, settings: Settings, book: LabBook) -> Iterator[Engine]:
    """An engine whose cluster has no workers."""
    engine = Engine(settings, book)
    yield engine
    engine.close()
