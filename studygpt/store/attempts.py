"""Store the attempts at exercises, and find the cards that a mistake there calls for."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from studygpt.model import Act, Attempt, ExerciseAction
from studygpt.store.log import holds, next_in
from studygpt.store.tables import log, trials

CALLED_FOR = 7
"""Days for which a mistake's cards are called for, if they are not seen before."""


_COLUMNS = tuple(column.name for column in trials.columns if column.name != "deed")
"""The columns that are called as the fields of an attempt are."""


def append(connection: Connection, attempt: Attempt) -> None:
    values = {column: getattr(attempt, column) for column in _COLUMNS}
    values |= {"mistakes": json.dumps(attempt.mistakes), "cards": json.dumps(attempt.cards)}
    connection.execute(insert(trials).values(deed=attempt.action.value, **values))


def next_id(connection: Connection, at: int) -> int:
    return next_in(connection, trials, at)


def of_exercise(connection: Connection, exercise: str) -> list[Attempt]:
    """The attempts at one exercise, oldest first."""
    return _attempts(connection, select(trials).where(trials.c.exercise == exercise))


def of_all(connection: Connection) -> dict[str, list[Attempt]]:
    """The attempts at each exercise that was tried, by slug."""
    found: dict[str, list[Attempt]] = {}
    for attempt in _attempts(connection, select(trials)):
        found.setdefault(attempt.exercise, []).append(attempt)
    return found


def _attempts(connection: Connection, query: Select[Any]) -> list[Attempt]:
    made = []
    for row in connection.execute(query.order_by(trials.c.id)):
        values = {column: getattr(row, column) for column in _COLUMNS}
        values |= {
            "action": ExerciseAction(row.deed),
            "mistakes": tuple((str(name), str(title)) for name, title in json.loads(row.mistakes)),
            "cards": tuple(json.loads(row.cards)),
        }
        made.append(Attempt(**values))
    return made


def called(connection: Connection, today: int) -> list[str]:
    """Cards that a mistake of the last days calls for and that were not graded since, the latest mistake's first."""
    query = select(trials.c.at, trials.c.cards).where(trials.c.study_day > today - CALLED_FOR, trials.c.cards != "[]")
    since: dict[str, int] = {}
    for row in connection.execute(query.order_by(trials.c.id.desc())).all():
        for card in json.loads(row.cards):
            since.setdefault(card, row.at)
    if not since:
        return []
    seen = select(log.c.card, func.max(log.c.at)).where(log.c.card.in_(since), log.c.act == Act.GRADE.value, holds())
    graded = {row[0]: row[1] for row in connection.execute(seen.group_by(log.c.card))}
    return [card for card, at in since.items() if graded.get(card, 0) < at]
