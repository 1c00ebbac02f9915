"""Read the first card of today with only the standard library, to show it while SQLAlchemy is still being imported.

The session that follows begins with this card if it is in today's queue.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from studygpt.model import Act, Card, Moment, State
from studygpt.schedule.days import study_day
from studygpt.settings import Settings
from studygpt.store.constants import CURRENT, SHIPPED
from studygpt.store.rows import card_from

_DONE = """
    SELECT log.state_before, seen.note, seen.line_start, log.card FROM log LEFT JOIN cards AS seen ON seen.id = log.card
    WHERE log.study_day = :today AND log.act = :grade
"""
"""The grades of today, undone ones too. At worst no card is found for them, and the session shows the first one."""
# CROSS JOIN: SQLite looks for a card only when its turn has come, and stops at the first one that may be shown.
_PLAYABLE = """
    SELECT cards.id, cards.note, cards.line_start FROM memory
    CROSS JOIN cards ON cards.id = memory.card CROSS JOIN sources ON sources.pk = memory.source
    WHERE sources.enabled AND memory.suspended = 0 AND cards.orphaned_at IS NULL
      AND (memory.buried_day IS NULL OR memory.buried_day != :today)
"""
_STEPS = f"{_PLAYABLE} AND memory.state IN (:learning, :relearning) AND memory.due_at <= :now ORDER BY memory.due_at"
_REVIEWS = f"{_PLAYABLE} AND memory.state = :review AND memory.due_day <= :today ORDER BY memory.due_day"
_NEW = f"{_PLAYABLE} AND memory.state = :new AND memory.source = :source ORDER BY memory.position"
_SOURCES = "SELECT pk FROM sources WHERE enabled ORDER BY name = :shipped, pk"


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
    words: dict[str, str | int] = {
        "now": now.at,
        "today": study_day(now, settings.day_starts_at),
        "shipped": SHIPPED,
        "grade": Act.GRADE.value,
        "learning": State.LEARNING.value,
        "relearning": State.RELEARNING.value,
        "review": State.REVIEW.value,
        "new": State.NEW.value,
    }
    graded = connection.execute(_DONE, words).fetchall()
    done = Counter(state for state, _, _, _ in graded)
    seen = {(note, line): card for _, note, line, card in graded if note is not None}
    found = _first(connection, _STEPS, words, seen)
    if found is None and done[State.REVIEW.value] < settings.reviews_per_day:
        found = _first(connection, _REVIEWS, words, seen)
    if found is None and done[State.NEW.value] < settings.new_per_day:
        sources = connection.execute(_SOURCES, words).fetchall()
        each = (_first(connection, _NEW, {**words, "source": source}, seen) for (source,) in sources)
        found = next(filter(None, each), None)
    return None if found is None else _card(connection, found)


def _first(
    connection: sqlite3.Connection,
    query: str,
    words: dict[str, str | int],
    seen: dict[tuple[int, int], str],
) -> str | None:
    """Return the first card that a query finds, other than siblings of what was seen today."""
    for card, note, line in connection.execute(query, words):
        if seen.get((note, line), card) == card:
            return str(card)
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
