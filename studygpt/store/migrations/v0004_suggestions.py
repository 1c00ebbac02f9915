"""Store suggestions as cards that wait, and questions and tasks as notes give them.

The tables of that name held nothing before, so they are made anew.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text, text

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)
# These are there already: the foreign keys below need their names.
Table("sources", _metadata, Column("pk", Integer))
Table("notes", _metadata, Column("pk", Integer))

_questions = Table(
    "questions",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("source", Integer, ForeignKey("sources.pk", ondelete="CASCADE"), nullable=False),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="SET NULL")),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Index(None, "note"),
)

_tasks = Table(
    "tasks",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Index(None, "note"),
)


def upgrade(connection: Connection) -> None:
    for name in ("suggestions", "questions", "tasks"):
        connection.execute(text(f"DROP TABLE {name}"))
    _questions.create(connection)
    _tasks.create(connection)
    connection.execute(text("ALTER TABLE cards ADD COLUMN suggestion TEXT"))
    connection.execute(text("ALTER TABLE sources ADD COLUMN trusted TEXT DEFAULT '[]' NOT NULL"))
