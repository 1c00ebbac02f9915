"""What sync reads and writes: notes as they were last seen, and their cards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from studygpt.identity.matching import Stored
from studygpt.model import Draft, Note, State
from studygpt.store.bulk import SOME, chunks, insert_rows
from studygpt.store.tables import card_concepts, cards, concept_requires, concepts, memory, notes


class Seen(NamedTuple):
    """A note as it was last read. A tuple: every sync asks for all of them."""

    path: str
    pk: int
    size: int
    mtime_ns: int
    digest: str


def seen_notes(connection: Connection, source: int) -> dict[str, Seen]:
    query = select(notes.c.path, notes.c.pk, notes.c.size, notes.c.mtime_ns, notes.c.digest).where(
        notes.c.source == source
    )
    return {row[0]: Seen._make(row) for row in connection.execute(query).all()}


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
    fresh = [tuple(value.values()) for value, each in zip(values, readings, strict=True) if each.pk is None]
    if fresh:
        insert_rows(connection, notes, tuple(values[0]), fresh)
    made = _keys_of(connection, source, [each.note.path for each in readings if each.pk is None])
    pks = []
    for value, each in zip(values, readings, strict=True):
        if each.pk is None:
            pks.append(made[each.note.path])
        else:
            connection.execute(update(notes).where(notes.c.pk == each.pk).values(**value))
            connection.execute(delete(concept_requires).where(concept_requires.c.note == each.pk))
            pks.append(each.pk)
    _put_requirements(connection, list(zip(pks, (each.note for each in readings), strict=True)))
    return pks


def _keys_of(connection: Connection, source: int, paths: Sequence[str]) -> dict[str, int]:
    query = select(notes.c.path, notes.c.pk).where(notes.c.source == source, notes.c.path.in_(SOME))
    return {row[0]: row[1] for some in chunks(paths) for row in connection.execute(query, {"some": some})}


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
    for some in chunks(pks):
        connection.execute(delete(notes).where(notes.c.pk.in_(some)))


# ---------------------------------------------------------------------- cards


def cards_of_note(connection: Connection, note: int) -> list[Stored]:
    return _stored(connection, select(*_IDENTITY).where(cards.c.note == note).order_by(cards.c.line_start, cards.c.id))


def cards_of_notes(connection: Connection, pks: Sequence[int]) -> list[Stored]:
    return [
        card for some in chunks(pks) for card in _stored(connection, select(*_IDENTITY).where(cards.c.note.in_(some)))
    ]


def orphans_of(connection: Connection, source: int) -> list[Stored]:
    """Its cards without a note; of equal ones from one note, that with a history comes first, and then the last."""
    lost = select(*_IDENTITY).outerjoin(memory, memory.c.card == cards.c.id)
    lost = lost.where(cards.c.source == source, cards.c.orphaned_at.is_not(None))
    unseen = memory.c.state == State.NEW.value
    return _stored(connection, lost.order_by(unseen, cards.c.orphaned_at.desc(), cards.c.line_start, cards.c.id))


_IDENTITY = (
    cards.c.id,
    cards.c.text,
    cards.c.part,
    cards.c.source_id,
    cards.c.front,
    cards.c.back,
    cards.c.holes,
    cards.c.path,
    cards.c.line_start,
)


def _stored(connection: Connection, query: Select[Any]) -> list[Stored]:
    return [
        Stored(
            id=row.id,
            text=row.text,
            part=row.part,
            source_id=row.source_id,
            front=row.front,
            back=row.back,
            holes=tuple(hole["text"] for hole in json.loads(row.holes)),
            path=row.path,
            line=row.line_start,
        )
        for row in connection.execute(query)
    ]


def count_notes_with_cards(connection: Connection, source: int) -> int:
    query = select(func.count(cards.c.note.distinct())).where(cards.c.source == source, cards.c.suggestion.is_(None))
    return int(connection.execute(query).scalar_one())


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    return {card for some in chunks(list(ids)) for card in connection.execute(_KNOWN, {"some": some}).scalars()}


_KNOWN = select(cards.c.id).where(cards.c.id.in_(SOME))


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft with its id, in its note."""

    id: str
    draft: Draft
    pk: int
    """The note's key."""
    note: Note


def insert_cards(
    connection: Connection, source: int, source_name: str, placed: Sequence[Placed], first_position: int
) -> None:
    """Those that are only suggested have no memory, and so no place in any queue."""
    rows = [(each.id, source, *_row(each, source_name), "open" if each.draft.suggested else None) for each in placed]
    insert_rows(connection, cards, ("id", "source", *_COLUMNS, "suggestion"), rows)
    begun = [each.id for each in placed if not each.draft.suggested]
    positions = [(card, source, first_position + index) for index, card in enumerate(begun)]
    insert_rows(connection, memory, ("card", "source", "position"), positions)


def update_cards(connection: Connection, source_name: str, placed: Sequence[Placed]) -> None:
    if placed:
        statement = update(cards).where(cards.c.id == bindparam("card_id"))
        values = [dict(zip(_COLUMNS, _row(each, source_name), strict=True)) for each in placed]
        connection.execute(statement, [{**row, "card_id": each.id} for row, each in zip(values, placed, strict=True)])


def orphan_cards(connection: Connection, ids: Sequence[str], at: int) -> None:
    for some in chunks(ids):
        connection.execute(update(cards).where(cards.c.id.in_(some)).values(note=None, orphaned_at=at))


def reposition(connection: Connection, positions: Sequence[tuple[str, int]]) -> None:
    """Change the order in which new cards are begun."""
    statement = update(memory).where(memory.c.card == bindparam("its_card")).values(position=bindparam("at"))
    connection.execute(statement, [{"its_card": card, "at": position} for card, position in positions])


def last_position(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(memory.c.position), 0))).scalar_one())


_COLUMNS = (
    "note",
    "path",
    "title",
    "line_start",
    "line_end",
    "dialect",
    "kind",
    "source_id",
    "text",
    "part",
    "front",
    "back",
    "holes",
    "tags",
    "links",
    "exercises",
    "headings",
    "ancestors",
    "deck",
    "orphaned_at",
)


def _row(placed: Placed, source_name: str) -> tuple[object, ...]:
    """The values of `_COLUMNS`, in their order."""
    draft = placed.draft
    return (
        placed.pk,
        placed.note.path,
        placed.note.title,
        draft.line_start,
        draft.line_end,
        draft.dialect,
        draft.kind.value,
        draft.source_id,
        draft.text,
        draft.part,
        draft.front,
        draft.back,
        _json([{"number": hole.number, "text": hole.text, "hint": hole.hint} for hole in draft.holes]),
        _words(draft.tags),
        _words(draft.links),
        _words(draft.exercises),
        _words(draft.headings),
        _words(draft.ancestors),
        draft.deck or source_name,
        None,
    )


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


def concepts_of(
    note: Note, links: tuple[str, ...], linked: Mapping[str, tuple[str, ...]], source_name: str
) -> tuple[str, ...]:
    """By the first rule that applies: what the note declares, concept notes that the card links to, the note itself."""
    if note.declared:
        return note.declared
    named = [name for link in links for name in linked.get(link.casefold(), ())]
    return tuple(dict.fromkeys(named)) or (note.fallback or source_name,)


def put_concepts(connection: Connection, named: Mapping[str, tuple[str, ...]], changed: Sequence[str]) -> None:
    """Give cards their concepts. `changed` are those that had some before."""
    for some in chunks(changed):
        connection.execute(delete(card_concepts).where(card_concepts.c.card.in_(some)))
    keys = concept_keys(connection, {name for names in named.values() for name in names})
    rows = [(card, keys[name], at) for card, names in named.items() for at, name in enumerate(names)]
    insert_rows(connection, card_concepts, ("card", "concept", "position"), rows)


def linking_cards(connection: Connection, source: int) -> dict[str, tuple[Note, tuple[str, ...]]]:
    """Cards that links may give a concept: their note, as far as that matters, and their links."""
    query = (
        select(cards.c.id, cards.c.links, notes.c.path, notes.c.title, notes.c.fallback)
        .join(notes, notes.c.pk == cards.c.note)
        .where(cards.c.source == source, cards.c.links != "[]", notes.c.declared == "[]")
    )
    return {
        row.id: (Note(row.path, row.title, fallback=row.fallback), tuple(json.loads(row.links)))
        for row in connection.execute(query)
    }


def concept_keys(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The keys of concepts, made where they are new."""
    wanted = list(dict.fromkeys(names))
    found = _known_concepts(connection, wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        insert_rows(connection, concepts, ("name",), [(name,) for name in missing])
        found.update(_known_concepts(connection, missing))
    return found


def _known_concepts(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(names):
        rows = connection.execute(select(concepts.c.name, concepts.c.pk).where(concepts.c.name.in_(some)))
        found.update({row.name: row.pk for row in rows})
    return found


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    return _encode(value) if value else "[]"


@lru_cache(maxsize=1024)
def _words(words: tuple[str, ...]) -> str:
    """Cards that stand together have their tags and headings in common."""
    return _json(words)
