"""The log, and the memory that follows from it. Rows are appended, never changed; an undo is a row that voids one."""

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

from studygpt.model import Act, LogRow, Memory, packed, unpacked
from studygpt.store.bulk import AT_ONCE, SOME, chunks, insert_rows
from studygpt.store.rows import memory_from
from studygpt.store.tables import log, memory, settings

_ID_BITS = 20


OTHER_PROGRAM = "elsewhere"
"""The device of what another program knew: it comes with a card, so there is nothing to undo."""


def append_with_new_ids(connection: Connection, rows: Sequence[LogRow]) -> None:
    """Rows of one instant without ids, which they are given in their order."""
    if rows:
        first = next_id(connection, rows[0].at)
        given = [replace(row, id=first + at) for at, row in enumerate(rows)]
        insert_rows(connection, log, _COLUMNS, [tuple(_values(row).values()) for row in given])


def append_missing(connection: Connection, rows: Sequence[LogRow]) -> None:
    """Rows with ids of their own making; those that are there already stay as they are."""
    known = {
        row.id
        for some in chunks([row.id for row in rows])
        for row in connection.execute(select(log.c.id).where(log.c.id.in_(some)))
    }
    fresh = [_values(row) for row in rows if row.id not in known]
    if fresh:
        connection.execute(insert(log), fresh)


def _values(row: LogRow) -> dict[str, object]:
    values = {column: getattr(row, column) for column in _COLUMNS}
    values["act"] = row.act.value
    values["memory_before"] = None if row.memory_before is None else packed(row.memory_before)
    return values


_COLUMNS = tuple(column.name for column in log.columns)


def next_id(connection: Connection, at: int) -> int:
    return next_id_in(connection, log, at)


def next_id_in(connection: Connection, table: Table, at: int) -> int:
    """An id that sorts by time and that no other device gives out: the instant, and a random tail."""
    made = (at << _ID_BITS) + secrets.randbits(_ID_BITS)
    last = connection.execute(select(func.max(table.c.id))).scalar()
    return max(made, last + 1) if last is not None and last >> _ID_BITS >= at else made


def id_boundary(connection: Connection, at: int) -> int:
    """What the ids of all rows exceed that are written from this instant (ms) on, and of none that was before."""
    return max(at << _ID_BITS, int(connection.execute(select(func.max(log.c.id))).scalar() or 0))


def time_of_id(id_boundary: int) -> int:
    """When an id was given out, in ms."""
    return id_boundary >> _ID_BITS


def not_undone() -> ColumnElement[bool]:
    """That a row of the log was not taken back by an undo."""
    undo = log.alias("undo")
    taken_back = select(undo.c.id).where(
        undo.c.card == log.c.card, undo.c.act == Act.UNDO.value, undo.c.value == cast(log.c.id, Text)
    )
    return ~exists(taken_back.correlate(log))


def not_undone_by_scan() -> ColumnElement[bool]:
    """The same for whoever looks at the whole log: what was undone is listed once, not looked up for every row."""
    undo = log.alias("undo")
    return log.c.id.not_in(select(cast(undo.c.value, BigInteger)).where(undo.c.act == Act.UNDO.value))


def rows_of(connection: Connection, card: str) -> list[LogRow]:
    """What holds of a card's log, oldest first: neither undone rows nor the undoing ones."""
    query = select(log).where(log.c.card == card, log.c.act != Act.UNDO.value, not_undone())
    return [_row(row) for row in connection.execute(query.order_by(log.c.id))]


def rows_of_all(connection: Connection, cards: Sequence[str]) -> dict[str, list[LogRow]]:
    """The same of several cards."""
    found: dict[str, list[LogRow]] = {card: [] for card in cards}
    query = select(log).where(log.c.card.in_(SOME), log.c.act != Act.UNDO.value, not_undone()).order_by(log.c.id)
    for some in chunks(cards):
        for row in connection.execute(query, {"some": some}):
            found[row.card].append(_row(row))
    return found


def known_cards(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of the cards that the log speaks of."""
    return [card for some in chunks(ids) for card in connection.execute(_KNOWN, {"some": some}).scalars()]


_KNOWN = select(log.c.card).where(log.c.card.in_(SOME)).distinct()


def marks(rows: Sequence[LogRow]) -> dict[str, object]:
    """Suspension, burial, flag and tags of one's own, as a card's log tells them."""
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


def last_rows(connection: Connection) -> Iterator[LogRow]:
    """The acts that can still be undone, the last one first."""
    query = select(log).where(log.c.act != Act.UNDO.value, log.c.device != OTHER_PROGRAM, not_undone())
    with connection.execute(query.order_by(log.c.id.desc()), execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield _row(row)


def _row(row: Any) -> LogRow:
    values = {column: getattr(row, column) for column in _COLUMNS}
    values["act"] = Act(row.act)
    if row.memory_before is not None:
        values["memory_before"] = unpacked(row.memory_before)
    return LogRow(**values)


def read_memory(connection: Connection, card: str) -> tuple[Memory, bool]:
    """A card's memory, and whether it is suspended."""
    row = connection.execute(select(memory).where(memory.c.card == card)).one()
    return memory_from(row), row.suspended


def read_memories(connection: Connection, cards: Sequence[str]) -> dict[str, Memory]:
    """The memories of some cards, without those that are gone."""
    query = select(memory).where(memory.c.card.in_(SOME))
    return {row.card: memory_from(row) for some in chunks(cards) for row in connection.execute(query, {"some": some})}


def write_memories(connection: Connection, values: Sequence[tuple[str, Memory, Mapping[str, object]]]) -> None:
    """Cards with their memories and the marks that change with them, the same ones for all."""
    rows = [{"of": card, **_memory_columns(value), **marks} for card, value, marks in values]
    if rows:
        changed: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "of"}
        connection.execute(update(memory).where(memory.c.card == bindparam("of")).values(changed), rows)


def _memory_columns(value: Memory) -> dict[str, object]:
    return {name: getattr(value, name) for name in Memory.__slots__} | {"state": value.state.value}


def write_memory(connection: Connection, card: str, value: Memory, **more: object) -> None:
    connection.execute(update(memory).where(memory.c.card == card).values(**_memory_columns(value), **more))


# ---------------------------------------------------------------------- what this database knows of itself


def read_settings(connection: Connection) -> dict[str, Any]:
    return {row.key: json.loads(row.value) for row in connection.execute(select(settings))}


def write_setting(connection: Connection, key: str, value: object) -> None:
    known = connection.execute(select(settings.c.key).where(settings.c.key == key)).first()
    written = json.dumps(value)
    if known:
        connection.execute(update(settings).where(settings.c.key == key).values(value=written))
    else:
        connection.execute(insert(settings).values(key=key, value=written))


def delete_settings(connection: Connection, keys: Iterable[str]) -> None:
    connection.execute(delete(settings).where(settings.c.key.in_(list(keys))))


def ensure_device(connection: Connection, stored: dict[str, Any]) -> str:
    """This device's name in the log: made once, at random."""
    if "device" not in stored:
        stored["device"] = secrets.token_hex(4)
        write_setting(connection, "device", stored["device"])
    return str(stored["device"])
