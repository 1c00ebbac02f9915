"""Counts of the cards in play: those that a note of an enabled source holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast as as_type, func, select

from studygpt.model import State
from studygpt.query import FieldIs
from studygpt.schedule.recall import DECAY
from studygpt.store.count_sql import count_if, day_class, in_play, only_concept, recall_bin, recall_today
from studygpt.store.counts import CardCount, Leech, Members
from studygpt.store.due_sql import due_today
from studygpt.store.rows import STEP_STATES
from studygpt.store.search import where
from studygpt.store.tables import card_concepts, cards, concepts, memory


def standings(connection: Connection, today: int, concept: int | None = None, decay: float = DECAY) -> list[CardCount]:
    """Count the cards in play, grouped by state, difficulty, recall, stability and interval."""
    recall = recall_today(today, decay)
    begun = memory.c.state != State.NEW.value
    interval = memory.c.due_day - memory.c.last_day
    rows = select(
        memory.c.state,
        memory.c.suspended,
        as_type(func.trunc(memory.c.difficulty), Integer).label("difficulty"),
        recall.label("recall"),
        memory.c.stability,
        day_class(memory.c.stability).label("stable"),
        case((begun, day_class(interval))).label("interval"),
        memory.c.lapses,
    ).select_from(memory)
    cards_now = only_concept(in_play(rows, memory.c.card), concept).cte("cards_now").prefix_with("MATERIALIZED")
    groups: list[ColumnElement[Any]] = [cards_now.c[name] for name in ("state", "suspended", "difficulty")]
    groups += [recall_bin(cards_now.c.recall), cards_now.c.stable, cards_now.c.interval]
    query = select(
        *groups,
        func.count(),
        func.sum(cards_now.c.recall),
        func.sum(cards_now.c.stability),
        func.sum(cards_now.c.lapses),
    ).group_by(*groups)
    return [
        CardCount(*row[:7], float(row[7] or 0), float(row[8] or 0), int(row[9] or 0))
        for row in connection.execute(query)
    ]


def due_days(connection: Connection, until: int, concept: int | None = None) -> dict[int, int]:
    """Count the cards that are due on each study day up to `until`, overdue ones on the day they were due."""
    query = select(memory.c.due_day, func.count()).where(due_today(until), ~memory.c.suspended)
    query = only_concept(in_play(query, memory.c.card), concept).group_by(memory.c.due_day)
    return {int(row[0]): int(row[1]) for row in connection.execute(query)}


def members(connection: Connection, today: int, decay: float = DECAY) -> list[Members]:
    """Count the cards of each concept."""
    state, playing = memory.c.state, ~memory.c.suspended
    known = state == State.REVIEW.value
    query = (
        in_play(
            select(
                concepts.c.name,
                func.sum(count_if(and_(playing, state == State.NEW.value))),
                func.sum(count_if(and_(playing, state.in_(STEP_STATES)))),
                func.sum(count_if(and_(playing, known))),
                func.sum(count_if(memory.c.suspended)),
                func.sum(count_if(and_(playing, due_today(today)))),
                func.count(memory.c.stability),
                func.sum(recall_today(today, decay)),
                func.sum(memory.c.stability),
                func.sum(memory.c.lapses),
            )
            .select_from(card_concepts)
            .join(memory, memory.c.card == card_concepts.c.card)
            .join(concepts, concepts.c.pk == card_concepts.c.concept),
            memory.c.card,
        )
        .group_by(concepts.c.name)
        .order_by(concepts.c.name)
    )
    return [Members._make((row[0], *(each or 0 for each in row[1:]))) for row in connection.execute(query)]


def leeches(connection: Connection, today: int, at_most: int, concept: int | None = None) -> tuple[int, list[Leech]]:
    """Return how many leeches there are, as `is:leech` counts them, and those with most lapses."""
    columns = (cards.c.id, cards.c.front, memory.c.lapses, memory.c.suspended)
    query = in_play(select(*columns).select_from(memory), memory.c.card).where(where(FieldIs("is", "leech"), today))
    query = only_concept(query, concept)
    many = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    first = query.order_by(memory.c.lapses.desc(), cards.c.id).limit(at_most)
    return int(many), [Leech(*row) for row in connection.execute(first)]
