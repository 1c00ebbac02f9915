"""Store the attempts at exercises, and find the cards that teach what a mistake in one of them showed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from studygpt.model import Act, Attempt, ExerciseAction
from studygpt.store import journal
from studygpt.store.log import new_id, not_undone, tick
from studygpt.store.tables import log, trials

MISTAKE_DAYS = 7
"""The number of days after a mistake during which its cards come into the queue, until they are graded."""


_COLUMNS = tuple(column.name for column in trials.columns if column.name != "deed")
"""The columns with the same names as the fields of an attempt."""


def append(connection: Connection, attempt: Attempt) -> None:
    """Store an attempt, which gets an id and its place in the order of all."""
    attempt = replace(attempt, id=new_id(), clock=tick(connection, trials, attempt.at))
    values = {column: getattr(attempt, column) for column in _COLUMNS}
    values |= {"mistakes": json.dumps(attempt.mistakes), "cards": json.dumps(attempt.cards)}
    values["deed"] = attempt.action.value
    connection.execute(insert(trials).values(**values))
    journal.note(connection, trials, [values], attempt.at)


def of_exercise(connection: Connection, exercise: str) -> list[Attempt]:
    """Return the attempts at an exercise, oldest first."""
    return _attempts(connection, select(trials).where(trials.c.exercise == exercise))


def of_all(connection: Connection) -> dict[str, list[Attempt]]:
    """Return all attempts by their exercise."""
    found: dict[str, list[Attempt]] = {}
    for attempt in _attempts(connection, select(trials)):
        found.setdefault(attempt.exercise, []).append(attempt)
    return found


def _attempts(connection: Connection, query: Select[Any]) -> list[Attempt]:
    made = []
    for row in connection.execute(query.order_by(trials.c.clock, trials.c.id)):
        values = {column: getattr(row, column) for column in _COLUMNS}
        values |= {
            "action": ExerciseAction(row.deed),
            "mistakes": tuple((str(name), str(title)) for name, title in json.loads(row.mistakes)),
            "cards": tuple(json.loads(row.cards)),
        }
        made.append(Attempt(**values))
    return made


def cards_after_mistakes(connection: Connection, today: int) -> list[str]:
    """Return the cards that teach what went wrong lately and were not graded since, the latest mistake's first."""
    query = select(trials.c.at, trials.c.cards).where(trials.c.study_day > today - MISTAKE_DAYS, trials.c.cards != "[]")
    since: dict[str, int] = {}
    for row in connection.execute(query.order_by(trials.c.clock.desc(), trials.c.id.desc())).all():
        for card in json.loads(row.cards):
            since.setdefault(card, row.at)
    if not since:
        return []
    seen = select(log.c.card, func.max(log.c.at)).where(
        log.c.card.in_(since), log.c.act == Act.GRADE.value, not_undone()
    )
    graded = {row[0]: row[1] for row in connection.execute(seen.group_by(log.c.card))}
    return [card for card, at in since.items() if graded.get(card, 0) < at]
