"""Every test that opens a lab book runs on SQLite and on PostgreSQL, with no word about it: where `Settings` name no database,
each folder has one of its own. `@pytest.mark.sqlite` leaves a test to SQLite, for what only its files have.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres import Postgres

from lib.settings import Settings


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "tmp_path" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("sqlite")
    on_postgres = pytest.param("postgres", marks=pytest.mark.postgres)
    metafunc.parametrize("database", ["sqlite"] if only else ["sqlite", on_postgres], indirect=True)


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which one this test runs on."""
    name = getattr(request, "param", "sqlite")
    if name == "sqlite":
        yield name
        return
    server: Postgres = request.getfixturevalue("postgres")
    own = Settings.database_url
    url = property(lambda self: own.fget(self) if self.database else server.url(str(self.folder)))  # type: ignore[attr-defined]
    monkeypatch.setattr(Settings, "database_url", url)
    yield name
    server.clear()
