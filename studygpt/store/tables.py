"""The tables of the database. `migrations/` leads from every older form to this one; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""How indexes and constraints are named, in every form of the database."""
metadata = MetaData(naming_convention=NAMES)


def _owned_by(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


sources = Table(
    "sources",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("opt_in", Text, nullable=False),  # JSON: what --opt-in was given
    Column("trusted", Text, nullable=False, server_default="[]"),  # JSON: the kinds of suggestions that are cards here
    Column("rules", Text, nullable=False),  # a digest of the settings under which its notes were read
)

notes = Table(
    "notes",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("source", Integer, _owned_by("sources.pk"), nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),  # of its bytes; empty where it could not be read
    Column("declared", Text, nullable=False),  # JSON: concepts it names
    Column("fallback", Text, nullable=False),  # the concept of cards that nothing else places
    Column("is_concept", Boolean, nullable=False),
    UniqueConstraint("source", "path"),
)

cards = Table(
    "cards",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Integer, _owned_by("sources.pk"), nullable=False),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="SET NULL")),
    Column("path", Text, nullable=False),  # of an orphan too, though its note is gone
    Column("title", Text, nullable=False),
    Column("line_start", Integer, nullable=False),
    Column("line_end", Integer, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source_id", Text),  # an id written in the note
    Column("text", Text, nullable=False),  # the passage with its markers, by which it is found again
    Column("part", Text, nullable=False),  # which sibling of that passage
    Column("front", Text, nullable=False),
    Column("back", Text, nullable=False),
    Column("holes", Text, nullable=False),  # this and the next five: JSON
    Column("tags", Text, nullable=False),
    Column("links", Text, nullable=False),
    Column("exercises", Text, nullable=False),
    Column("headings", Text, nullable=False),
    Column("ancestors", Text, nullable=False),
    Column("deck", Text, nullable=False),
    Column("orphaned_at", BigInteger),  # ms UTC, while no note holds it
    # Of a suggestion: open or rejected. It has no row in `memory`, so no queue can hold it; accepting it adds that row
    # and sets this to null.
    Column("suggestion", Text),
    Index(None, "note"),
    Index(None, "source", "path"),
    Index(None, "source_id"),
)

concepts = Table(
    "concepts",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

card_concepts = Table(
    "card_concepts",
    metadata,
    Column("card", Text, _owned_by("cards.id"), primary_key=True),
    Column("concept", Integer, _owned_by("concepts.pk"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "concept"),
)

concept_requires = Table(
    "concept_requires",
    metadata,
    Column("concept", Integer, _owned_by("concepts.pk"), primary_key=True),
    Column("requires", Integer, _owned_by("concepts.pk"), primary_key=True),
    Column("note", Integer, _owned_by("notes.pk"), primary_key=True),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Integer, _owned_by("sources.pk"), nullable=False),
    Column("note", Integer, ForeignKey("notes.pk", ondelete="SET NULL")),  # null: answered, and the note is gone
    Column("kind", Text, nullable=False),  # question, term
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Index(None, "note"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("note", Integer, _owned_by("notes.pk"), nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("state", Text, nullable=False),  # open, begun, done
    Index(None, "note"),
)

# Each card has a row from the start, so that a queue is an index scan and never a search for missing rows.
memory = Table(
    "memory",
    metadata,
    Column("card", Text, _owned_by("cards.id"), primary_key=True),
    Column("source", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),  # the order in which new cards are begun
    Column("state", Text, nullable=False, server_default="new"),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("due_at", BigInteger),  # ms UTC
    Column("due_day", Integer),  # study day
    Column("stability", Float),
    Column("difficulty", Float),
    Column("last_day", Integer),
    Column("reps", Integer, nullable=False, server_default="0"),
    Column("lapses", Integer, nullable=False, server_default="0"),
    Column("suspended", Boolean, nullable=False, server_default=false()),
    Column("buried_day", Integer),  # not shown again on this study day
    Column("flag", Integer, nullable=False, server_default="0"),
    Column("tags", Text, nullable=False, server_default="[]"),  # JSON: the learner's own, beside those of the note
    Index(None, "state", "source", "suspended", "position"),
    Index(None, "state", "suspended", "due_day"),
)

# How a card read, and where it stood, when it was last graded; only where it reads otherwise or stands elsewhere now.
learned = Table(
    "learned",
    metadata,
    Column("card", Text, _owned_by("cards.id"), primary_key=True),
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
    Column("doubt", Text, nullable=False),  # why it may be another card; empty where it is surely the same
    Column("common", Text, nullable=False),  # what it shares with other cards in doubt, which are decided together
    Column("settled", BigInteger),  # the row of the log by which a person learned the new wording, or decided
    Index(None, "doubt"),
)

# Ids that another device may have given a card. No foreign key: an id may be known before the card is here.
aliases = Table(
    "aliases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("card", Text, primary_key=True),
)

# What a person said: the history of `card` is not that of `other`. No foreign key to the latter, which may come back.
told_apart = Table(
    "told_apart",
    metadata,
    Column("card", Text, _owned_by("cards.id"), primary_key=True),
    Column("other", Text, primary_key=True),
)

# What happened to a card whenever a sync did not simply find it again.
lineage = Table(
    "lineage",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("card", Text, _owned_by("cards.id"), nullable=False),
    Column("at", BigInteger, nullable=False),  # ms UTC
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("before", Text, nullable=False),  # its text, or its place
    Index(None, "card"),
)

# Append-only. No foreign key: the log outlives its cards. An id is random, so that no two devices give out the same
# one, whatever was copied or restored; the order is that of the clock (`log.tick`), and of ids at one instant.
log = Table(
    "log",
    metadata,
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
    Column("memory_before", Text),  # JSON; only of acts that change the memory
    Column("clock", BigInteger, nullable=False, server_default="0"),
    Index(None, "card", "clock"),
    Index(None, "clock"),
    Index(None, "study_day", "act"),
)

# Append-only too: the attempts at exercises. The grade of an exercise goes to the log, like that of any card.
trials = Table(
    "trials",
    metadata,
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
    Column("mistakes", Text, nullable=False),  # JSON: id and title of each
    Column("cards", Text, nullable=False),  # JSON: ids of the cards that teach what went wrong
    Column("clock", BigInteger, nullable=False, server_default="0"),
    Index(None, "exercise"),
    Index(None, "study_day"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)
