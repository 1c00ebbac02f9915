"""A database beside the one that is studied with: a file's rows are put in here, before anything is changed there.

Of an older form where the file is, and then migrated as any database is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Float, Integer, MetaData, Table

from studygpt.model import Act, Kind, State
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.schema import ensure_current, upgrade
from studygpt.store.tables import metadata
from studygpt.transfer.tables import member_of

_AT_ONCE = 5_000


def _one_of(column: str, words: Iterable[str]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def _list_in(column: str) -> str:
    return f"CASE WHEN json_valid({column}) THEN json_type({column}) = 'array' ELSE 0 END"


_SENSE = (
    ("cards", "kind", _one_of("kind", Kind)),
    *(("cards", name, _list_in(name)) for name in ("holes", "tags", "links", "exercises", "headings", "ancestors")),
    ("memory", "state", _one_of("state", State)),
    ("memory", "tags", _list_in("tags")),
    ("log", "act", _one_of("act", Act)),
    ("log", "value", f"act != '{Act.GRADE}' OR {_one_of('value', ('1', '2', '3', '4'))}"),
    ("log", "value", f"act != '{Act.IMPORT}' OR {_list_in('value')}"),
    ("log", "memory_before", f"memory_before IS NULL OR {_list_in('memory_before')}"),
    ("sources", "opt_in", _list_in("opt_in")),
    ("sources", "trusted", _list_in("trusted")),
)
"""Table, column, and what must hold there: what SQLite takes, and no command could read."""


class InvalidRow(ValueError):
    """A row that this database could not hold, and why."""


class Staging:
    """A database beside the one that is studied with, into which a file is read before anything is changed."""

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
        self.members = {member_of(name): table for name, table in self.metadata.tables.items()}

    def fill(self, member: str, rows: Iterator[Any]) -> int:
        """Put the rows of a member in; how many there were."""
        table = self.members[member]
        accepted = {column.name: _types(column.type, nullable=bool(column.nullable)) for column in table.columns}
        needed = {column.name for column in table.columns if not column.nullable and column.server_default is None}
        done = 0
        names: tuple[str, ...] = ()
        waiting: list[tuple[Any, ...]] = []
        for at, row in enumerate(rows, 1):
            if type(row) is not dict:
                raise InvalidRow(f"entry {at} of {member!r} is no object")
            if tuple(row) != names:
                self._put(table, names, waiting, member, done)
                done, names, waiting = at - 1, tuple(row), []
                self._check_names(member, at, names, accepted, needed)
            for name, value in row.items():
                if type(value) not in accepted[name]:
                    raise InvalidRow(f"entry {at} of {member!r} holds {_shown(value)} as its {name!r}")
            waiting.append(tuple(row.values()))
            if len(waiting) >= _AT_ONCE:
                self._put(table, names, waiting, member, done)
                done, waiting = at, []
        self._put(table, names, waiting, member, done)
        return done + len(waiting)

    @staticmethod
    def _check_names(
        member: str, at: int, names: Sequence[str], accepted: Collection[str], needed: Collection[str]
    ) -> None:
        strange = [name for name in names if name not in accepted]
        missing = sorted(set(needed) - set(names))
        if strange or missing:
            what = f"something that it has not, {strange[0]!r}" if strange else f"no {missing[0]!r}"
            raise InvalidRow(f"entry {at} of {member!r} has {what}")

    def _put(self, table: Table, names: Sequence[str], rows: list[tuple[Any, ...]], member: str, done: int) -> None:
        if not rows:
            return
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})'
        try:
            self.connection.executemany(statement, rows)
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            if len(rows) == 1:
                raise InvalidRow(f"entry {done + 1} of {member!r} cannot be kept ({error})") from error
            self.connection.rollback()
            for at, row in enumerate(rows):  # which of them
                self._put(table, names, [row], member, done + at)
        self.connection.commit()

    def finish(self) -> None:
        """Let it be whole, and of the present form."""
        loose = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        self.connection.close()
        if loose is not None:
            raise InvalidRow(
                f"an entry of {member_of(loose[0])!r} names one of {member_of(loose[2])!r} that is not there"
            )
        database = Database(self.file)
        ensure_current(database)
        database.close()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
            for table, column, makes_sense in _SENSE:
                query = f"SELECT {column} FROM {table} WHERE NOT coalesce({makes_sense}, 0) LIMIT 1"
                if found := connection.execute(query).fetchone():
                    raise InvalidRow(f"an entry of {member_of(table)!r} holds {_shown(found[0])} as its {column!r}")

    def close(self) -> None:
        self.connection.close()


def _types(kind: Any, *, nullable: bool) -> frozenset[type]:
    """What a column of this kind takes from JSON."""
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
