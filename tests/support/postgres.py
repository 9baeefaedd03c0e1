"""Empty databases on a PostgreSQL: one for this process, and in it a schema for each lab book, which costs a millisecond."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url


class Postgres:
    """What `url` gave goes with `clear`."""

    def __init__(self, database: str) -> None:
        self.database = database
        self._engine = create_engine(database, isolation_level="AUTOCOMMIT")
        self._schemas: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of an empty schema; the same for the same name."""
        if name not in self._schemas:
            self._schemas[name] = f"lab_book_{len(self._schemas)}"
            self.sql(f"CREATE SCHEMA {self._schemas[name]}")
        options = {"options": f"-csearch_path={self._schemas[name]}"}
        return make_url(self.database).update_query_dict(options).render_as_string(hide_password=False)

    def sql(self, statement: str) -> None:
        with self._engine.connect() as c:
            c.exec_driver_sql(statement)

    def cut(self) -> int:
        """Ends all connections of others, as a server does that is started again; how many there were."""
        with self._engine.connect() as c:
            return c.exec_driver_sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            ).scalar_one()

    def folder(self) -> Path:
        """Where the server keeps this database's tables; its user and root may read there."""
        with self._engine.connect() as c:
            data = c.exec_driver_sql("SHOW data_directory").scalar_one()
            number = c.exec_driver_sql(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).scalar_one()
        return Path(data) / "base" / str(number)

    def clear(self) -> None:
        if self._schemas:
            self.cut()
        for schema in self._schemas.values():
            self.sql(f"DROP SCHEMA {schema} CASCADE")
        self._schemas.clear()

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def databases(address: str) -> Iterator[Postgres]:
    """A database for this process on a server that others may use, too."""
    name = f"tests_{os.getpid()}"
    server: Engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as c:
        c.exec_driver_sql(f"CREATE DATABASE {name}")
    made = Postgres(make_url(address).set(database=name).render_as_string(hide_password=False))
    try:
        yield made
    finally:
        made.close()
        with suppress(Exception), server.connect() as c:
            c.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()
