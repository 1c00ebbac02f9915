"""Add `trials`: what was done at each exercise."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, MetaData, Table, Text

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)

_trials = Table(
    "trials",
    _metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("exercise", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("utc_offset", Integer, nullable=False),
    Column("study_day", Integer, nullable=False),
    Column("deed", Text, nullable=False),
    Column("hint", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("property", Text, nullable=False),
    Column("mistakes", Text, nullable=False),
    Column("cards", Text, nullable=False),
    Index(None, "exercise"),
    Index(None, "study_day"),
)


def upgrade(connection: Connection) -> None:
    _trials.create(connection)
