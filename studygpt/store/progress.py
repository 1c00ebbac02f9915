"""What was done, counted by the database."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from studygpt.model import Act
from studygpt.store.guesses import OPEN
from studygpt.store.log import ELSEWHERE, holds
from studygpt.store.tables import card_concepts, cards, concepts, log, memory, questions, sources


class Day(NamedTuple):
    day: int
    grades: int
    spent_ms: int


_LONGEST_MS = 60_000
"""Who takes longer for a card was away."""


def graded_days(connection: Connection) -> list[Day]:
    """The study days on which something was graded, oldest first."""
    capped = case((log.c.duration_ms > _LONGEST_MS, _LONGEST_MS), else_=log.c.duration_ms)
    query = (
        select(log.c.study_day, func.count(), func.sum(capped))
        .where(log.c.act == Act.GRADE.value, log.c.device != ELSEWHERE, holds())
        .group_by(log.c.study_day)
        .order_by(log.c.study_day)
    )
    return [Day(int(row[0]), int(row[1]), int(row[2] or 0)) for row in connection.execute(query)]


def recall_rows(connection: Connection) -> list[tuple[str, int | None, float | None, int]]:
    """Concept, the day its cards were last seen, their stability, and how many there are; suspended ones too."""
    query = (
        select(concepts.c.name, memory.c.last_day, memory.c.stability, func.count())
        .join_from(card_concepts, concepts, concepts.c.pk == card_concepts.c.concept)
        .join(memory, memory.c.card == card_concepts.c.card)
        .join(cards, cards.c.id == card_concepts.c.card)
        .join(sources, sources.c.pk == cards.c.source)
        .where(cards.c.orphaned_at.is_(None), sources.c.enabled)
        .group_by(concepts.c.name, memory.c.last_day, memory.c.stability)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(query)]


def open_suggestions(connection: Connection) -> int:
    query = select(func.count()).select_from(cards).where(cards.c.suggestion == OPEN, cards.c.orphaned_at.is_(None))
    return int(connection.execute(query).scalar_one())


def open_questions(connection: Connection) -> int:
    """Questions without an answer and terms without a meaning."""
    query = select(func.count()).select_from(questions).join(sources, sources.c.pk == questions.c.source)
    query = query.where(sources.c.enabled, ~questions.c.done, questions.c.note.is_not(None))
    return int(connection.execute(query).scalar_one())
