"""Everything known about one card."""

from __future__ import annotations

from dataclasses import dataclass

from studygpt.context import StudyContext
from studygpt.library.library import Library
from studygpt.model import Card
from studygpt.review.history import history_lines, local_day
from studygpt.schedule.recall import recall_on
from studygpt.store import log
from studygpt.store.lineage import LineageStep


@dataclass(frozen=True, slots=True)
class Info:
    """Everything that the info screen shows of a card."""

    card: Card
    due: str | None
    """The date on which the card is due."""
    recall: float | None
    """The chance of recalling the card now."""
    decay: float
    """How fast recall falls, from the parameters in use."""
    elapsed: int
    """Days since the card was last seen."""
    interval: int
    """Days from when the card was last seen to the day on which it is due."""
    history: list[str]
    """The card's log in words, the latest act first."""
    lineage: list[LineageStep]


def info(context: StudyContext, library: Library, card: Card) -> Info:
    """Collect what is known about a card, as it is stored now."""
    now = context.clock()
    today = context.today(now)
    card = library.refreshed(card) or card
    memory = card.memory
    due = context.due_at(memory, now)
    with context.database.read() as connection:
        rows = log.rows_of(connection, str(card.id))
    seen = memory.last_day if memory.last_day is not None else today
    return Info(
        card=card,
        due=local_day(due, now.utc_offset) if due is not None else None,
        recall=recall_on(memory, today, context.decay),
        decay=context.decay,
        elapsed=max(0, today - seen),
        interval=max(0, (memory.due_day if memory.due_day is not None else seen) - seen),
        history=history_lines(rows),
        lineage=library.lineage(card),
    )
