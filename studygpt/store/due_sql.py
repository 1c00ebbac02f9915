"""When a card is due, as SQL conditions on the table `memory`. `studygpt.schedule.due` has the same rules in Python."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from studygpt.model import State
from studygpt.store.rows import STEP_STATES
from studygpt.store.tables import memory


def review_due(today: int) -> ColumnElement[bool]:
    """Condition for a review whose study day has come."""
    return and_(memory.c.state == State.REVIEW.value, memory.c.due_day <= today)


def step_ended(now: int) -> ColumnElement[bool]:
    """Condition for a learning step that has ended by the instant `now` (ms)."""
    return and_(memory.c.state.in_(STEP_STATES), memory.c.due_at <= now)


def due_today(today: int) -> ColumnElement[bool]:
    """Condition for a card that is due at any time of the study day, or was due before."""
    return and_(memory.c.state != State.NEW.value, memory.c.due_day <= today)
