"""Read the cards of a study straight from its database, with what is asked about them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """A card as the database holds it."""

    id: str
    path: str
    line: int
    part: str
    source_id: str | None
    orphaned: bool
    reps: int
    text: str
    front: str
    back: str
    holes: str
    """JSON."""
    doubt: str
    """Why it may be another card than the one that was learned; empty where nobody is asked."""
    common: str
    """The change that it shares with other cards in doubt, which are decided together."""

    @property
    def hidden(self) -> str:
        """The words that a cloze hides."""
        return " ".join(hole["text"] for hole in json.loads(self.holes))


_QUERY = """
SELECT cards.id, cards.path, cards.line_start, cards.part, source_id, orphaned_at IS NOT NULL, coalesce(reps, 0),
    cards.text, cards.front, cards.back, cards.holes, coalesce(doubt, ''), coalesce(common, '')
FROM cards LEFT JOIN memory ON memory.card = cards.id LEFT JOIN learned ON learned.card = cards.id AND settled IS NULL
ORDER BY cards.path, cards.line_start, cards.part
"""


def read_rows(file: Path) -> list[Row]:
    """Return all cards and suggestions, in the order of the notes."""
    with closing(sqlite3.connect(file)) as connection:
        return [Row._make(row) for row in connection.execute(_QUERY)]


def learn_all(file: Path) -> int:
    """Give each new card a grade and a memory, as a review would; return how many there were."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(_GRADE)
        return connection.execute(_MEMORY).rowcount


_GRADE = """
INSERT INTO log (id, clock, device, card, at, utc_offset, study_day, duration_ms, act, value, state_before)
SELECT -row_number() OVER (ORDER BY position), 1750000000000 << 20, 'here', card, 1750000000000, 0, 20254, 5000,
    'grade', '3', 'new' FROM memory WHERE state = 'new'
"""
_MEMORY = """
UPDATE memory SET state = 'review', stability = 3, difficulty = 5, reps = 1, last_day = 20254, due_day = 20257
WHERE state = 'new'
"""
