"""Add tags that a learner gives cards, beside those of their notes."""

from __future__ import annotations

from sqlalchemy import Connection, text


def upgrade(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE memory ADD COLUMN tags TEXT DEFAULT '[]' NOT NULL"))
