"""When a card is due. `studygpt.store.due_sql` has the same rules as SQL conditions. Pure."""

from __future__ import annotations

from studygpt.model import IN_STEPS, Memory, Moment, State
from studygpt.schedule.days import day_start


def is_due(memory: Memory, today: int, now: int) -> bool:
    """Whether a card may be shown: a review from the start of its study day, a learning step once it ended (ms)."""
    if memory.state is State.REVIEW:
        return memory.due_day is not None and memory.due_day <= today
    return memory.state in IN_STEPS and memory.due_at is not None and memory.due_at <= now


def is_due_today(memory: Memory, today: int) -> bool:
    """Whether a card is due at any time of the study day, or was due before."""
    return memory.state is not State.NEW and memory.due_day is not None and memory.due_day <= today


def due_at(memory: Memory, now: Moment, day_starts_at: int) -> int | None:
    """The instant (ms UTC) from which a card is due, for a person whose clock shows `now`; None for a new card."""
    if memory.state is State.REVIEW and memory.due_day is not None:
        return day_start(memory.due_day, now.utc_offset, day_starts_at)
    return memory.due_at
