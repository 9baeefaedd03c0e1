"""The lab book's tables as they are now. A change here is a new step in `lib.lab_book.upgrades`; it runs no query."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
)

metadata = MetaData()

about = Table("about", metadata, Column("version", Integer, nullable=False))

# A learner's line in the lab book. A repeat is a line alone: it refers to what another run computed.
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
    Column("copy_of", String(32)),  # a repeat: the run that was trained, which may be gone by now
    Column("spec", JSON, nullable=False),
    Column("status", JSON, nullable=False),  # what the worker does now: phase, epoch, time left, guesses
    Column("message", String(500), nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("guess", JSON(none_as_null=True)),  # the learner's, of this run: see `lib.lab_book.guess`
    Index("runs_of_learner", "learner", "created"),
    Index("runs_by_identity", "identity", "state"),
    Index("runs_by_state", "state", "created"),
    Index("runs_by_training", "copy_of"),
)
TRAINING = func.coalesce(runs.c.copy_of, runs.c.id)  # whose curve, result and files a run shows

# What a run computed, under the id of the run that was trained; it lives as long as any run refers to it.
trainings = Table(
    "trainings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("history", JSON, nullable=False),  # one dict an epoch
    Column("result", JSON, nullable=False),
    Column("owner", String(32)),  # the app process that has it under way; of no meaning once it has ended
)

rows = Table(
    "rows",
    metadata,
    Column("training", String(32), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("split", String(12), primary_key=True),
    Column("epoch", Float, nullable=False),  # position in epochs, so 2.5 is half way through the third
    Column("loss", Float),  # None where it is not a finite number
    Column("accuracy", Float),
)

files = Table(
    "files",
    metadata,
    Column("training", String(32), primary_key=True),
    Column("what", String(12), primary_key=True),  # weights | checkpoint | answers | epoch
    Column("epoch", Integer, primary_key=True, autoincrement=False),  # 0 where there is one file of its sort
    Column("digest", String(64), nullable=False),
    Index("files_by_digest", "digest"),
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
    Column("at", Float, nullable=False),
)

# App processes on this database; whoever has not told for a while that it is there is gone (see `lib.lab_book.leases`).
processes = Table(
    "processes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("beat", Float, nullable=False),  # by the database's clock
)

# Learners who asked to be forgotten, as digests of their ids: what still comes for them is refused.
forgotten = Table(
    "forgotten",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("at", Float, nullable=False),
)

# A room that a lecturer has opened for a class. All of it goes when the room ends; nothing in it names a person.
rooms = Table(
    "rooms",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("secret", String(64), nullable=False),  # a digest of the lecturer's secret
    Column(
        "lecturers", JSON, nullable=False
    ),  # digests of the lecturer's ids as a learner: a laptop, a phone
    Column("version", Integer, nullable=False),  # one more with every change, also of members and guesses
    Column("said", JSON, nullable=False),  # what the lecturer has set: see `lib.lab_book.room.Said`
    Column("opened", Float, nullable=False),
    Column("ends", Float, nullable=False),
)

room_members = Table(
    "room_members",
    metadata,
    Column("room", String(4), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("learner", String(36), nullable=False),
    Column("name", String(24), nullable=False),  # drawn, or one of their own that the lecturer has seen
    Column("wanted", String(24), nullable=False),  # one of their own that the lecturer has not seen yet
    Column("hidden", Integer, nullable=False),  # 1: the name is not shown to others
    Column("seen", Float, nullable=False),
    Index("room_members_by_learner", "learner"),
)

room_questions = Table(
    "room_questions",
    metadata,
    Column("room", String(4), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("asked", JSON, nullable=False),  # the course's own words: text, and options by key
    Column("round", Integer, nullable=False),
    Column("shown", Integer, nullable=False),  # 1: everybody sees what was guessed
    Column("correct", String(80), nullable=False),  # the right option's key, once the lecturer has named it
)

room_guesses = Table(
    "room_guesses",
    metadata,
    Column("room", String(4), primary_key=True),
    Column("question", Integer, primary_key=True, autoincrement=False),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("option", String(80), nullable=False),
)
