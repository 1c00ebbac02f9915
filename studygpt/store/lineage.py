"""Where a card has been: each time that it was not simply found again, what became of it and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from studygpt.store.tables import lineage


class LineageStep(NamedTuple):
    """One thing that became of a card."""

    at: int
    what: str
    why: str
    path: str
    line: int
    before: str
    """What it said, or where it stood."""


def append(connection: Connection, steps: Sequence[tuple[str, LineageStep]]) -> None:
    """Each card with its step."""
    if steps:
        connection.execute(insert(lineage), [{"card": card, **step._asdict()} for card, step in steps])


def of_card(connection: Connection, card: str) -> list[LineageStep]:
    """The steps of a card, oldest first."""
    columns = [getattr(lineage.c, name) for name in LineageStep._fields]
    rows = connection.execute(select(*columns).where(lineage.c.card == card).order_by(lineage.c.pk))
    return [LineageStep(*row) for row in rows]
