"""The search for PostgreSQL's programs, on machines that are made up, and a server that starts and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from scripts import find_postgres
from scripts.find_browser import Missing


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with none; what is written into this folder is on its PATH."""
    monkeypatch.delenv("POSTGRES_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(find_postgres, "PLACES", (f"{tmp_path}/postgresql/*/bin",))
    monkeypatch.setattr(find_postgres, "from_distribution", lambda packages: None)
    return tmp_path


def program(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "initdb").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "initdb").chmod(0o755)
    return folder


def test_the_newest_of_the_distributions_is_found(machine: Path) -> None:
    program(machine / "postgresql" / "9" / "bin")
    newest = program(machine / "postgresql" / "15" / "bin")
    assert find_postgres.find() == newest
    assert find_postgres.installed() == newest


def test_a_chosen_folder_is_taken_or_named_in_the_complaint(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(program(machine / "mine")))
    assert find_postgres.find() == machine / "mine"
    monkeypatch.setenv("POSTGRES_BIN", str(machine / "nothing"))
    with pytest.raises(Missing, match="no initdb is there"):
        find_postgres.find()


def test_the_package_is_fetched_where_none_is_here(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = machine / "postgresql" / "15" / "bin"
    monkeypatch.setattr(find_postgres, "from_distribution", lambda packages: program(fetched))
    assert find_postgres.find() == fetched


def test_none_at_all_is_one_sentence(machine: Path) -> None:
    with pytest.raises(Missing, match="No PostgreSQL is here"):
        find_postgres.find()


@pytest.mark.postgres
def test_a_server_starts_for_its_user_alone_and_leaves_nothing() -> None:
    with find_postgres.server() as address:
        folder = Path(str(make_url(address).query["host"]))
        assert folder.stat().st_mode & 0o077 == 0
        with create_engine(address).connect() as c:
            assert c.exec_driver_sql("SELECT 1").scalar() == 1
            assert c.exec_driver_sql("SHOW listen_addresses").scalar() == ""
    assert not folder.exists()
