"""A separate database into which an export is read before the learner's own database is changed.

It has the form of the export, and is then migrated as any older database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from math import isfinite
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Float, Integer, MetaData, Table
from sqlalchemy.types import TypeEngine

from studygpt.backup import content_checks
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.journal import Row
from studygpt.store.tables import metadata
from studygpt.store.upgrade import ensure_current, upgrade
from studygpt.transfer.tables import exported_name
from studygpt.transfer.value_rules import broken_rule, delete_broken

_AT_ONCE = 5_000


class InvalidRow(ValueError):
    """A row that no database of StudyGPT could hold."""

    def __init__(self, table: str, what: str, number: int | None = None) -> None:
        """`number` is the one that `fill` was given with the row; None where the rows were looked at together."""
        super().__init__(what)
        self.table = table
        self.number = number


class Staging:
    """The staging database: made in a form, filled table by table, then checked and migrated."""

    def __init__(self, file: Path, form: str) -> None:
        self.file = file
        database = Database(file)
        if form == CURRENT:
            ensure_current(database)
            self.metadata = metadata
        else:
            with database.read():  # makes the file
                pass
            upgrade(database, form)
            self.metadata = MetaData()
            self.metadata.reflect(database.engine)
            self.metadata.remove(self.metadata.tables["alembic_version"])
        database.close()
        self.connection = sqlite3.connect(file)
        self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.execute("PRAGMA synchronous = OFF")  # it is thrown away if anything goes wrong
        self.tables = {exported_name(name): table for name, table in self.metadata.tables.items()}
        """The tables by their names in an export."""

    def fill(self, name: str, rows: Iterable[tuple[int, Any]]) -> None:
        """Insert rows of the table with this name in an export. Each has a number, for the message if it is wrong.

        The rows are Any because anyone may have written the file; each value is checked here.
        """
        table = self.tables[name]
        accepted = {column.name: _types(column.type, nullable=bool(column.nullable)) for column in table.columns}
        needed = {column.name for column in table.columns if not column.nullable and column.server_default is None}
        columns: tuple[str, ...] = ()
        waiting: list[tuple[int, tuple[Any, ...]]] = []
        for number, row in rows:
            if type(row) is not dict:
                raise InvalidRow(name, "is no object", number)
            if tuple(row) != columns:
                self._insert(table, columns, waiting)
                columns, waiting = tuple(row), []
                unknown = [column for column in columns if column not in accepted]
                missing = sorted(needed.difference(columns))
                if unknown or missing:
                    what = f"has the unknown {unknown[0]!r}" if unknown else f"has no {missing[0]!r}"
                    raise InvalidRow(name, what, number)
            for column, value in row.items():
                if type(value) not in accepted[column] or (type(value) is float and not isfinite(value)):
                    raise InvalidRow(name, f"holds {_shown(value)} as its {column!r}", number)
            waiting.append((number, tuple(row.values())))
            if len(waiting) >= _AT_ONCE:
                self._insert(table, columns, waiting)
                waiting = []
        self._insert(table, columns, waiting)

    def fill_with_sound(self, name: str, rows: Iterable[Row]) -> None:
        """Insert those rows of a table that are sound. The values are Any because the file may be damaged."""
        for row in rows:
            with suppress(InvalidRow):
                self.fill(name, [(0, row)])

    def _insert(self, table: Table, names: Sequence[str], rows: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
        if not rows:
            return
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})'
        try:
            self.connection.executemany(statement, [row for _, row in rows])
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            if len(rows) == 1:
                raise InvalidRow(exported_name(table.name), f"cannot be stored ({error})", rows[0][0]) from error
            self.connection.rollback()
            for row in rows:  # one by one, to find the wrong one
                self._insert(table, names, [row])
        self.connection.commit()

    def finish(self) -> None:
        """Check what concerns several rows together, and migrate to the form of this program."""
        loose = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        self.connection.close()
        if loose is not None:
            raise InvalidRow(exported_name(loose[0]), f"names a row of {exported_name(loose[2])!r} that is not there")
        bring_to_form(self.file)

    def finish_with_sound(self) -> None:
        """Migrate to the form of this program, and leave out the rows that make no sense."""
        self.connection.close()
        database = Database(self.file)
        ensure_current(database)
        with closing(sqlite3.connect(self.file)) as connection, connection:
            delete_broken(connection)
        with database.write() as rows:
            content_checks.delete_dangling_rows(rows)
            content_checks.add_memories(rows, content_checks.cards_without_memory(rows))
        database.close()

    def close(self) -> None:
        self.connection.close()


def bring_to_form(file: Path) -> None:
    """Migrate a database to the form of this program, and check what its rows say."""
    database = Database(file)
    ensure_current(database)
    database.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
        if found := broken_rule(connection):
            table, column, value = found
            raise InvalidRow(exported_name(table), f"holds {_shown(value)} as its {column!r}")


def _types(kind: TypeEngine[Any], *, nullable: bool) -> frozenset[type]:
    """Return the types of JSON values that a column of this kind takes."""
    found: tuple[type, ...] = (str,)
    if isinstance(kind, Boolean):
        found = (bool,)
    elif isinstance(kind, Integer):
        found = (int,)
    elif isinstance(kind, Float):
        found = (float, int)
    return frozenset((*found, type(None)) if nullable else found)


def _shown(value: object) -> str:
    written = repr(value)
    return written if len(written) <= 40 else f"{written[:40]}..."
