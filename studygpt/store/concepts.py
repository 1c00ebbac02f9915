"""Concepts as the database keeps them: their names, the cards of each, and what each requires."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from studygpt.model import Note
from studygpt.notes.concepts import ConceptNote, linked_concepts
from studygpt.store.bulk import chunks, insert_rows
from studygpt.store.tables import card_concepts, cards, concept_requires, concepts, notes


class LinkingCard(NamedTuple):
    """A card whose links may give it concepts."""

    note: Note
    """The note of the card, without its text."""
    links: tuple[str, ...]


def concepts_by_link(connection: Connection, source: int) -> dict[str, tuple[str, ...]]:
    """Return the concepts that links to the concept notes of a source name."""
    query = select(notes.c.title, notes.c.path, notes.c.declared)
    rows = connection.execute(query.where(notes.c.source == source, notes.c.is_concept).order_by(notes.c.path))
    return linked_concepts(ConceptNote(row.title, row.path, tuple(json.loads(row.declared))) for row in rows)


def linking_cards(connection: Connection, source: int) -> dict[str, LinkingCard]:
    """Return the stored cards of a source that have links, in notes that declare no concepts."""
    query = (
        select(cards.c.id, cards.c.links, notes.c.path, notes.c.title, notes.c.fallback)
        .join(notes, notes.c.pk == cards.c.note)
        .where(cards.c.source == source, cards.c.links != "[]", notes.c.declared == "[]")
    )
    return {
        row.id: LinkingCard(Note(row.path, row.title, fallback=row.fallback), tuple(json.loads(row.links)))
        for row in connection.execute(query)
    }


def set_concepts(connection: Connection, named: Mapping[str, tuple[str, ...]], *, new: bool = False) -> None:
    """Give cards their concepts, in place of those they had; `new` cards had none."""
    if not new:
        for some in chunks(list(named)):
            connection.execute(delete(card_concepts).where(card_concepts.c.card.in_(some)))
    keys = concept_keys(connection, {name for names in named.values() for name in names})
    rows = [(card, keys[name], at) for card, names in named.items() for at, name in enumerate(names)]
    insert_rows(connection, card_concepts, ("card", "concept", "position"), rows)


def insert_requirements(connection: Connection, stored: Sequence[tuple[int, Note]]) -> None:
    """Store which concepts the concepts of these notes require; each note comes with its key."""
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


def delete_requirements(connection: Connection, of_notes: Sequence[int]) -> None:
    """Forget which concepts these notes require."""
    for some in chunks(of_notes):
        connection.execute(delete(concept_requires).where(concept_requires.c.note.in_(some)))


def concept_keys(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the keys of concepts by name, storing the names that are new."""
    wanted = list(dict.fromkeys(names))
    found = _stored_keys(connection, wanted)
    missing = [name for name in wanted if name not in found]
    if missing:
        insert_rows(connection, concepts, ("name",), [(name,) for name in missing])
        found.update(_stored_keys(connection, missing))
    return found


def _stored_keys(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(names):
        rows = connection.execute(select(concepts.c.name, concepts.c.pk).where(concepts.c.name.in_(some)))
        found.update({row.name: row.pk for row in rows})
    return found
