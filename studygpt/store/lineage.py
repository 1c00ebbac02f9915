"""The lineage of a card: each change that a sync or a person made to it, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from studygpt.store.bulk import insert_rows
from studygpt.store.tables import lineage


class LineageStep(NamedTuple):
    """One change of a card."""

    at: int
    """When the change was made, in ms UTC."""
    what: str
    """The kind of change, a `ChangeKind`: edited, moved, gone, back or restored."""
    why: str
    path: str
    line: int
    before: str
    """The card's text before an edit, or its place before a move."""


def append(connection: Connection, steps: Sequence[tuple[str, LineageStep]]) -> None:
    """Store steps, each with the id of its card."""
    insert_rows(connection, lineage, ("card", *LineageStep._fields), [(card, *step) for card, step in steps])


def of_card(connection: Connection, card: str) -> list[LineageStep]:
    """Return the steps of a card, oldest first."""
    columns = [getattr(lineage.c, name) for name in LineageStep._fields]
    rows = connection.execute(select(*columns).where(lineage.c.card == card).order_by(lineage.c.pk))
    return [LineageStep(*row) for row in rows]
