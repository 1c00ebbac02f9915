"""Read the cards that today's queue is made of, by index and never by looking at every card."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Row, Select, cast as as_type, func, literal_column, or_, select

from studygpt.model import Act, Kind, State
from studygpt.schedule.queue_order import Done, Entry
from studygpt.store import attempts
from studygpt.store.bulk import AT_ONCE, bare_rows
from studygpt.store.due_sql import review_due, step_ended
from studygpt.store.log import not_undone
from studygpt.store.rows import STEP_STATES
from studygpt.store.tables import card_concepts, cards, log, memory, settings

MORE = "more_today"
"""The key of the stored value that says by how much a day's limits were raised."""


def learning(connection: Connection, sources: Sequence[int], today: int, until: int) -> list[Entry]:
    """Return cards whose learning step ends by `until` (ms)."""
    query = _playable(sources, today).add_columns(memory.c.due_at)
    rows = connection.execute(query.where(step_ended(until)))
    return [_entry(row, due_at=row.due_at) for row in rows]


def reviews(connection: Connection, sources: Sequence[int], today: int, until: int) -> Iterator[Entry]:
    """Yield cards due for review on or before the study day `until`, those most at risk first.

    Of all of them only the memories are read. Where a card stands is read when its turn comes, so a caller that takes
    only the first ones does not wait for the others.
    """
    # How long a card was not seen, in parts of its stability: recall falls as this grows.
    risk = func.coalesce(as_type(today - memory.c.last_day, Float) / func.nullif(memory.c.stability, 0), 0.0)
    query = (
        select(memory.c.card, risk.label("risk"))
        .where(*_may_show(sources, today), review_due(until))
        .order_by(literal_column("risk").desc(), memory.c.card)
    )
    waiting = iter(list(bare_rows(connection, query)))
    for size in chain(repeat(AT_ONCE, _PIECES), repeat(None)):
        some = list(islice(waiting, size))
        if not some:
            return
        places, concepts = _PLACES, _CONCEPTS
        if size is not None:
            ids = [card for card, _ in some]
            places, concepts = places.where(cards.c.id.in_(ids)), concepts.where(card_concepts.c.card.in_(ids))
        its_concept = dict(bare_rows(connection, concepts))
        its_place = {card: place for card, *place in bare_rows(connection, places)}
        for card, how_much in some:
            if card in its_place:
                note, line, deck = its_place[card]
                yield Entry(card, (note, line), deck, its_concept.get(card), how_much)


_PIECES = 10
"""How many times a few cards are looked up by their ids, before reading all is faster."""
_PLACES = select(cards.c.id, cards.c.note, cards.c.line_start, cards.c.deck).where(cards.c.orphaned_at.is_(None))
_CONCEPTS = select(card_concepts.c.card, card_concepts.c.concept).where(card_concepts.c.position == 0)


def new(connection: Connection, source: int, today: int, limit: int | None) -> list[Entry]:
    """Return the next cards of a source that were never graded, in the order in which they are begun."""
    query = _playable([source], today).where(memory.c.state == State.NEW.value).order_by(memory.c.position)
    return [_entry(row) for row in connection.execute(query.limit(limit))]


def after_mistakes(connection: Connection, sources: Sequence[int], today: int) -> tuple[list[Entry], list[Entry]]:
    """Return cards that teach what went wrong at an exercise, due or not: those under review, and new ones."""
    ids = attempts.cards_after_mistakes(connection, today)
    if not ids:
        return [], []
    query = _playable(sources, today).add_columns(memory.c.state).where(memory.c.card.in_(ids))
    found = {row.card: row for row in connection.execute(query)}
    rows = [found[card] for card in ids if card in found and found[card].state not in STEP_STATES]
    learned = [_entry(row) for row in rows if row.state == State.REVIEW.value]
    return learned, [_entry(row) for row in rows if row.state == State.NEW.value]


def everything(connection: Connection, sources: Sequence[int]) -> list[Entry]:
    """Return all cards of the sources that are in a note and not suspended, in the order of their notes.

    Exercises are left out: they are graded by their verdicts, so there is nothing to cram.
    """
    query = (
        select(memory.c.card, cards.c.note, cards.c.line_start, cards.c.deck)
        .join(cards, cards.c.id == memory.c.card)
        .where(memory.c.source.in_(sources), ~memory.c.suspended, cards.c.orphaned_at.is_(None))
        .where(cards.c.kind != Kind.EXERCISE.value)
        .order_by(cards.c.source, cards.c.path, cards.c.line_start, memory.c.position)
    )
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: Row[*tuple[Any, ...]], **more: Any) -> Entry:  # Any: the columns of the query, the fields of an entry
    return Entry(row.card, (row.note, row.line_start), row.deck, **more)


def done(connection: Connection, day: int, *, by_deck: bool) -> Done:
    """Return how much was graded on a study day, and which passages."""
    graded = log.c.study_day == day, log.c.act == Act.GRADE.value, not_undone()
    query = (
        select(log.c.state_before, log.c.card, cards.c.note, cards.c.line_start, cards.c.deck)
        .join(cards, cards.c.id == log.c.card, isouter=True)
        .where(*graded)
    )
    counts: Counter[str] = Counter()
    decks: dict[str, Counter[str]] = {}
    seen = set()
    for state, card, note, line, deck in bare_rows(connection, query):
        counts[state] += 1
        if by_deck:
            decks.setdefault(deck or "", Counter())[state] += 1
        seen.add(((note, line), card))
    its_decks = {deck: _begun_and_reviewed(states) for deck, states in decks.items()}
    return Done(*_begun_and_reviewed(counts), its_decks, frozenset(seen))


def _begun_and_reviewed(states: Mapping[str, int]) -> tuple[int, int]:
    return states.get(State.NEW.value, 0), states.get(State.REVIEW.value, 0)


def more_today(connection: Connection, day: int) -> tuple[int, int]:
    """Return by how much the learner raised a day's limits of new cards and of reviews."""
    stored = connection.execute(select(settings.c.value).where(settings.c.key == MORE)).scalar()
    raised_on, begun, reviewed = json.loads(stored) if stored else (None, 0, 0)
    return (begun, reviewed) if raised_on == day else (0, 0)


def count_waiting(connection: Connection, sources: Sequence[int], today: int) -> tuple[int, int]:
    """Count all new cards and all due reviews, whatever the day's limits."""
    counts = []
    for condition in (
        memory.c.state == State.NEW.value,
        review_due(today),
    ):
        counted = _playable(sources, today).where(condition).subquery()
        counts.append(int(connection.execute(select(func.count()).select_from(counted)).scalar_one()))
    return counts[0], counts[1]


def due_load(connection: Connection, first: int, last: int) -> dict[int, int]:
    """Count the reviews that are due on each of these study days."""
    query = (
        select(memory.c.due_day, func.count())
        .where(memory.c.state == State.REVIEW.value, ~memory.c.suspended, memory.c.due_day.between(first, last))
        .group_by(memory.c.due_day)
    )
    return {int(row[0]): int(row[1]) for row in connection.execute(query)}


def next_step_at(connection: Connection, sources: Sequence[int], today: int) -> int | None:
    """Return the instant (ms) at which the next learning step ends."""
    query = (
        _playable(sources, today).with_only_columns(func.min(memory.c.due_at)).where(memory.c.state.in_(STEP_STATES))
    )
    found = connection.execute(query).scalar()
    return int(found) if found is not None else None


def _playable(sources: Sequence[int], today: int) -> Select[Any]:
    """Begin a query of cards that may be shown: in a note of these sources, neither suspended nor buried."""
    return (
        select(memory.c.card, cards.c.note, cards.c.line_start, cards.c.deck)
        .join(cards, cards.c.id == memory.c.card)
        .where(*_may_show(sources, today), cards.c.orphaned_at.is_(None))
    )


def _may_show(sources: Sequence[int], today: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on the memory of a card that may be shown."""
    unburied = or_(memory.c.buried_day.is_(None), memory.c.buried_day != today)
    return memory.c.source.in_(sources), ~memory.c.suspended, unburied
