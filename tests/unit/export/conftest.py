"""What export tests share: a process elsewhere that has Keras' cache, as whoever takes a program home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elsewhere import Elsewhere, elsewhere


@pytest.fixture(scope="session")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    with elsewhere(tmp_path_factory.mktemp("home"), "KERAS_HOME") as process:
        yield process
