"""What was done at the exercises, and the cards that a mistake there calls for."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from studygpt.model import Act, Attempt, ExerciseAction
from studygpt.store.log import next_id_in, not_undone
from studygpt.store.tables import log, trials

MISTAKE_DAYS = 7
"""Days for which a mistake's cards are called for, if they are not seen before."""


def append(connection: Connection, trial: Attempt) -> None:
    values = {column: getattr(trial, column) for column in _COLUMNS}
    values |= {"deed": trial.deed.value, "mistakes": json.dumps(trial.mistakes), "cards": json.dumps(trial.cards)}
    connection.execute(insert(trials).values(**values))


_COLUMNS = tuple(column.name for column in trials.columns)


def next_id(connection: Connection, at: int) -> int:
    return next_id_in(connection, trials, at)


def of_exercise(connection: Connection, exercise: str) -> list[Attempt]:
    """Oldest first."""
    return _trials(connection, select(trials).where(trials.c.exercise == exercise))


def of_all(connection: Connection) -> dict[str, list[Attempt]]:
    """Those of each exercise that was tried."""
    found: dict[str, list[Attempt]] = {}
    for trial in _trials(connection, select(trials)):
        found.setdefault(trial.exercise, []).append(trial)
    return found


def _trials(connection: Connection, query: Select[Any]) -> list[Attempt]:
    made = []
    for row in connection.execute(query.order_by(trials.c.id)):
        values = {column: getattr(row, column) for column in _COLUMNS}
        values |= {
            "deed": ExerciseAction(row.deed),
            "mistakes": tuple((str(name), str(title)) for name, title in json.loads(row.mistakes)),
            "cards": tuple(json.loads(row.cards)),
        }
        made.append(Attempt(**values))
    return made


def cards_after_mistakes(connection: Connection, today: int) -> list[str]:
    """Cards that a mistake of the last days calls for and that were not graded since, the latest mistake's first."""
    query = select(trials.c.at, trials.c.cards).where(trials.c.study_day > today - MISTAKE_DAYS, trials.c.cards != "[]")
    since: dict[str, int] = {}
    for row in connection.execute(query.order_by(trials.c.id.desc())).all():
        for card in json.loads(row.cards):
            since.setdefault(card, row.at)
    if not since:
        return []
    seen = select(log.c.card, func.max(log.c.at)).where(
        log.c.card.in_(since), log.c.act == Act.GRADE.value, not_undone()
    )
    graded = {row[0]: row[1] for row in connection.execute(seen.group_by(log.c.card))}
    return [card for card, at in since.items() if graded.get(card, 0) < at]
