"""The first form of the database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)

Table(
    "concepts",
    _metadata,
    Column("pk", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
Table(
    "log",
    _metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("utc_offset", Integer, nullable=False),
    Column("study_day", Integer, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("act", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("state_before", Text, nullable=False),
    Column("due_given", BigInteger),
    Column("memory_before", Text),
    Index(None, "card"),
    Index(None, "study_day", "act"),
)
Table(
    "settings",
    _metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
Table(
    "sources",
    _metadata,
    Column("pk", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("opt_in", Text, nullable=False),
    Column("rules", Text, nullable=False),
)
Table(
    "notes",
    _metadata,
    Column("pk", Integer, primary_key=True),
    Column("source", Integer, ForeignKey("sources.pk", ondelete="CASCADE"), nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("declared", Text, nullable=False),
    Column("fallback", Text, nullable=False),
    Column("is_concept", Boolean, nullable=False),
    UniqueConstraint("source", "path"),
)
Table(
    "cards",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("source", Integer, ForeignKey("sources.pk", ondelete="CASCADE"), nullable=False),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="SET NULL")),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("line_start", Integer, nullable=False),
    Column("line_end", Integer, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source_id", Text),
    Column("text", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    Column("holes", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("links", Text, nullable=False),
    Column("exercises", Text, nullable=False),
    Column("headings", Text, nullable=False),
    Column("ancestors", Text, nullable=False),
    Column("deck", Text, nullable=False),
    Column("orphaned_at", BigInteger),
    Index(None, "note"),
    Index(None, "source_id"),
    Index(None, "source", "path"),
)
Table(
    "concept_requires",
    _metadata,
    Column("concept", Integer, ForeignKey("concepts.pk", ondelete="CASCADE"), primary_key=True),
    Column("requires", Integer, ForeignKey("concepts.pk", ondelete="CASCADE"), primary_key=True),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="CASCADE"), primary_key=True),
)
Table(
    "questions",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Index(None, "note"),
)
Table(
    "suggestions",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    Column("line_start", Integer, nullable=False),
    Column("line_end", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Index(None, "note"),
)
Table(
    "tasks",
    _metadata,
    Column("id", Text, primary_key=True),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Index(None, "note"),
)
Table(
    "card_concepts",
    _metadata,
    Column("card", Text, ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True),
    Column("concept", Integer, ForeignKey("concepts.pk", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "concept"),
)
Table(
    "memory",
    _metadata,
    Column("card", Text, ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True),
    Column("source", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("state", Text, server_default="new", nullable=False),
    Column("step", Integer, server_default="0", nullable=False),
    Column("due_at", BigInteger),
    Column("due_day", Integer),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("last_day", Integer),
    Column("reps", Integer, server_default="0", nullable=False),
    Column("lapses", Integer, server_default="0", nullable=False),
    Column("suspended", Boolean, server_default=false(), nullable=False),
    Column("buried_day", Integer),
    Column("flag", Integer, server_default="0", nullable=False),
    Index(None, "state", "source", "suspended", "position"),
    Index(None, "state", "suspended", "due_day"),
)


def upgrade(connection: Connection) -> None:
    _metadata.create_all(connection)
