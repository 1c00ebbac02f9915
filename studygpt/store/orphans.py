"""Read, relink and delete cards whose note is gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from studygpt.model import Card, State
from studygpt.store import lineage, log
from studygpt.store.bulk import chunks
from studygpt.store.cards import fetch_cards, select_cards
from studygpt.store.lineage import LineageStep
from studygpt.store.tables import card_concepts, cards, memory, sources

_CONTENT = [column for column in cards.columns if column.name not in ("id", "source")]


def orphans(connection: Connection) -> list[tuple[Card, int]]:
    """Return all orphans, each with the instant (ms) at which it lost its note."""
    found = fetch_cards(connection, select_cards().where(cards.c.orphaned_at.is_not(None)))
    since = {
        row.id: int(row.orphaned_at)
        for row in connection.execute(select(cards.c.id, cards.c.orphaned_at).where(cards.c.orphaned_at.is_not(None)))
    }
    return [(card, since[str(card.id)]) for card in found]


def never_graded(connection: Connection, names: Collection[str]) -> list[Card]:
    """Return the cards in notes of these sources that were never graded."""
    fresh = select_cards().where(
        sources.c.name.in_(names), cards.c.orphaned_at.is_(None), memory.c.state == State.NEW.value
    )
    return fetch_cards(connection, fresh)


def take_place(
    connection: Connection, orphan: str, onto: str, at: int, why: str = "you said that it is this card"
) -> bool:
    """Give an orphan the place and text of the card `onto`.

    Returns True if `onto` has a log, and so became an orphan; otherwise `onto` was deleted.
    """
    rows = {row.id: row for row in connection.execute(select(cards).where(cards.c.id.in_((orphan, onto))))}
    old, new = rows[orphan], rows[onto]
    has_log = bool(log.rows_of(connection, onto))
    concepts = connection.execute(
        select(card_concepts.c.concept, card_concepts.c.position).where(card_concepts.c.card == onto)
    ).all()
    if has_log:
        connection.execute(update(cards).where(cards.c.id == onto).values(note=None, orphaned_at=at))
    else:
        connection.execute(delete(cards).where(cards.c.id == onto))
    content = {column.name: getattr(new, column.name) for column in _CONTENT}
    connection.execute(update(cards).where(cards.c.id == orphan).values(**content))
    connection.execute(delete(card_concepts).where(card_concepts.c.card == orphan))
    if concepts:
        values = [{"card": orphan, "concept": row.concept, "position": row.position} for row in concepts]
        connection.execute(insert(card_concepts), values)
    step = LineageStep(at, "restored", why, new.path, new.line_start, old.text)
    lineage.append(connection, [(orphan, step)])
    return has_log


def drop(connection: Connection, ids: Sequence[str]) -> None:
    """Delete orphans; their log stays."""
    for some in chunks(ids):
        connection.execute(delete(cards).where(cards.c.id.in_(some), cards.c.orphaned_at.is_not(None)))
