"""Read the first card of today with only the standard library, to show it while SQLAlchemy is still being imported.

The session that follows begins with this card if it is in today's queue.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace

from studygpt.model import Act, Card, Moment, State
from studygpt.schedule.days import study_day
from studygpt.settings import Settings
from studygpt.store.constants import CURRENT, SHIPPED
from studygpt.store.rows import card_from

_PLAYABLE = """
    SELECT cards.id FROM memory JOIN cards ON cards.id = memory.card JOIN sources ON sources.pk = memory.source
    WHERE sources.enabled AND NOT memory.suspended AND cards.orphaned_at IS NULL
      AND (memory.buried_day IS NULL OR memory.buried_day != :today)
      AND (cards.note, cards.line_start) NOT IN (
          SELECT seen.note, seen.line_start FROM log JOIN cards AS seen ON seen.id = log.card
          WHERE log.study_day = :today AND log.act = :grade AND seen.id != cards.id AND seen.note IS NOT NULL)
"""
_ROOM = """
    (SELECT count(*) FROM log WHERE log.study_day = :today AND log.act = :grade AND log.state_before = :{0}) < :{0}_room
"""
"""Condition that the day's limit has room for another card.

Undone grades count against the limit too. At worst no card is found here, and the session shows the first one.
"""
_IN_TURN = (
    "memory.state IN (:learning, :relearning) AND memory.due_at <= :now ORDER BY memory.due_at LIMIT 1",
    f"memory.state = :review AND memory.due_day <= :today AND {_ROOM.format('review')} ORDER BY memory.due_day LIMIT 1",
    f"memory.state = :new AND {_ROOM.format('new')}"
    " ORDER BY sources.name = :shipped, sources.pk, memory.position LIMIT 1",
)
"""Conditions for the first card, in turn: a step that ended, a review, a new card. Limits of decks are left out."""


def first_card(file: Path, now: Moment, settings: Settings) -> Card | None:
    """Return the first card of today; None if there is none, or none can be found quickly."""
    if not file.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return None
    try:
        return _read(connection, now, settings)
    except (sqlite3.Error, ValueError, TypeError):  # an older form, a busy or a damaged database
        return None
    finally:
        connection.close()


def _read(connection: sqlite3.Connection, now: Moment, settings: Settings) -> Card | None:
    if connection.execute("SELECT version_num FROM alembic_version").fetchone() != (CURRENT,):
        return None
    words = {
        "now": now.at,
        "today": study_day(now, settings.day_starts_at),
        "review_room": settings.reviews_per_day,
        "new_room": settings.new_per_day,
        "shipped": SHIPPED,
        "grade": Act.GRADE.value,
        "learning": State.LEARNING.value,
        "relearning": State.RELEARNING.value,
        "review": State.REVIEW.value,
        "new": State.NEW.value,
    }
    for which in _IN_TURN:
        found = connection.execute(f"{_PLAYABLE} AND {which}", words).fetchone()
        if found:
            return _card(connection, found[0])
    return None


def _card(connection: sqlite3.Connection, card: str) -> Card:
    cursor = connection.execute(
        "SELECT memory.*, memory.tags AS own_tags, cards.*, sources.name AS source_name FROM cards "
        "JOIN memory ON memory.card = cards.id JOIN sources ON sources.pk = cards.source WHERE cards.id = ?",
        (card,),
    )
    names = [each[0] for each in cursor.description]
    # Where columns share a name, the last one counts: the card's own.
    return card_from(SimpleNamespace(**dict(zip(names, cursor.fetchone(), strict=True))), ())
