"""Add `learned`, how a card read when it was last graded, and `told_apart`, what a person said is not the same card.

Cards that were graded before need no row: what stands there now is taken for what was learned.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)

_cards = Table("cards", _metadata, Column("id", Text, primary_key=True))
_learned = Table(
    "learned",
    _metadata,
    Column("card", Text, ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    Column("holes", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("line_start", Integer, nullable=False),
    Column("headings", Text, nullable=False),
    Column("ancestors", Text, nullable=False),
    Column("doubt", Text, nullable=False),
    Column("common", Text, nullable=False),
    Column("settled", BigInteger),
    Index(None, "doubt"),
)
_told_apart = Table(
    "told_apart",
    _metadata,
    Column("card", Text, ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True),
    Column("other", Text, primary_key=True),
)


def upgrade(connection: Connection) -> None:
    _learned.create(connection)
    _told_apart.create(connection)
