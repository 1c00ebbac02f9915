"""Notes as they were when they were last read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from studygpt.model import Note
from studygpt.store.bulk import SOME, chunks, insert_rows, update_rows
from studygpt.store.concepts import delete_requirements, insert_requirements
from studygpt.store.json_lists import to_json
from studygpt.store.tables import notes

UNREAD = {"digest": "", "mtime_ns": 0, "size": -1}
"""Column values with which the next sync reads a note again."""


class SeenNote(NamedTuple):
    """What is stored about a note's file. It is a tuple for speed, as every sync reads one for each note."""

    path: str
    key: int
    size: int
    mtime_ns: int
    digest: str


def seen_notes(connection: Connection, source: int) -> dict[str, SeenNote]:
    """Return the stored notes of a source by their paths."""
    query = select(notes.c.path, notes.c.pk, notes.c.size, notes.c.mtime_ns, notes.c.digest).where(
        notes.c.source == source
    )
    return {row[0]: SeenNote._make(row) for row in connection.execute(query).all()}


def touch_note(connection: Connection, key: int, size: int, mtime_ns: int, digest: str) -> None:
    """Store the size, time and digest of a note's file, if nothing else about the note changed."""
    connection.execute(update(notes).where(notes.c.pk == key).values(size=size, mtime_ns=mtime_ns, digest=digest))


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note to be stored, with what its file looked like when it was read."""

    note: Note
    size: int
    mtime_ns: int
    digest: str
    key: int | None
    """The key of the note; None if it was never stored."""


def store_notes(connection: Connection, source: int, rows: Sequence[NoteRow]) -> list[int]:
    """Store notes as they are now; return their keys, in order."""
    values = [
        {
            "source": source,
            "path": each.note.path,
            "title": each.note.title,
            "size": each.size,
            "mtime_ns": each.mtime_ns,
            "digest": each.digest,
            "declared": to_json(each.note.declared),
            "fallback": each.note.fallback,
            "is_concept": each.note.is_concept,
        }
        for each in rows
    ]
    new = [tuple(value.values()) for value, each in zip(values, rows, strict=True) if each.key is None]
    if new:
        insert_rows(connection, notes, tuple(values[0]), new)
    new_keys = _keys_of(connection, source, [each.note.path for each in rows if each.key is None])
    known = [(*value.values(), each.key) for value, each in zip(values, rows, strict=True) if each.key is not None]
    if known:
        update_rows(connection, notes, "pk", tuple(values[0]), known)
        delete_requirements(connection, [each.key for each in rows if each.key is not None])
    keys = [new_keys[each.note.path] if each.key is None else each.key for each in rows]
    insert_requirements(connection, list(zip(keys, (each.note for each in rows), strict=True)))
    return keys


def _keys_of(connection: Connection, source: int, paths: Sequence[str]) -> dict[str, int]:
    query = select(notes.c.path, notes.c.pk).where(notes.c.source == source, notes.c.path.in_(SOME))
    return {row[0]: row[1] for some in chunks(paths) for row in connection.execute(query, {"some": some})}


def delete_notes(connection: Connection, keys: Sequence[int]) -> None:
    """Forget notes; their cards stay, in no note."""
    for some in chunks(keys):
        connection.execute(delete(notes).where(notes.c.pk.in_(some)))
