"""How cards read when they were last graded, where that is not how they read now; and what is in doubt of them.

A row counts until it is settled: by a grade, for then the new wording is learned, or by a person who says whether it is
the same card. It is kept then, so that an undo can bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, literal, select, update

from studygpt.model import Act, LogRow
from studygpt.store.bulk import SOME, chunks, update_rows
from studygpt.store.orphans import take_place
from studygpt.store.tables import card_concepts, cards, learned, memory, told_apart

_CONTENT = [column.name for column in learned.columns if column.name in cards.columns]
"""What a row holds of a card."""
SAME, ANOTHER = "same", "another "
"""The values in the log of a decision about a card in doubt; the second is followed by the id of the new card."""


class Doubt(NamedTuple):
    """A card of which it is not sure that it is still the one that was learned."""

    card: str
    front: str
    """How its question read when it was last graded."""
    back: str
    place: str
    why: str
    common: str
    """What it shares with others, which are decided together; empty if nothing."""


class Unsettled(NamedTuple):
    """What a sync found of a card whose wording changed since it was learned."""

    card: str
    doubt: str = ""
    common: str = ""


# ---------------------------------------------------------------------- what a sync writes


def remember(connection: Connection, changed: Sequence[Unsettled]) -> None:
    """Keep the wording that was learned, before the card is given another one; what is in doubt of it is put anew.

    Called before the cards themselves are updated.
    """
    for some in chunks(changed):
        of = [each.card for each in some]
        known = set(connection.execute(select(learned.c.card).where(learned.c.card.in_(of), _UNSETTLED)).scalars())
        connection.execute(delete(learned).where(learned.c.card.in_(of), learned.c.settled.is_not(None)))
        connection.execute(_REMEMBER, {"some": [card for card in of if card not in known]})
        doubted = [(each.doubt, each.common, each.card) for each in some if each.doubt or each.card in known]
        update_rows(connection, learned, "card", ("doubt", "common"), doubted)


_REMEMBER = insert(learned).from_select(
    ["card", *_CONTENT, "doubt", "common"],
    select(cards.c.id, *(cards.c[name] for name in _CONTENT), literal(""), literal("")).where(cards.c.id.in_(SOME)),
)


def forget(connection: Connection, ids: Iterable[str]) -> None:
    """Forget the learned wording of cards that read as they were learned again."""
    for some in chunks(list(ids)):
        connection.execute(delete(learned).where(learned.c.card.in_(some), _UNSETTLED))


def take_over(connection: Connection, there: Connection, doubts: Mapping[str, str]) -> None:
    """Keep how cards read when another device graded them; `doubts` says of each what is in doubt, if anything."""
    for some in chunks(list(doubts)):
        connection.execute(delete(learned).where(learned.c.card.in_(some)))
        own = there.execute(select(learned).where(learned.c.card.in_(some), _UNSETTLED)).all()
        learned_so = {row.card: row for row in own}
        for row in there.execute(select(cards).where(cards.c.id.in_(some))).all():
            content = {name: getattr(learned_so.get(row.id, row), name) for name in _CONTENT}
            connection.execute(insert(learned).values(card=row.id, doubt=doubts[row.id], common="", **content))


def put_back(connection: Connection, ids: Sequence[str]) -> None:
    """Give cards that lose their note the wording that was learned, by which they are found again."""
    for some in chunks(ids):
        found = connection.execute(select(learned).where(learned.c.card.in_(some), _UNSETTLED)).all()
        for row in found:
            content = {name: getattr(row, name) for name in _CONTENT}
            connection.execute(update(cards).where(cards.c.id == row.card).values(content))
        connection.execute(delete(learned).where(learned.c.card.in_([row.card for row in found])))


def told_apart_in(connection: Connection, source: int) -> set[tuple[str, str]]:
    """Return the pairs of cards of a source that a person told apart."""
    query = select(told_apart.c.card, told_apart.c.other).join(cards, cards.c.id == told_apart.c.card)
    return {(row.card, row.other) for row in connection.execute(query.where(cards.c.source == source))}


# ---------------------------------------------------------------------- what a person is asked

_UNSETTLED = learned.c.settled.is_(None)
IN_DOUBT = select(learned.c.card).where(learned.c.doubt != "", _UNSETTLED)
"""The cards in doubt."""
_ASKED = (learned.c.doubt != "", _UNSETTLED, cards.c.orphaned_at.is_(None))
"""Conditions that a person is asked about a card."""


def doubts(connection: Connection) -> list[Doubt]:
    """Return what is in doubt, in the order of the notes."""
    query = select(learned).join(cards, cards.c.id == learned.c.card).where(*_ASKED)
    rows = connection.execute(query.order_by(cards.c.source, cards.c.path, cards.c.line_start, cards.c.id))
    return [_doubt(row) for row in rows]


def ids_in_doubt(connection: Connection) -> set[str]:
    """Return the ids of the cards in doubt, which takes less time than to read what is in doubt of them."""
    query = select(learned.c.card).join(cards, cards.c.id == learned.c.card).where(*_ASKED)
    return set(connection.execute(query).scalars())


def waiting_away(connection: Connection, source: int) -> list[tuple[str, str]]:
    """Return for each card in doubt that is in another note than it was learned in: that note, and where it is."""
    query = select(learned.c.path, cards.c.path).join(cards, cards.c.id == learned.c.card).where(*_ASKED)
    away = query.where(cards.c.source == source, cards.c.path != learned.c.path)
    return [(row[0], row[1]) for row in connection.execute(away)]


def changed_since(connection: Connection, cards: Sequence[str]) -> dict[str, Doubt]:
    """Return how these cards read when they were learned, if otherwise; `why` is empty where it is surely the same."""
    rows = (row for some in chunks(cards) for row in connection.execute(_CHANGED, {"some": some}))
    return {row.card: _doubt(row) for row in rows}


_CHANGED = select(learned).where(learned.c.card.in_(SOME), _UNSETTLED)


def _doubt(row: object) -> Doubt:
    card, front, back, path, line, why, common = (
        getattr(row, name) for name in ("card", "front", "back", "path", "line_start", "doubt", "common")
    )
    return Doubt(card, front, back, f"{path}:{line}", why, common)


# ---------------------------------------------------------------------- what a person decides


def is_in_doubt(connection: Connection, card: str) -> bool:
    """Tell whether a person must say first whether a card is still the one that was learned."""
    return connection.execute(IN_DOUBT.where(learned.c.card == card)).first() is not None


def settle(connection: Connection, card: str, row_id: int) -> None:
    """Take the present wording of a card for learned, from this row of the log on."""
    connection.execute(update(learned).where(learned.c.card == card, _UNSETTLED).values(settled=row_id))


def split(connection: Connection, card: str, new: str, position: int, at: int) -> None:
    """Put a new card in the place of a card that is another one; the latter is set aside as it was learned."""
    row = connection.execute(select(cards).where(cards.c.id == card)).one()
    connection.execute(insert(cards).values({**row._mapping, "id": new}))
    connection.execute(insert(memory).values(card=new, source=row.source, position=position))
    named = connection.execute(select(card_concepts).where(card_concepts.c.card == card)).all()
    if named:
        connection.execute(insert(card_concepts), [{**each._mapping, "card": new} for each in named])
    _set_aside(connection, card, new, at)


def follow(connection: Connection, rows: Iterable[LogRow], at: int) -> None:
    """Do here what a person decided on another device about cards that are in doubt here too."""
    for row in sorted(rows, key=lambda row: (row.clock, row.id)):
        if row.act is Act.DECIDE and is_in_doubt(connection, row.card):
            other = row.value.removeprefix(ANOTHER)
            if row.value == SAME:
                settle(connection, row.card, row.id)
            elif connection.execute(select(cards.c.id).where(cards.c.id == other)).first() is not None:
                here = connection.execute(select(cards).where(cards.c.id == row.card)).one()
                place = update(cards).where(cards.c.id == other, cards.c.note.is_(None))
                connection.execute(place.values({**here._mapping, "id": other}))
                _set_aside(connection, row.card, other, at)
                settle(connection, row.card, row.id)


def _set_aside(connection: Connection, card: str, other: str, at: int) -> None:
    was = connection.execute(select(learned).where(learned.c.card == card)).one()
    lost = {name: getattr(was, name) for name in _CONTENT} | {"note": None, "source_id": None, "orphaned_at": at}
    connection.execute(update(cards).where(cards.c.id == card).values(lost))
    known = select(told_apart.c.card).where(told_apart.c.card == card, told_apart.c.other == other)
    if connection.execute(known).first() is None:
        connection.execute(insert(told_apart).values(card=card, other=other))


def take_back(connection: Connection, rows: Sequence[LogRow], at: int) -> None:
    """Undo what these rows of the log settled."""
    for row in rows:
        if row.act is Act.DECIDE and row.value.startswith(ANOTHER):
            _take_back_another(connection, row, row.value.removeprefix(ANOTHER), at)
    ids = [row.id for row in rows if row.act in _SETTLES]
    for some in chunks(ids):
        connection.execute(update(learned).where(learned.c.settled.in_(SOME)).values(settled=None), {"some": some})
    for of in chunks(list({row.card for row in rows})):
        lost = select(cards.c.id).where(cards.c.id.in_(of), cards.c.orphaned_at.is_not(None))
        put_back(connection, list(connection.execute(lost).scalars()))


def _take_back_another(connection: Connection, row: LogRow, other: str, at: int) -> None:
    """Put a history back into the place of the card that it was told apart from, if it has found no other place."""
    found = connection.execute(select(cards.c.id, cards.c.orphaned_at).where(cards.c.id.in_((row.card, other))))
    orphaned = {each.id: each.orphaned_at is not None for each in found}
    if not orphaned.get(row.card, True):
        connection.execute(delete(learned).where(learned.c.card == row.card, learned.c.settled == row.id))
    elif other in orphaned:
        take_place(connection, row.card, other, at, why="you took back that it is another card")
    connection.execute(delete(told_apart).where(told_apart.c.card == row.card, told_apart.c.other == other))


_SETTLES = frozenset({Act.GRADE, Act.DECIDE, Act.RESET})
