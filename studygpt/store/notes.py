"""What sync reads and writes: notes as they were last seen, and their cards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from studygpt.identity import Stored
from studygpt.model import Draft, Note, State
from studygpt.store.tables import card_concepts, cards, concept_requires, concepts, memory, notes

T = TypeVar("T")
_AT_ONCE = 500
"""How many values one statement asks about: SQLite's older limits lie at 999."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A note as it was last read."""

    pk: int
    size: int
    mtime_ns: int
    digest: str


def seen_notes(connection: Connection, source: int) -> dict[str, Seen]:
    rows = connection.execute(
        select(notes.c.path, notes.c.pk, notes.c.size, notes.c.mtime_ns, notes.c.digest).where(notes.c.source == source)
    )
    return {row.path: Seen(row.pk, row.size, row.mtime_ns, row.digest) for row in rows}


def touch_note(connection: Connection, pk: int, size: int, mtime_ns: int, digest: str) -> None:
    connection.execute(update(notes).where(notes.c.pk == pk).values(size=size, mtime_ns=mtime_ns, digest=digest))


@dataclass(frozen=True, slots=True)
class Reading:
    """A note just read, with what its file looked like then."""

    note: Note
    size: int
    mtime_ns: int
    digest: str
    pk: int | None
    """Its key, where it was seen before."""


def put_notes(connection: Connection, source: int, readings: Sequence[Reading]) -> list[int]:
    """Store notes as they now are; return their keys, in order."""
    values = [
        {
            "source": source,
            "path": each.note.path,
            "title": each.note.title,
            "size": each.size,
            "mtime_ns": each.mtime_ns,
            "digest": each.digest,
            "declared": _json(each.note.declared),
            "fallback": each.note.fallback,
            "is_concept": each.note.is_concept,
        }
        for each in readings
    ]
    fresh = [value for value, each in zip(values, readings, strict=True) if each.pk is None]
    made: Iterator[int] = iter(())
    if fresh:
        returning = insert(notes).returning(notes.c.pk, sort_by_parameter_order=True)
        made = iter(list(connection.execute(returning, fresh).scalars()))
    pks = []
    for value, each in zip(values, readings, strict=True):
        if each.pk is None:
            pks.append(next(made))
        else:
            connection.execute(update(notes).where(notes.c.pk == each.pk).values(**value))
            connection.execute(delete(concept_requires).where(concept_requires.c.note == each.pk))
            pks.append(each.pk)
    _put_requirements(connection, list(zip(pks, (each.note for each in readings), strict=True)))
    return pks


def _put_requirements(connection: Connection, stored: Sequence[tuple[int, Note]]) -> None:
    named = {name for _, note in stored if note.requires for name in (*note.declared, *note.requires)}
    if not named:
        return
    keys = concept_keys(connection, sorted(named))
    pairs = [
        {"concept": keys[name], "requires": keys[required], "note": pk}
        for pk, note in stored
        for name in note.declared
        for required in note.requires
        if name != required
    ]
    if pairs:
        connection.execute(insert(concept_requires), pairs)


def drop_notes(connection: Connection, pks: Sequence[int]) -> None:
    for some in _chunks(pks):
        connection.execute(delete(notes).where(notes.c.pk.in_(some)))


# ---------------------------------------------------------------------- cards


def cards_of_note(connection: Connection, note: int) -> list[Stored]:
    return _stored(connection, select(*_IDENTITY).where(cards.c.note == note).order_by(cards.c.line_start, cards.c.id))


def cards_of_notes(connection: Connection, pks: Sequence[int]) -> list[Stored]:
    return [
        card for some in _chunks(pks) for card in _stored(connection, select(*_IDENTITY).where(cards.c.note.in_(some)))
    ]


def orphans_of(connection: Connection, source: int) -> list[Stored]:
    return _stored(connection, select(*_IDENTITY).where(cards.c.source == source, cards.c.orphaned_at.is_not(None)))


_IDENTITY = (cards.c.id, cards.c.text, cards.c.part, cards.c.source_id)


def _stored(connection: Connection, query: Select[Any]) -> list[Stored]:
    return [Stored(row.id, row.text, row.part, row.source_id) for row in connection.execute(query)]


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    return {
        row.id
        for some in _chunks(list(ids))
        for row in connection.execute(select(cards.c.id).where(cards.c.id.in_(some)))
    }


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft with its id and its note."""

    id: str
    draft: Draft
    note: int
    path: str
    title: str
    source: int
    source_name: str


def insert_cards(connection: Connection, placed: Sequence[Placed], first_position: int) -> None:
    if not placed:
        return
    connection.execute(insert(cards), [{"id": each.id, **_row(each)} for each in placed])
    connection.execute(
        insert(memory),
        [
            {
                "card": each.id,
                "source": each.source,
                "position": first_position + index,
                "state": State.NEW.value,
                "step": 0,
                "reps": 0,
                "lapses": 0,
                "suspended": False,
                "flag": 0,
            }
            for index, each in enumerate(placed)
        ],
    )


def update_cards(connection: Connection, placed: Sequence[Placed]) -> None:
    if placed:
        statement = update(cards).where(cards.c.id == bindparam("card_id"))
        connection.execute(statement, [{"card_id": each.id, **_row(each)} for each in placed])


def orphan_cards(connection: Connection, ids: Sequence[str], at: int) -> None:
    for some in _chunks(ids):
        connection.execute(update(cards).where(cards.c.id.in_(some)).values(note=None, orphaned_at=at))


def last_position(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(memory.c.position), 0))).scalar_one())


def _row(placed: Placed) -> dict[str, object]:
    draft = placed.draft
    return {
        "source": placed.source,
        "note": placed.note,
        "path": placed.path,
        "title": placed.title,
        "line_start": draft.line_start,
        "line_end": draft.line_end,
        "dialect": draft.dialect,
        "kind": draft.kind.value,
        "source_id": draft.source_id,
        "text": draft.text,
        "part": draft.part,
        "front": draft.front,
        "back": draft.back,
        "holes": _json([asdict(hole) for hole in draft.holes]) if draft.holes else "[]",
        "tags": _json(draft.tags),
        "links": _json(draft.links),
        "exercises": _json(draft.exercises),
        "headings": _json(draft.headings),
        "ancestors": _json(draft.ancestors),
        "deck": draft.deck or placed.source_name,
        "orphaned_at": None,
    }


# ---------------------------------------------------------------------- concepts


def concept_notes(connection: Connection, source: int) -> dict[str, tuple[str, ...]]:
    """The concepts that a link to a note names, by the note's title and by its file's name."""
    rows = connection.execute(
        select(notes.c.title, notes.c.path, notes.c.declared).where(notes.c.source == source, notes.c.is_concept)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        named = tuple(json.loads(row.declared)) or (row.title,)
        for name in (row.title, PurePosixPath(row.path).stem):
            found.setdefault(name.casefold(), named)
    return found


def place_cards(connection: Connection, source: int, source_name: str, ids: Sequence[str] | None) -> None:
    """Give cards (all of the source, or these) their concepts, by the first of the rules that applies."""
    linked = concept_notes(connection, source)
    query = (
        select(cards.c.id, cards.c.links, notes.c.declared, notes.c.fallback)
        .join(notes, notes.c.pk == cards.c.note)
        .where(cards.c.source == source)
    )
    queries = [query] if ids is None else [query.where(cards.c.id.in_(some)) for some in _chunks(ids)]
    keys: dict[str, int] = {}
    for each in queries:
        wanted = {row.id: _concepts_of(row, linked, source_name) for row in connection.execute(each)}
        keys.update(concept_keys(connection, {name for names in wanted.values() for name in names} - keys.keys()))
        for some in _chunks(list(wanted)):
            connection.execute(delete(card_concepts).where(card_concepts.c.card.in_(some)))
        rows = [
            {"card": card, "concept": keys[name], "position": position}
            for card, names in wanted.items()
            for position, name in enumerate(names)
        ]
        if rows:
            connection.execute(insert(card_concepts), rows)


def _concepts_of(row: Any, linked: Mapping[str, tuple[str, ...]], source_name: str) -> tuple[str, ...]:
    if row.declared != "[]":
        return tuple(dict.fromkeys(json.loads(row.declared)))
    if row.links != "[]" and linked:
        named = [name for link in json.loads(row.links) for name in linked.get(link.casefold(), ())]
        if named:
            return tuple(dict.fromkeys(named))
    return (row.fallback or source_name,)


def concept_keys(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The keys of concepts, made where they are new."""
    wanted = list(dict.fromkeys(names))
    found = _known_concepts(connection, wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        connection.execute(insert(concepts), [{"name": name} for name in missing])
        found.update(_known_concepts(connection, missing))
    return found


def _known_concepts(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _chunks(names):
        rows = connection.execute(select(concepts.c.name, concepts.c.pk).where(concepts.c.name.in_(some)))
        found.update({row.name: row.pk for row in rows})
    return found


def _chunks(values: Sequence[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while some := list(islice(iterator, _AT_ONCE)):
        yield some


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else "[]"
