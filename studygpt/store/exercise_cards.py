"""Store the cards of exercises. Such a card belongs to a source without notes, and is made at its first grade."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from studygpt.identity.cards import derive_id
from studygpt.model import Draft, Kind, Note
from studygpt.store.concepts import set_concepts
from studygpt.store.constants import LAB
from studygpt.store.note_cards import NoteCard, insert_cards, known_ids, last_position, update_cards
from studygpt.store.notes import NoteRow, seen_notes, store_notes
from studygpt.store.sources import add_source, change_source, find_source
from studygpt.store.tables import cards, sources


def cards_of_all(connection: Connection, exercises: list[str]) -> dict[str, str]:
    """Return the exercise of each card that exists, by the id of the card."""
    ids = {_id_of(exercise): exercise for exercise in exercises}
    return {row[0]: ids[row[0]] for row in connection.execute(select(cards.c.id).where(cards.c.id.in_(ids)))}


def orphans(connection: Connection) -> list[str]:
    """Return the exercises whose card has lost its place, as where it was put back from the journal alone."""
    query = select(cards.c.path).join(sources, sources.c.pk == cards.c.source)
    found = connection.execute(query.where(sources.c.name == LAB, cards.c.orphaned_at.is_not(None)))
    return [path.partition("/")[0] for path in found.scalars()]


def put_card(
    connection: Connection, exercise: str, title: str, front: str, back: str, concepts: tuple[str, ...], folder: Path
) -> str:
    """Make the card of an exercise, or update its text; return its id."""
    source = find_source(connection, LAB)
    key = add_source(connection, LAB, folder, ()) if source is None else source.pk
    if source is not None and source.path != folder:
        change_source(connection, key, path=folder)
    path, card = _path_of(exercise), _id_of(exercise)
    seen = seen_notes(connection, key).get(path)
    note = Note(path, title, declared=concepts)
    (note_key,) = store_notes(connection, key, [NoteRow(note, 0, 0, "", seen.key if seen is not None else None)])
    draft = Draft("exercise", Kind.EXERCISE, exercise, front, back, 1, 1, deck="lab", exercises=(exercise,))
    placed = NoteCard(card, draft, note_key, note)
    new = not known_ids(connection, [card])
    if new:
        insert_cards(connection, key, LAB, [placed], last_position(connection) + 1)
    else:
        update_cards(connection, LAB, [placed])
    set_concepts(connection, {card: concepts}, new=new)
    return card


def _path_of(exercise: str) -> str:
    return f"{exercise}/prompt.md"


def _id_of(exercise: str) -> str:
    """Return the id of an exercise's card, which is the same on every device."""
    return derive_id(LAB, _path_of(exercise), exercise, "", 0)
