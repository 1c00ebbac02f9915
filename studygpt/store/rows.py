"""Make cards and memories from stored rows, without SQLAlchemy, so that the first card need not wait for it."""

from __future__ import annotations

import json
from typing import Any

from studygpt.model import IN_STEPS, Card, Hole, Kind, Memory, State, Status

STEP_STATES = tuple(state.value for state in IN_STEPS)
"""`IN_STEPS` as the database stores them."""
_EMPTY: tuple[()] = ()


def card_from(row: Any, concepts: tuple[str, ...]) -> Card:
    """Make a card from a row of `store.cards`. The row is Any because it is SQLAlchemy's or sqlite3's."""
    return Card(
        id=row.id,
        source_id=row.source_id,
        source=row.source_name,
        path=row.path,
        line_start=row.line_start,
        line_end=row.line_end,
        dialect=row.dialect,
        kind=Kind(row.kind),
        status=status_of(row),
        front=row.front,
        back=row.back,
        holes=tuple(Hole(**hole) for hole in json.loads(row.holes)) if row.holes != "[]" else _EMPTY,
        deck=row.deck,
        tags=_list(row.tags) if row.own_tags in (None, "[]") else (*_list(row.tags), *_list(row.own_tags)),
        concepts=concepts,
        exercises=_list(row.exercises),
        memory=Memory() if row.suggestion else memory_from(row),
        title=row.title,
        headings=_list(row.headings),
        ancestors=_list(row.ancestors),
        flag=row.flag or 0,
    )


def status_of(row: Any) -> Status:
    """Return the status of a card from a row that has the columns of a card and its memory."""
    if row.orphaned_at is not None:
        return Status.ORPHAN
    return Status.SUGGESTED if row.suggestion else Status.SUSPENDED if row.suspended else Status.ACTIVE


def memory_from(row: Any) -> Memory:
    """Make a memory from a row that has the columns of a memory."""
    return Memory(
        state=State(row.state),
        step=row.step,
        due_at=row.due_at,
        due_day=row.due_day,
        stability=row.stability,
        difficulty=row.difficulty,
        last_day=row.last_day,
        reps=row.reps,
        lapses=row.lapses,
    )


def _list(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written != "[]" else _EMPTY
