"""The lab book's tables, and the schema version that they make up. It runs no query beyond setting them up."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)

VERSION = 2  # raise it with every change below, and give `upgrade` the step that leads there

metadata = MetaData()

about = Table("about", metadata, Column("version", Integer, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("learner", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("state", String(8), nullable=False),
    Column("identity", String(64), nullable=False),
    Column("shareable", Integer, nullable=False),  # 1: on a built-in picture set
    Column("copy_of", String(32)),  # the run whose result this one shows
    Column("spec", JSON, nullable=False),
    Column("status", JSON, nullable=False),  # what the worker does now: phase, epoch, time left, guesses
    Column("history", JSON, nullable=False),  # one dict an epoch
    Column("result", JSON, nullable=False),
    Column("message", String(500), nullable=False),
    Column("weights", String(64)),  # digest of a blob
    Column("checkpoint", String(64)),  # digest of a blob
    Column("answers", String(64)),  # digest of a blob; since version 2
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Index("runs_of_learner", "learner", "created"),
    Index("runs_by_identity", "identity", "state"),
    Index("runs_by_state", "state", "created"),
)

rows = Table(
    "rows",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("split", String(12), primary_key=True),
    Column("epoch", Float, nullable=False),  # position in epochs, so 2.5 is half way through the third
    Column("loss", Float),  # None where it is not a finite number
    Column("accuracy", Float),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("learner", String(36), primary_key=True),
    Column("lesson", String(48), primary_key=True),
    Column("question", String(80), primary_key=True),
    Column("value", String(2000), nullable=False),
    Column("at", Float, nullable=False),
)

progress = Table(
    "progress",
    metadata,
    Column("learner", String(36), primary_key=True),
    Column("lesson", String(48), primary_key=True),
    Column("state", String(8), nullable=False),
)


class SchemaError(RuntimeError):
    """The database was written by a newer version of the app."""


def upgrade(connection: Connection) -> None:
    """Brings the tables of version 1 up to this one."""
    connection.execute(text("ALTER TABLE runs ADD COLUMN answers VARCHAR(64)"))
    connection.execute(update(about).values(version=VERSION))


def open_database(url: str) -> Engine:
    """An engine on `url` with all tables there, at this schema version.

    Raises:
        SchemaError: the database is newer than the app.
    """
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def tune(connection, _record) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")  # readers go on while the engine's thread writes
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA busy_timeout=10000")
            cursor.close()

    metadata.create_all(engine)
    with engine.begin() as connection:
        version = connection.execute(select(about.c.version)).scalar()
        if version is None:
            connection.execute(insert(about).values(version=VERSION))
        elif version < VERSION:
            upgrade(connection)
        elif version > VERSION:
            raise SchemaError(
                f"The lab book was written by a newer version of the app (schema {version}, this app knows "
                f"{VERSION}). Start the newer app, or give this one another LAYERS_FOLDER."
            )
    return engine
