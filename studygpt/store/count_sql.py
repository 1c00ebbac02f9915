"""SQL expressions that several counts share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast as as_type,
    func,
    null,
    select,
    type_coerce,
)

from studygpt.schedule.recall import curve_factor
from studygpt.store.counts import BINS, DAY_EDGES
from studygpt.store.tables import card_concepts, cards, memory, sources


def in_play(query: Select[Any], card: ColumnElement[str]) -> Select[Any]:
    """Restrict a query to the cards in play: those that a note of an enabled source holds."""
    return (
        query.join(cards, cards.c.id == card)
        .join(sources, sources.c.pk == cards.c.source)
        .where(cards.c.orphaned_at.is_(None), cards.c.suggestion.is_(None), sources.c.enabled)
    )


def only_concept(query: Select[Any], concept: int | None) -> Select[Any]:
    """Restrict a query over `memory` to the cards of a concept, if there is one."""
    if concept is None:
        return query
    return query.where(memory.c.card.in_(select(card_concepts.c.card).where(card_concepts.c.concept == concept)))


def recall_today(today: int, decay: float) -> ColumnElement[float]:
    """Return the chance of recall today; null for a card that was not begun."""
    elapsed = today - memory.c.last_day
    passed = case((elapsed > 0, elapsed), else_=0)
    return case(
        (and_(memory.c.stability > 0, elapsed.is_not(None)), chance_of_recall(passed, memory.c.stability, decay))
    )


def chance_of_recall(elapsed: ColumnElement[Any], stability: ColumnElement[Any], decay: float) -> ColumnElement[float]:
    """Return the chance of recall `elapsed` days after a review: FSRS's curve, as in `schedule.recall`."""
    return type_coerce(func.power(1 + curve_factor(decay) * elapsed / stability, decay), Float)


def recall_bin(recall: ColumnElement[float]) -> ColumnElement[int]:
    """Return the number of the twentieth in which a chance of recall lies; certainty lies in the last one."""
    at = as_type(func.trunc(recall * BINS), Integer)
    return case((at >= BINS, BINS - 1), else_=at)


def day_class(days: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the class of `DAY_EDGES` in which a number of days lies."""
    ladder = [(days < edge, at) for at, edge in enumerate(DAY_EDGES)]
    return case((days.is_(None), null()), *ladder, else_=len(DAY_EDGES))


def count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return 1 where a condition holds, else 0: to be summed."""
    return case((condition, 1), else_=0)
