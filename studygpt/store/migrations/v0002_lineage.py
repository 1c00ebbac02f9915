"""Add `lineage`: what became of a card when a sync did not simply find it again, for `sync --explain`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)
Table("cards", _metadata, Column("id", Text))  # it is there already: the foreign key below needs its name

_lineage = Table(
    "lineage",
    _metadata,
    Column("pk", Integer, primary_key=True),
    Column("card", Text, ForeignKey("cards.id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("before", Text, nullable=False),
    Index(None, "card"),
)


def upgrade(connection: Connection) -> None:
    _lineage.create(connection)
