"""A worker that README has a host start is told what the app tells its own: else a run is taken on elsewhere than it thinks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.cluster import commands
from lib.engine import cluster
from lib.settings import Settings


def test_readme_and_the_app_start_a_worker_with_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(cluster.subprocess, "Popen", lambda command, **_: started.append(command))
    settings = Settings(folder=tmp_path)
    own = SimpleNamespace(_settings=settings, _address="tls://x", _security=cluster._security(settings))
    cluster.Cluster._start(own, "layers-1")  # type: ignore[arg-type]
    (mine,), theirs = started, commands()[2]
    for option in ("--nthreads", "--resources", "--memory-limit"):
        assert theirs[theirs.index(option) + 1] == mine[mine.index(option) + 1]
    for flag in ("--no-nanny", "--no-dashboard"):
        assert flag in mine
        assert flag in theirs
