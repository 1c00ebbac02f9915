"""What a home holds, in a form in which two homes can be compared: all that a person could miss, and no ids."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from studygpt.store.constants import CURRENT

Held = tuple[object, ...]

_ACTS = """
SELECT at, act, CASE WHEN act = 'undo' THEN '' ELSE value END, study_day, state_before, (
    SELECT front FROM cards WHERE cards.id = log.card
) FROM log ORDER BY 1, 2, 3, 6
"""
_MEMORIES = """
SELECT front, back, deck, orphaned_at IS NULL, note IS NULL, suggestion, state, reps, lapses, round(stability, 6),
    due_day, due_at, suspended, flag, memory.tags
FROM cards LEFT JOIN memory ON memory.card = cards.id ORDER BY 1, 2
"""
# A source of which no note was read yet is as good as none: the next sync reads them.
_REST = (
    "SELECT name, path, enabled FROM sources WHERE pk IN (SELECT source FROM notes) ORDER BY 1",
    "SELECT path, digest FROM notes ORDER BY 1",
    "SELECT value FROM settings WHERE key = 'parameters'",
)


def held_by(database: Path) -> Held:
    """Return what a database holds; nothing where it has no rows yet, of an older form only how many."""
    if not database.exists():
        return ()
    with closing(sqlite3.connect(database)) as connection:
        wrong = connection.execute("PRAGMA integrity_check").fetchall()
        assert wrong == [("ok",)], wrong
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            return ()
        (form,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        if form != CURRENT:
            counted = ((name, connection.execute(f"SELECT count(*) FROM {name}").fetchone()) for name in sorted(tables))
            return (form, *counted)
        held = tuple(tuple(connection.execute(query).fetchall()) for query in (_ACTS, _MEMORIES, *_REST))
        return held if any(held) else ()
