"""Everything that a database holds, as rows; and rows of another one taken in, instead of those here or beside them.

Written over the tables as they are: a new one follows by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    UniqueConstraint,
    create_engine,
    func,
    select,
)

from studygpt.store.bulk import chunks, insert_rows
from studygpt.store.constants import SHIPPED
from studygpt.store.suggestions import OPEN, accept
from studygpt.store.tables import cards, log, memory, metadata, sources

ITSELF = "database"
"""The member that holds the table `settings`, as `settings` are those that a person chose."""
_AT_ONCE = 5_000


def member_of(table: str) -> str:
    return ITSELF if table == "settings" else table


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """All rows, in the order of their keys."""
    query = select(table).order_by(*table.primary_key.columns)
    names = table.columns.keys()
    for part in connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions():
        for row in part:
            yield dict(zip(names, row, strict=True))


# ---------------------------------------------------------------------- into the database that is studied with


def is_empty(connection: Connection) -> bool:
    """Whether nothing was lived here, and nothing taken in but what ships."""
    lived = connection.execute(select(log.c.id).limit(1)).first()
    own = connection.execute(select(sources.c.pk).where(sources.c.name != SHIPPED).limit(1)).first()
    return lived is None and own is None


def count(connection: Connection) -> tuple[int, int]:
    """Cards, and rows of the log."""
    counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (cards, log)]
    return int(counts[0]), int(counts[1])


def replace_all(connection: Connection, scratch: Path) -> None:
    """Let the database hold what the scratch one does: row for row."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table, names, rows in _read(scratch):
        insert_rows(connection, table, names, rows)


def _read(scratch: Path) -> Iterator[tuple[Table, list[str], list[tuple[Any, ...]]]]:
    engine = create_engine(f"sqlite:///{scratch}")
    try:
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                query = select(table).order_by(*table.primary_key.columns)
                for part in connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions():
                    yield table, table.columns.keys(), [tuple(row) for row in part]
    finally:
        engine.dispose()


class Merged:
    """What a merge adds: rows that are not here yet. What is here stays as it is.

    Two that have the same key are the same; a table's numbers of its own (`pk`) are given anew, and whatever names them
    follows. Of a card or note that is here, the notes here say what belongs to it.
    """

    def __init__(self, connection: Connection, scratch: Path) -> None:
        self.connection = connection
        self.gained: dict[str, int] = dict.fromkeys(metadata.tables, 0)
        """How many rows each table gained."""
        self.touched: set[str] = set()
        """Cards of which the log tells more than before."""
        self._given: dict[str, dict[int, int]] = {}
        """The numbers that rows of the file have here."""
        self._fresh: dict[str, set[Any]] = {"cards": set(), "notes": set()}
        _settle(connection, scratch)
        for table, names, rows in _read(scratch):
            if table.name != "settings":  # what a database knows of itself is no one else's
                self._add(table, names, rows)

    def _add(self, table: Table, names: list[str], rows: list[tuple[Any, ...]]) -> None:
        for name, named in _named(table).items():
            at, known = names.index(name), self._given.get(named, {})
            rows = [(*row[:at], known.get(row[at], row[at]), *row[at + 1 :]) for row in rows]
        if table.name in _SAID_BY:
            said_by, owner = _SAID_BY[table.name]
            rows = [row for row in rows if row[names.index(said_by)] in self._fresh[owner]]
        key = [names.index(name) for name in _key(table)]
        here = _here(self.connection, table, [tuple(row[at] for at in key) for row in rows])
        numbers = self._given.setdefault(table.name, {})
        numbered = names.index("pk") if "pk" in names else None
        last = max(_last(self.connection, table), *numbers.values(), 0) if numbered is not None else 0
        fresh = []
        for row in rows:
            same = tuple(row[at] for at in key)
            if same in here:
                if numbered is not None:
                    numbers[row[numbered]] = here[same]
                continue
            if numbered is not None:
                last += 1
                numbers[row[numbered]] = last
                row = (*row[:numbered], last, *row[numbered + 1 :])
            fresh.append(row)
        insert_rows(self.connection, table, names, fresh)
        self.gained[table.name] += len(fresh)
        if table.name in self._fresh:
            self._fresh[table.name].update(row[0] for row in fresh)
        if table is log:
            self.touched.update(row[names.index("card")] for row in fresh)


_SAID_BY = {
    "card_concepts": ("card", "cards"),
    "concept_requires": ("note", "notes"),
    "questions": ("note", "notes"),
    "tasks": ("note", "notes"),
}
"""Tables that only tell what notes say, and the column that names whose note."""


def _named(table: Table) -> dict[str, str]:
    """The columns that hold numbers of other tables, with these."""
    found = {key.parent.name: key.column.table.name for key in table.foreign_keys if key.column.name == "pk"}
    return found | ({"source": sources.name} if table is memory else {})


def _key(table: Table) -> list[str]:
    """The columns by which a row is known on any device."""
    own = [column.name for column in table.primary_key.columns]
    if own != ["pk"]:
        return own
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    if unique:
        return [column.name for column in unique[0].columns]
    single = [column.name for column in table.columns if column.unique]
    return single or [column.name for column in table.columns if column.name != "pk"]


def _here(connection: Connection, table: Table, wanted: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
    """Those keys that are here, with the row's own number."""
    key = [table.c[name] for name in _key(table)]
    number = table.c.pk if "pk" in table.c else key[0]
    found = {}
    for some in chunks(sorted({row[0] for row in wanted})):
        query = select(number, *key).where(key[0].in_(some))
        found.update({tuple(row[1:]): row[0] for row in connection.execute(query)})
    return found


def _last(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(table.c.pk).order_by(table.c.pk.desc()).limit(1)).scalar() or 0)


def _settle(connection: Connection, scratch: Path) -> None:
    """What was decided of a suggestion there, and not here, is decided."""
    for table, names, rows in _read(scratch):
        if table is not cards:
            continue
        decided: dict[str | None, list[str]] = {}
        for row in rows:
            its = dict(zip(names, row, strict=True))
            if its["suggestion"] != OPEN:
                decided.setdefault(its["suggestion"], []).append(its["id"])
        for state, ids in decided.items():
            for some in chunks(ids):
                waiting = select(cards.c.id).where(cards.c.id.in_(some), cards.c.suggestion == OPEN)
                found = list(connection.execute(waiting).scalars())
                if found and state is None:
                    accept(connection, found)
                elif found:
                    connection.execute(cards.update().where(cards.c.id.in_(found)).values(suggestion=state))
