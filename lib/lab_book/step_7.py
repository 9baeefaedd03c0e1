"""The step from schema 6 to 7: rooms, which a lecturer opens for a class; all four tables are empty once no room is open."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Connection, Float, Index, Integer, MetaData, String, Table


def to_7(c: Connection) -> None:
    new = MetaData()
    Table(
        "rooms",
        new,
        Column("code", String(4), primary_key=True),
        Column("secret", String(64), nullable=False),
        Column("lecturers", JSON, nullable=False),
        Column("version", Integer, nullable=False),
        Column("said", JSON, nullable=False),
        Column("opened", Float, nullable=False),
        Column("ends", Float, nullable=False),
    )
    Table(
        "room_members",
        new,
        Column("room", String(4), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("learner", String(36), nullable=False),
        Column("name", String(24), nullable=False),
        Column("wanted", String(24), nullable=False),
        Column("hidden", Integer, nullable=False),
        Column("seen", Float, nullable=False),
        Index("room_members_by_learner", "learner"),
    )
    Table(
        "room_questions",
        new,
        Column("room", String(4), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("asked", JSON, nullable=False),
        Column("round", Integer, nullable=False),
        Column("shown", Integer, nullable=False),
        Column("correct", String(80), nullable=False),
    )
    Table(
        "room_guesses",
        new,
        Column("room", String(4), primary_key=True),
        Column("question", Integer, primary_key=True, autoincrement=False),
        Column("round", Integer, primary_key=True, autoincrement=False),
        Column("member", Integer, primary_key=True, autoincrement=False),
        Column("option", String(80), nullable=False),
    )
    new.create_all(c)
