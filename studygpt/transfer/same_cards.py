"""Find the cards that two devices know by different ids, and give them one id.

A device that first saw a passage after an edit derived another id for it than the device that saw it before. Two cards
are the same if they state the same passage of the same note, or if one was carried to the words that the other's id
follows from (`store/aliases.py`), unless a person told them apart or a note states both.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from studygpt.identity.cards import text_key
from studygpt.model import Act
from studygpt.store import learned as learned_store
from studygpt.store.bulk import chunks, insert_rows, update_rows
from studygpt.store.tables import (
    aliases,
    card_concepts,
    cards,
    learned,
    lineage,
    log,
    memory,
    sources,
    told_apart,
    trials,
)

Passage = tuple[str, str, tuple[str, str]]
"""The source and the path of a note, and the words of a passage with the part that a card asks of it."""


class _Known(NamedTuple):
    """What one device knows of cards."""

    living: dict[str, Passage]
    """The cards that a note states, in the order of the notes."""
    in_doubt: set[str]
    """The cards of which a person must say first whether they are what the note states."""
    logged: set[str]
    """The cards with a history."""
    aliases: list[tuple[str, str]]
    told_apart: set[tuple[str, str]]


def give_one_id(here: Connection, there: Connection) -> set[str]:
    """Give the cards that the two databases know by different ids the same one, in both; return these ids."""
    one, other = _known(here), _known(there)
    renamed = _renamed(one, other)
    for connection, known in ((here, one), (there, other)):
        _rename(connection, renamed)
        stored = set(known.aliases)
        insert_rows(connection, aliases, ("id", "card"), [pair for pair in renamed.items() if pair not in stored])
    return set(renamed.values())


def _known(connection: Connection) -> _Known:
    columns = (cards.c.id, sources.c.name, cards.c.path, cards.c.text, cards.c.part)
    query = select(*columns).join(sources, sources.c.pk == cards.c.source)
    in_doubt = learned_store.ids_in_doubt(connection)
    query = query.where(cards.c.note.is_not(None)).order_by(cards.c.path, cards.c.line_start, cards.c.id)
    return _Known(
        {row.id: (row.name, row.path, text_key(row.text, row.part)) for row in connection.execute(query)},
        in_doubt,
        set(connection.execute(select(log.c.card).distinct()).scalars()),
        sorted((row.id, row.card) for row in connection.execute(select(aliases))),
        {(row.card, row.other) for row in connection.execute(select(told_apart))},
    )


def _renamed(one: _Known, other: _Known) -> dict[str, str]:
    """Return the id that each card gets which has another one until now."""
    apart = one.told_apart | other.told_apart
    both = sorted({*one.aliases, *other.aliases})
    classes: dict[str, frozenset[str]] = {}
    for pair in (*_same_passages(one, other), *both):
        joined = frozenset(pair).union(*(classes.get(id_, ()) for id_ in pair))
        torn = any((card, id_) in apart for card in joined for id_ in joined)
        if not torn and all(len(joined & known.living.keys()) <= 1 for known in (one, other)):
            classes.update(dict.fromkeys(joined, joined))
    derived = {id_ for id_, _ in both}
    first = {its: min(its - derived or its) for its in classes.values()}
    return {card: first[its] for card, its in classes.items() if card != first[its]}


def _same_passages(one: _Known, other: _Known) -> Iterator[tuple[str, str]]:
    """Yield the two ids of each passage that both devices know, where these differ."""
    stated: dict[Passage, list[str]] = defaultdict(list)
    for card, passage in other.living.items():
        stated[passage].append(card)
    here: dict[Passage, list[str]] = defaultdict(list)
    for card, passage in one.living.items():
        here[passage].append(card)
    for passage, ids in here.items():
        if len(ids) == len(stated.get(passage, ())):
            for pair in zip(ids, stated[passage], strict=True):
                if pair[0] != pair[1] and not _is_open(one, other, *pair) and not _is_open(other, one, *reversed(pair)):
                    yield pair


def _is_open(one: _Known, other: _Known, card: str, twin: str) -> bool:
    """Whether it is open if a card is what the note states, and the other device learned what the note states."""
    return card in one.in_doubt and twin in other.logged


# ---------------------------------------------------------------------- give a card another id


def _rename(connection: Connection, renamed: Mapping[str, str]) -> None:
    apart = {(row.card, row.other) for row in connection.execute(select(told_apart))}
    for some in chunks(sorted(renamed)):
        stored = {row.id: row for row in connection.execute(select(cards).where(cards.c.id.in_(some)))}
        wanted = [renamed[card] for card in stored]
        there = {row.id: row for row in connection.execute(select(cards).where(cards.c.id.in_(wanted)))}
        for card, row in stored.items():
            new = renamed[card]
            content = {**row._mapping, "id": new}
            if new not in there:
                connection.execute(insert(cards).values(content))
                there[new] = row
            elif there[new].note is None and row.note is not None:
                connection.execute(update(cards).where(cards.c.id == new).values(content))
                connection.execute(delete(card_concepts).where(card_concepts.c.card == new))
            connection.execute(update(lineage).where(lineage.c.card == card).values(card=new))
            for table in (card_concepts, memory, learned):  # what is known of the other id stays
                if connection.execute(select(table.c.card).where(table.c.card == new)).first() is None:
                    connection.execute(update(table).where(table.c.card == card).values(card=new))
            connection.execute(delete(cards).where(cards.c.id == card))
    update_rows(connection, log, "card", ("card",), [(new, card) for card, new in renamed.items()])
    _rename_in_decisions(connection, renamed, apart)
    _rename_in_attempts(connection, renamed)


def _rename_in_decisions(connection: Connection, renamed: Mapping[str, str], apart: Set[tuple[str, str]]) -> None:
    """Follow the new ids in what a person decided. `apart`: the pairs of cards that were told apart."""
    pairs = {(renamed.get(card, card), renamed.get(other, other)) for card, other in apart}
    connection.execute(delete(told_apart))
    insert_rows(connection, told_apart, ("card", "other"), sorted(pairs))
    another = learned_store.ANOTHER
    decided = select(log.c.id, log.c.value).where(log.c.act == Act.DECIDE.value, log.c.value.startswith(another))
    found = [(row.id, row.value.removeprefix(another)) for row in connection.execute(decided)]
    values = [(f"{another}{renamed[other]}", row) for row, other in found if other in renamed]
    update_rows(connection, log, "id", ("value",), values)


def _rename_in_attempts(connection: Connection, renamed: Mapping[str, str]) -> None:
    """Follow the new ids in attempts, which name the cards that teach what went wrong."""
    found = connection.execute(select(trials.c.id, trials.c.cards).where(func.length(trials.c.cards) > len("[]"))).all()
    named = [(row.id, json.loads(row.cards)) for row in found]
    values = [
        (json.dumps([renamed.get(card, card) for card in its]), row)
        for row, its in named
        if not renamed.keys().isdisjoint(its)
    ]
    update_rows(connection, trials, "id", ("cards",), values)
