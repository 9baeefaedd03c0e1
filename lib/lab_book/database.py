"""The lab book's database: opened, brought to this schema version, and cleaned of what was deleted.

It knows what SQLite and PostgreSQL need for that, and nothing of runs. In both, one transaction writes at a time: what it
has read still holds when it writes, also where several app processes have one database.
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lib.lab_book.tables import about, metadata
from lib.lab_book.upgrades import STEPS

VERSION = 1 + len(STEPS)
PATIENCE = 10_000  # milliseconds that a connection waits for another one's lock
COPY_DAYS = 7  # that the copy from before an upgrade is kept: long enough to see that all is there
HUNG = 60_000  # milliseconds that PostgreSQL waits for the next word within a transaction: a process that hangs frees its lock
CONNECT = 10  # seconds for a server's answer; a host that is switched off gives none
WRITER = 1_279_349_569  # the number of the lock that a writer holds in PostgreSQL
LOG_BYTES = 16 * 2**20  # what the write-ahead log keeps of the disk between two uses


class SchemaError(RuntimeError):
    """The database cannot be used with this app; the message says what the host can do."""


def open_database(url: str) -> Engine:
    """An engine on `url` with all tables there, at this schema version.

    Raises:
        SchemaError: the database is newer than the app, or there is no room for a copy of it before its upgrade.
    """
    # An error's text goes to the log: it must not tell whose id, or which note, was to be written.
    postgres = make_url(url).get_backend_name() == "postgresql"
    engine = create_engine(
        url,
        pool_pre_ping=True,  # a connection that was lost meanwhile is made anew
        hide_parameters=True,
        json_serializer=_to_json,
        connect_args={"connect_timeout": CONNECT} if postgres else {},
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune)
        event.listen(engine, "begin", _begin)
    elif postgres:
        event.listen(engine, "connect", _tune_postgres)
        event.listen(engine, "begin", _begin_postgres)
    with writing(engine).begin() as c:
        found = c.execute(select(about.c.version)).scalar() if inspect(c).has_table("about") else None
        if found is None:
            metadata.create_all(c)
            c.execute(insert(about).values(version=VERSION))
    version = VERSION if found is None else found
    if version > VERSION:
        raise SchemaError(
            f"The lab book was written by a newer version of the app (schema {version}, this app knows "
            f"{VERSION}). Start the newer app, or give this one another LAYERS_FOLDER."
        )
    if version < VERSION:
        _keep_a_copy(engine, version)
    for number in range(version, VERSION):
        with writing(engine).begin() as c:
            if c.execute(select(about.c.version)).scalar() == number:  # another process may have been quicker
                STEPS[number - 1](c)
                c.execute(update(about).values(version=number + 1))
    if version < VERSION:
        truncate_log(engine)
    for copy in copies(engine):
        if copy.stat().st_mtime < time.time() - 86400 * COPY_DAYS:
            copy.unlink()
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: they are locked at their beginning, one at a time."""
    return engine.execution_options(writes=True)


def truncate_log(engine: Engine) -> bool:
    """Empties SQLite's write-ahead log, which else still holds what was deleted; whether nobody was in the way."""
    if engine.dialect.name != "sqlite":
        return True
    try:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _in_log, _moved = cursor.fetchall()[0]
        finally:
            connection.close()
    except (sqlite3.Error, SQLAlchemyError):
        return False
    return not busy


def copies(engine: Engine) -> list[Path]:
    """The copies of an SQLite file from before its upgrades."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return []
    return sorted(Path(file).parent.glob(f"{Path(file).name}.schema-*"))


def _tune(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # `_begin` begins transactions, not the driver at some later statement
    for pragma in (
        "journal_mode=WAL",  # readers go on while the engine's thread writes
        "synchronous=NORMAL",
        f"busy_timeout={PATIENCE}",
        "secure_delete=ON",  # what is deleted is overwritten: a note is gone from the file too
        f"journal_size_limit={LOG_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _tune_postgres(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {PATIENCE}")
    cursor.execute(f"SET idle_in_transaction_session_timeout = {HUNG}")
    cursor.close()
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        # By schema: what else uses this database is not kept waiting.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER}, hashtext(current_schema()))")


def _to_json(value: Any) -> str:
    """JSON that every database takes: no NaN and no infinity, which a run that diverged may hold."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list | tuple) else value


def _keep_a_copy(engine: Engine, version: int) -> None:
    """Copies an SQLite file before the first step; a server's database has backups of its own."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return
    whole = Path(f"{file}.schema-{version}")
    half = Path(f"{file}.schema-{version}.part")
    half.unlink(missing_ok=True)
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(half),))
        half.replace(whole)
    except (sqlite3.Error, OSError) as error:
        half.unlink(missing_ok=True)
        raise SchemaError(
            f"The lab book has an older schema ({version}), and before its upgrade a copy of it is kept. There is no room "
            f"for that: free as much disk as it takes now, or give this app another LAYERS_FOLDER. ({error})"
        ) from error
    finally:
        connection.close()
