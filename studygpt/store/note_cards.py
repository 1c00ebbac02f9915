"""The cards of notes, as sync reads and writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, union_all, update

from studygpt.identity.cards import Stored, Wording, derive_id
from studygpt.model import Card, Draft, Note, State
from studygpt.store import log
from studygpt.store.bulk import SOME, chunks, insert_rows, update_rows
from studygpt.store.json_lists import to_json
from studygpt.store.tables import aliases, cards, learned, memory

# ---------------------------------------------------------------------- reading


def cards_of_note(connection: Connection, note: int) -> list[Stored]:
    """Return the cards that a note held when it was last read, in its order."""
    return _stored(connection, _OF_NOTE, {"of_note": note})


def orphans_of(connection: Connection, source: int) -> list[Stored]:
    """Return the cards of a source that no note holds.

    Of equal ones from one note, those with a history come first, and then those that lost their note last.
    """
    lost = _identity().where(cards.c.source == source, cards.c.orphaned_at.is_not(None))
    unseen = memory.c.state == State.NEW.value
    return _stored(connection, lost.order_by(unseen, cards.c.orphaned_at.desc(), cards.c.line_start, cards.c.id))


def stored_cards(connection: Connection, ids: Sequence[str]) -> list[Stored]:
    """Return these cards, if a note holds them."""
    found = _identity().where(cards.c.note.is_not(None))
    return [card for some in chunks(ids) for card in _stored(connection, found.where(cards.c.id.in_(some)))]


_WORDING = ("text", "part", "front", "back", "holes", "path", "line_start", "headings", "ancestors")
_HELD = or_(memory.c.state != State.NEW.value, memory.c.suspended, memory.c.flag != 0, memory.c.tags != "[]")


def _identity() -> Select[Any]:
    """Begin a query of cards as matching needs them, each with the wording that was learned."""
    learned_columns = [learned.c[name].label(f"learned_{name}") for name in _WORDING]
    return (
        select(
            cards.c.id,
            cards.c.source_id,
            *(cards.c[name] for name in _WORDING),
            *learned_columns,
            learned.c.doubt,
            _HELD.label("held"),
        )
        .outerjoin(memory, memory.c.card == cards.c.id)
        .outerjoin(learned, and_(learned.c.card == cards.c.id, learned.c.settled.is_(None)))
    )


_OF_NOTE = _identity().where(cards.c.note == bindparam("of_note")).order_by(cards.c.line_start, cards.c.id)
"""Made once: a sync of a large vault asks for each note, and making such a query takes longer than running it."""


# The columns of a `Select` are typed only where it names up to ten of them one by one.
def _stored(connection: Connection, query: Select[Any], values: Mapping[str, object] = {}) -> list[Stored]:
    return [
        Stored(
            row.id,
            row.source_id,
            _wording(row, ""),
            None if row.learned_text is None else _wording(row, "learned_"),
            row.doubt or "",
            bool(row.held),
        )
        for row in connection.execute(query, dict(values))
    ]


def _wording(row: Any, prefix: str) -> Wording:
    text, part, front, back, holes, path, line, headings, ancestors = (
        getattr(row, f"{prefix}{name}") for name in _WORDING
    )
    hidden = tuple(hole["text"] for hole in json.loads(holes)) if holes != "[]" else ()
    return Wording(text, part, front, back, hidden, path, line, _list(headings), _list(ancestors))


@lru_cache(maxsize=1024)
def _list(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def count_notes_with_cards(connection: Connection, source: int) -> int:
    """Count the notes of a source that hold a card; suggestions do not count."""
    query = select(func.count(cards.c.note.distinct())).where(cards.c.source == source, cards.c.suggestion.is_(None))
    return int(connection.execute(query).scalar_one())


def notes_with_cards(connection: Connection, source: int) -> set[int]:
    """Return the keys of the notes of a source that hold a card; suggestions do not count."""
    here = (cards.c.source == source, cards.c.note.is_not(None), cards.c.suggestion.is_(None))
    return set(connection.execute(select(cards.c.note).where(*here).distinct()).scalars())


def count_histories(connection: Connection, source: int) -> int:
    """Count the cards of a source, in notes, that have something to lose."""
    query = select(func.count()).select_from(cards).join(memory, memory.c.card == cards.c.id)
    query = query.where(cards.c.source == source, cards.c.orphaned_at.is_(None), _HELD)
    return int(connection.execute(query).scalar_one())


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return the ids that belong to a stored card, or by which one may be known on another device."""
    return {card for some in chunks(list(ids)) for card in connection.execute(_KNOWN, {"some": some}).scalars()}


_KNOWN = union_all(select(cards.c.id).where(cards.c.id.in_(SOME)), select(aliases.c.id).where(aliases.c.id.in_(SOME)))


def free_ids(connection: Connection, those: Sequence[Card]) -> dict[str, str]:
    """Return for each of these cards an id that no card has, now or in the log, derived from its text and its place."""
    free: dict[str, str] = {}
    for card in those:
        text, part = connection.execute(select(cards.c.text, cards.c.part).where(cards.c.id == card.id)).one()
        ids = (derive_id(card.source, card.path, text, part, ordinal) for ordinal in count())
        taken = free.values()
        free[str(card.id)] = next(
            each
            for each in ids
            if each not in taken and not known_ids(connection, [each]) and not log.rows_of(connection, each)
        )
    return free


# ---------------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A card with its id, in the note that states it."""

    id: str
    draft: Draft
    note_key: int
    note: Note


def insert_cards(
    connection: Connection, source: int, source_name: str, placed: Sequence[NoteCard], first_position: int
) -> None:
    """Store new cards, to be begun in their order from `first_position` on.

    A suggestion gets no row of `memory`, and so no place in any queue.
    """
    rows = [(each.id, source, *_row(each, source_name), "open" if each.draft.suggested else None) for each in placed]
    insert_rows(connection, cards, ("id", "source", *_COLUMNS, "suggestion"), rows)
    begun = [each.id for each in placed if not each.draft.suggested]
    positions = [(card, source, first_position + index) for index, card in enumerate(begun)]
    insert_rows(connection, memory, ("card", "source", "position"), positions)


def update_cards(connection: Connection, source_name: str, placed: Sequence[NoteCard]) -> None:
    """Give stored cards the content and the place that their notes now state."""
    update_rows(connection, cards, "id", _COLUMNS, [(*_row(each, source_name), each.id) for each in placed])


def orphan_cards(connection: Connection, ids: Sequence[str], at: int) -> None:
    """Take cards out of their notes, as no note holds them since `at`; their histories stay."""
    for some in chunks(ids):
        connection.execute(update(cards).where(cards.c.id.in_(some)).values(note=None, orphaned_at=at))


def reposition(connection: Connection, positions: Sequence[tuple[str, int]]) -> None:
    """Change the order in which new cards are begun."""
    update_rows(connection, memory, "card", ("position",), [(position, card) for card, position in positions])


def last_position(connection: Connection) -> int:
    """Return the position of the card that is begun last; 0 where there is none."""
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


def _row(card: NoteCard, source_name: str) -> tuple[str | int | None, ...]:
    """Return the values of `_COLUMNS`, in their order."""
    draft = card.draft
    return (
        card.note_key,
        card.note.path,
        card.note.title,
        draft.line_start,
        draft.line_end,
        draft.dialect,
        draft.kind.value,
        draft.source_id,
        draft.text,
        draft.part,
        draft.front,
        draft.back,
        to_json([{"number": hole.number, "text": hole.text, "hint": hole.hint} for hole in draft.holes]),
        _words(draft.tags),
        _words(draft.links),
        _words(draft.exercises),
        _words(draft.headings),
        _words(draft.ancestors),
        draft.deck or source_name,
        None,
    )


@lru_cache(maxsize=1024)
def _words(words: tuple[str, ...]) -> str:
    """Write a list of words as JSON; cached, as the cards of a passage share their tags and headings."""
    return to_json(words)
