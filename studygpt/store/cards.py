"""Read stored cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select

from studygpt.model import Card, State, Status
from studygpt.store.bulk import SOME
from studygpt.store.count_sql import count_if
from studygpt.store.due_sql import due_today
from studygpt.store.rows import card_from, status_of
from studygpt.store.tables import card_concepts, cards, concepts, memory, sources

_AT_ONCE = 500
_EMPTY: tuple[()] = ()


_COLUMNS = (
    cards,
    *(column.label("own_tags") if column.name == "tags" else column for column in memory.columns),
    sources.c.name.label("source_name"),
)


def select_cards() -> Select[Any]:
    """Begin a query of cards with their memory and source."""
    return (
        select(*_COLUMNS)
        .join_from(cards, memory, memory.c.card == cards.c.id)
        .join(sources, sources.c.pk == cards.c.source)
    )


IN_ORDER = (sources.c.pk, cards.c.path, cards.c.line_start, memory.c.position)
"""The order in which cards are listed: that of their notes."""


def select_with_suggestions() -> Select[Any]:
    """Begin a query of cards and suggestions; a suggestion has no memory."""
    return (
        select(*_COLUMNS)
        .join_from(cards, memory, memory.c.card == cards.c.id, isouter=True)
        .join(sources, sources.c.pk == cards.c.source)
    )


def fetch_cards(connection: Connection, query: Select[Any]) -> list[Card]:
    """Run a query begun by a function of this module, and return its cards with their concepts."""
    rows = connection.execute(query).all()
    named = _concepts_of(connection, [row.id for row in rows])
    return [card_from(row, named.get(row.id, _EMPTY)) for row in rows]


def cards_by_id(connection: Connection, ids: Sequence[str]) -> list[Card]:
    """Return the cards with these ids, suggestions too, in the order of the ids."""
    found = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        query = select_with_suggestions().where(cards.c.id.in_(some))
        found.update({card.id: card for card in fetch_cards(connection, query)})
    return [found[each] for each in ids if each in found]


class ListedCard(NamedTuple):
    """What a list shows of a card."""

    id: str
    source: str
    path: str
    line_start: int
    front: str
    state: str
    status: Status


def listed(connection: Connection, ids: Sequence[str]) -> list[ListedCard]:
    """Return a few cards in the order of the ids, suggestions too, without what a list does not show."""
    found = {row.id: row for row in connection.execute(_LISTED, {"some": ids})}
    rows = [found[each] for each in ids if each in found]
    return [
        ListedCard(row.id, row.name, row.path, row.line_start, row.front, row.state or State.NEW.value, status_of(row))
        for row in rows
    ]


_SHOWN = (cards.c.id, sources.c.name, cards.c.path, cards.c.line_start, cards.c.front, memory.c.state)
_LISTED = (
    select_with_suggestions()
    .with_only_columns(*_SHOWN, cards.c.suggestion, cards.c.orphaned_at, memory.c.suspended)
    .where(cards.c.id.in_(SOME))
)


def cards_at(connection: Connection, source: int, path: str) -> list[Card]:
    """Return the cards of a note, from top to bottom."""
    query = select_cards().where(cards.c.source == source, cards.c.path == path, cards.c.orphaned_at.is_(None))
    return fetch_cards(connection, query.order_by(*IN_ORDER))


def ids_like(connection: Connection, name: str) -> list[str]:
    """Return the ids that `name` may mean: an id, the beginning of one, or an id written in a note."""
    ids = select(cards.c.id).where(cards.c.suggestion.is_(None))
    exact = connection.execute(ids.where(cards.c.id == name)).scalars().all()
    if exact:
        return list(exact)
    written = connection.execute(ids.where(cards.c.source_id == name)).scalars().all()
    if written:
        return list(written)
    beginning = ids.where(cards.c.id.startswith(name, autoescape=True)).order_by(cards.c.id).limit(10)
    return list(connection.execute(beginning).scalars())


def _concepts_of(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    named: dict[str, list[str]] = {}
    query = (
        select(card_concepts.c.card, concepts.c.name)
        .join(concepts, concepts.c.pk == card_concepts.c.concept)
        .order_by(card_concepts.c.position)
    )
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        for row in connection.execute(query.where(card_concepts.c.card.in_(some))):
            named.setdefault(row.card, []).append(row.name)
    return {card: tuple(names) for card, names in named.items()}


def count_decks(connection: Connection, today: int) -> list[tuple[str, str, int, int, int, int]]:
    """Return source, deck, and how many cards it has: in all, new, due, suspended."""
    new = func.sum(count_if(and_(memory.c.state == State.NEW.value, ~memory.c.suspended)))
    due = func.sum(count_if(and_(due_today(today), ~memory.c.suspended)))
    suspended = func.sum(count_if(memory.c.suspended))
    rows = connection.execute(
        select(sources.c.name, cards.c.deck, func.count(), new, due, suspended)
        .join_from(cards, memory, memory.c.card == cards.c.id)
        .join(sources, sources.c.pk == cards.c.source)
        .where(cards.c.orphaned_at.is_(None), sources.c.enabled)
        .group_by(sources.c.name, cards.c.deck)
        .order_by(cards.c.deck, sources.c.name)
    )
    return [(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows]
