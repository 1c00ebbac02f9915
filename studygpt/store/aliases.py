"""Other ids by which a card may be known.

The id of a new card follows from its words. A device that first sees a passage after an edit derives another one than
the device that saw it before; so a card that was carried to new words is known by the id of these, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, union_all

from studygpt.identity.cards import derive_id
from studygpt.store.bulk import SOME, chunks, insert_rows
from studygpt.store.tables import aliases, cards, sources


class Named(NamedTuple):
    """A card, and what its id would follow from if it were new."""

    card: str
    source: str
    path: str
    text: str
    part: str


def add(connection: Connection, carried: Iterable[Named]) -> None:
    """Let cards be known by the ids that new cards with their present words would get, unless a note states such."""
    wanted = {derive_id(each.source, each.path, each.text, each.part, 0): each.card for each in carried}
    for some in chunks(list(wanted)):
        stated = select(cards.c.id).where(cards.c.id.in_(some), cards.c.note.is_not(None))
        known = select(aliases.c.id).where(aliases.c.id.in_(some))
        taken = set(connection.execute(union_all(stated, known)).scalars())
        insert_rows(connection, aliases, ("id", "card"), [(id_, wanted[id_]) for id_ in some if id_ not in taken])


def add_of(connection: Connection, ids: Sequence[str]) -> None:
    """Do so for stored cards."""
    columns = (cards.c.id, sources.c.name, cards.c.path, cards.c.text, cards.c.part)
    query = select(*columns).join(sources, sources.c.pk == cards.c.source)
    for some in chunks(ids):
        add(connection, [Named(*row) for row in connection.execute(query.where(cards.c.id.in_(some)))])


def known(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the cards that have or had one of these ids, by it."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        found.update({row.id: row.card for row in connection.execute(_ALIASES, {"some": some})})
        found.update({card: card for card in connection.execute(_CARDS, {"some": some}).scalars()})
    return found


_ALIASES = select(aliases.c.id, aliases.c.card).where(aliases.c.id.in_(SOME))
_CARDS = select(cards.c.id).where(cards.c.id.in_(SOME))
