"""Read and append to the log, and read and write memories and stored values.

Rows of the log are never changed; an undo is a row that names the one it voids.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from studygpt.errors import StudyError
from studygpt.model import Act, LogRow, Memory, memory_from_json, memory_to_json
from studygpt.store import journal
from studygpt.store.bulk import AT_ONCE, SOME, chunks, insert_rows
from studygpt.store.rows import memory_from
from studygpt.store.tables import log, memory, settings

_CLOCK_BITS = 20
"""Acts of one millisecond are told apart by the lower bits of the clock."""
OTHER_PROGRAM = "elsewhere"
"""The device of rows that hold what another program knew of a card. They cannot be undone."""


def append_with_new_ids(connection: Connection, rows: Sequence[LogRow]) -> list[LogRow]:
    """Append rows of one instant, and give them ids in their order; return them with these."""
    if not rows:
        return []
    given = with_new_ids(rows, tick(connection, log, rows[0].at))
    values = [values_of(row) for row in given]
    insert_rows(connection, log, _COLUMNS, [tuple(each.values()) for each in values])
    journal.note(connection, log, values, rows[0].at)
    return given


def with_new_ids(rows: Sequence[LogRow], clock: int) -> list[LogRow]:
    """Give rows of one instant ids, and places in the order of the log from `clock` on."""
    return [replace(row, id=new_id(), clock=clock + at) for at, row in enumerate(rows)]


def append_missing(connection: Connection, rows: Sequence[LogRow]) -> None:
    """Append rows that have ids already, except those that are stored."""
    known = {
        row.id
        for some in chunks([row.id for row in rows])
        for row in connection.execute(select(log.c.id).where(log.c.id.in_(some)))
    }
    fresh = [values_of(row) for row in rows if row.id not in known]
    if fresh:
        connection.execute(insert(log), fresh)


def values_of(row: LogRow) -> dict[str, Any]:
    """Return a row as it is stored. The values are Any because each has the type of its column."""
    values: dict[str, Any] = {column: getattr(row, column) for column in _COLUMNS}
    values["act"] = row.act.value
    values["memory_before"] = None if row.memory_before is None else memory_to_json(row.memory_before)
    return values


_COLUMNS = tuple(column.name for column in log.columns)


def new_id() -> int:
    """Return an id for a row, which no other row has or will have, here or on another device."""
    return secrets.randbits(62) | 1 << 62  # ids of before have less than 62 bits


def tick(connection: Connection, table: Table, at: int) -> int:
    """Return the clock of a row that is written now: the instant (ms), or just after the last row where that is later.

    So the order of the log never goes back, even if a device's clock did, here or on a device whose rows were merged.
    """
    return max(first_clock(at), _last_clock(connection, table) + 1)


def last_clock(connection: Connection) -> int:
    """Return the clock of the last row, 0 if there is none."""
    return _last_clock(connection, log)


def boundary(connection: Connection, at: int) -> int:
    """Return a bound between the clocks of rows written so far and of those from this instant (ms) on."""
    return max(first_clock(at), last_clock(connection))


def first_clock(at: int) -> int:
    """Return the first clock of an instant (ms)."""
    return at << _CLOCK_BITS


def _last_clock(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.max(table.c.clock))).scalar() or 0)


def time_of(clock: int) -> int:
    """Return the instant (ms) of a clock."""
    return clock >> _CLOCK_BITS


_IN_ORDER = (log.c.clock, log.c.id)


def not_undone() -> ColumnElement[bool]:
    """Condition that a row of the log was not undone, looked up row by row: for queries about few rows."""
    undo = log.alias("undo")
    taken_back = select(undo.c.id).where(
        undo.c.card == log.c.card, undo.c.act == Act.UNDO.value, undo.c.value == cast(log.c.id, Text)
    )
    return ~exists(taken_back.correlate(log))


def not_undone_by_scan() -> ColumnElement[bool]:
    """Condition that a row of the log was not undone, for queries over the whole log: undone rows are listed once."""
    undo = log.alias("undo")
    return log.c.id.not_in(select(cast(undo.c.value, BigInteger)).where(undo.c.act == Act.UNDO.value))


def rows_of(connection: Connection, card: str) -> list[LogRow]:
    """Return the log of a card without undone rows and undos, oldest first."""
    query = select(log).where(log.c.card == card, log.c.act != Act.UNDO.value, not_undone())
    return [_row(row) for row in connection.execute(query.order_by(*_IN_ORDER))]


def rows_with(connection: Connection, ids: Sequence[int]) -> list[LogRow]:
    """Return the rows with these ids, the last one first."""
    query = select(log).where(log.c.id.in_(SOME)).order_by(log.c.clock.desc(), log.c.id.desc())
    return [_row(row) for some in chunks(ids) for row in connection.execute(query, {"some": some})]


def rows_of_all(connection: Connection, cards: Sequence[str]) -> dict[str, list[LogRow]]:
    """Return the logs of several cards, as `rows_of` does."""
    found: dict[str, list[LogRow]] = {card: [] for card in cards}
    query = select(log).where(log.c.card.in_(SOME), log.c.act != Act.UNDO.value, not_undone())
    query = query.order_by(*_IN_ORDER)
    for some in chunks(cards):
        for row in connection.execute(query, {"some": some}):
            found[row.card].append(_row(row))
    return found


def last_grades(connection: Connection, cards: Sequence[str]) -> dict[str, int]:
    """Return the clock of the last grade of each of these cards that has one."""
    query = select(log.c.card, func.max(log.c.clock)).where(log.c.act == Act.GRADE.value, not_undone())
    query = query.where(log.c.card.in_(SOME)).group_by(log.c.card)
    rows = (row for some in chunks(cards) for row in connection.execute(query, {"some": some}))
    return {row[0]: int(row[1]) for row in rows}


def known_cards(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Return the cards among `ids` that have rows in the log."""
    return [card for some in chunks(ids) for card in connection.execute(_KNOWN, {"some": some}).scalars()]


_KNOWN = select(log.c.card).where(log.c.card.in_(SOME)).distinct()


def marks(rows: Sequence[LogRow]) -> dict[str, object]:
    """Return suspension, burial, flag and learner's tags as a card's log leaves them: values of columns of `memory`."""
    suspended, buried, flag = False, None, 0
    tags: dict[str, None] = {}
    for row in rows:
        match row.act:
            case Act.SUSPEND | Act.UNSUSPEND:
                suspended = row.act is Act.SUSPEND
            case Act.BURY:
                buried = int(row.value)
            case Act.FLAG:
                flag = int(row.value)
            case Act.TAG if row.value.startswith("+"):
                tags[row.value[1:]] = None
            case Act.TAG:
                tags.pop(row.value[1:], None)
    return {"suspended": suspended, "buried_day": buried, "flag": flag, "tags": json.dumps([*tags])}


def last_rows(connection: Connection, device: str) -> Iterator[LogRow]:
    """Yield the acts of a device that can still be undone, the last one first."""
    query = select(log).where(log.c.act != Act.UNDO.value, log.c.device == device, not_undone())
    query = query.order_by(log.c.clock.desc(), log.c.id.desc())
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield _row(row)


def _row(row: Row[*tuple[Any, ...]]) -> LogRow:
    values = {column: getattr(row, column) for column in _COLUMNS}
    values["act"] = Act(row.act)
    if row.memory_before is not None:
        values["memory_before"] = memory_from_json(row.memory_before)
    return LogRow(**values)


def read_memory(connection: Connection, card: str) -> tuple[Memory, bool]:
    """Return a card's memory, and whether the card is suspended."""
    row = connection.execute(select(memory).where(memory.c.card == card)).one_or_none()
    if row is None:  # another program replaced the database by one without it
        raise StudyError("this card is not in the database any more; nothing of this step was kept")
    return memory_from(row), row.suspended


def read_memories(connection: Connection, cards: Sequence[str]) -> dict[str, Memory]:
    """Return the memories of cards, without cards that are gone."""
    query = select(memory).where(memory.c.card.in_(SOME))
    return {row.card: memory_from(row) for some in chunks(cards) for row in connection.execute(query, {"some": some})}


def write_memories(connection: Connection, values: Sequence[tuple[str, Memory, Mapping[str, object]]]) -> None:
    """Write memories of cards with the columns that change with them; these must be the same columns for all."""
    rows = [{"of": card, **_memory_columns(value), **marks} for card, value, marks in values]
    if rows:
        changed: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "of"}
        connection.execute(update(memory).where(memory.c.card == bindparam("of")).values(changed), rows)


def _memory_columns(value: Memory) -> dict[str, object]:
    return {name: getattr(value, name) for name in Memory.__slots__} | {"state": value.state.value}


def write_memory(connection: Connection, card: str, value: Memory, **more: object) -> None:
    """Write a card's memory, and values of more columns."""
    connection.execute(update(memory).where(memory.c.card == card).values(**_memory_columns(value), **more))


# ---------------------------------------------------------------------- stored values: device, parameters, ...


def read_settings(connection: Connection) -> dict[str, Any]:
    """Return all stored values by key. They are Any because the type of a value depends on its key."""
    return {row.key: json.loads(row.value) for row in connection.execute(select(settings))}


def write_setting(connection: Connection, key: str, value: object) -> None:
    """Store a value as JSON."""
    known = connection.execute(select(settings.c.key).where(settings.c.key == key)).first()
    written = json.dumps(value)
    if known:
        connection.execute(update(settings).where(settings.c.key == key).values(value=written))
    else:
        connection.execute(insert(settings).values(key=key, value=written))


def delete_settings(connection: Connection, keys: Iterable[str]) -> None:
    """Delete stored values."""
    connection.execute(delete(settings).where(settings.c.key.in_(list(keys))))
