"""What today's queue is made of, read by index and never by looking at every card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from studygpt.model import State
from studygpt.store.tables import cards, memory

_STEPS = (State.LEARNING.value, State.RELEARNING.value)


def learning_ids(connection: Connection, sources: Sequence[int], today: int, until: int) -> list[tuple[str, int]]:
    """Cards whose learning step ends by `until` (ms), soonest first, with when."""
    query = (
        _playable(sources, today)
        .add_columns(memory.c.due_at)
        .where(memory.c.state.in_(_STEPS), memory.c.due_at <= until)
        .order_by(memory.c.due_at, memory.c.card)
    )
    return [(row.card, row.due_at) for row in connection.execute(query)]


def review_ids(connection: Connection, sources: Sequence[int], today: int, limit: int | None) -> list[str]:
    """Cards due for review on or before a study day, the longest waiting first."""
    query = (
        _playable(sources, today)
        .where(memory.c.state == State.REVIEW.value, memory.c.due_day <= today)
        .order_by(memory.c.due_day, memory.c.card)
    )
    return list(connection.execute(query.limit(limit)).scalars())


def new_ids(connection: Connection, source: int, today: int, limit: int | None) -> list[str]:
    """The next cards of a source that were never graded, in the order of their notes."""
    query = _playable([source], today).where(memory.c.state == State.NEW.value).order_by(memory.c.position)
    return list(connection.execute(query.limit(limit)).scalars())


def count_waiting(connection: Connection, sources: Sequence[int], today: int) -> tuple[int, int]:
    """How many cards wait beyond the day's limits: never graded, and due for review."""
    counts = []
    for condition in (
        memory.c.state == State.NEW.value,
        and_(memory.c.state == State.REVIEW.value, memory.c.due_day <= today),
    ):
        counted = _playable(sources, today).where(condition).subquery()
        counts.append(int(connection.execute(select(func.count()).select_from(counted)).scalar_one()))
    return counts[0], counts[1]


def next_step_at(connection: Connection, sources: Sequence[int], today: int) -> int | None:
    """When the next learning step ends (ms)."""
    query = _playable(sources, today).with_only_columns(func.min(memory.c.due_at)).where(memory.c.state.in_(_STEPS))
    found = connection.execute(query).scalar()
    return int(found) if found is not None else None


def _playable(sources: Sequence[int], today: int) -> Select[Any]:
    """Cards that may be shown: in an enabled source, in a note, neither suspended nor buried."""
    return (
        select(memory.c.card)
        .join(cards, cards.c.id == memory.c.card)
        .where(memory.c.source.in_(sources), ~memory.c.suspended, cards.c.orphaned_at.is_(None))
        .where(or_(memory.c.buried_day.is_(None), memory.c.buried_day != today))
    )
