"""Read what a damaged SQLite file still shows: its rows in pieces, and the pieces that cannot be read are left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Boolean

from studygpt.backup.damage import open_read_only
from studygpt.store.constants import CURRENT
from studygpt.store.journal import Row
from studygpt.store.journal_files import Line
from studygpt.store.tables import cards, log, sources, trials

_TABLES = (sources, cards, log, trials)
"""What cannot be had from the notes again, and what it needs beside it."""
_FARTHEST = 1 << 40


def readable_rows(file: Path) -> Iterator[Line]:
    """Yield the rows of a damaged database that can be read. The file is not changed."""
    alone = not file.with_name(f"{file.name}-wal").exists()
    with suppress(sqlite3.Error), open_read_only(file, unchanging=alone) as connection:
        connection.text_factory = lambda written: written.decode("utf-8", "replace")
        form = CURRENT
        with suppress(sqlite3.Error):
            form = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        for table in _TABLES:
            flags = {column.name for column in table.columns if isinstance(column.type, Boolean)}
            for row in _rows(connection, table.name, 0, _last(connection, table.name)):
                whole = {name: bool(value) if name in flags else value for name, value in row.items()}
                line = Line(form, table.name, whole)
                if line.act is None or (isinstance(line.act[1], int) and not _is_garbled(row)):
                    yield line


def _is_garbled(act: Row) -> bool:
    """Whether a text in it was scribbled over; an act holds nothing that a person wrote."""
    return any(isinstance(value, str) and "\ufffd" in value for value in act.values())


def _last(connection: sqlite3.Connection, table: str) -> int:
    """Return a bound on the numbers that SQLite gave the rows of a table."""
    with suppress(sqlite3.Error):
        found = connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]
        return int(found or 0)
    last, was_read = 1, False
    while last < _FARTHEST:
        with suppress(sqlite3.Error):
            if connection.execute(f"SELECT 1 FROM {table} WHERE rowid >= {last} LIMIT 1").fetchone() is None:
                return last
            was_read = True
        last *= 2
    return last if was_read else 0


def _rows(connection: sqlite3.Connection, table: str, after: int, last: int) -> Iterator[Row]:
    """Yield the rows in a range of numbers. Where it cannot be read as a whole, its halves are read."""
    query = f"SELECT * FROM {table} WHERE rowid > {after} AND rowid <= {last}"
    try:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor]
    except (sqlite3.Error, OverflowError):
        if last - after > 1:
            middle = (after + last) // 2
            yield from _rows(connection, table, after, middle)
            yield from _rows(connection, table, middle, last)
    else:
        yield from found
