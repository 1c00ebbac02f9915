"""Read the names by which links and concepts can mean a note."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, select

from studygpt.store.tables import notes, sources


class NoteNames(NamedTuple):
    """A note with its names."""

    source: str
    path: str
    title: str
    declared: tuple[str, ...]
    """The concepts that the note says it is about."""
    is_concept: bool


def named_notes(connection: Connection) -> list[NoteNames]:
    """Return the names of every note, in the order of the sources."""
    rows = connection.execute(
        select(sources.c.name, notes.c.path, notes.c.title, notes.c.declared, notes.c.is_concept)
        .join(sources, sources.c.pk == notes.c.source)
        .order_by(sources.c.pk, notes.c.path)
    )
    return [NoteNames(row.name, row.path, row.title, tuple(json.loads(row.declared)), row.is_concept) for row in rows]
