"""Read and write many rows at the driver's own speed: SQLAlchemy writes the statement, the driver gets plain tuples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BindParameter, Connection, Dialect, Select, Table, bindparam, insert, update

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")
AT_ONCE = 500
"""How many values one statement asks about; old versions of SQLite allow 999."""
SOME: BindParameter[Any] = bindparam("some", expanding=True)
"""A placeholder for a list of values in a statement that is compiled once: `column.in_(SOME)`."""


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values; columns that are left out get the database's defaults.

    The values are Any because each has the type of its column.
    """
    _execute_many(connection, _insertion(table, tuple(columns), connection.dialect), columns, rows)
    if "pk" in columns and rows and connection.dialect.name == "postgresql":
        # SQLite gives the next row a number above all others; PostgreSQL counts by itself, whatever was given by hand.
        sequence = f"pg_get_serial_sequence('{table.name}', 'pk')"
        connection.exec_driver_sql(f"SELECT setval({sequence}, (SELECT max(pk) FROM {table.name}))")


def update_rows(
    connection: Connection, table: Table, key: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Give stored rows plain values in these columns; each row ends with the key of the one it is for."""
    statement = _change(table, key, tuple(columns), connection.dialect)
    _execute_many(connection, statement, (*columns, _KEY), rows)


def _execute_many(
    connection: Connection, statement: SQLCompiler, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    if statement.positional:
        order = [columns.index(name) for name in statement.positiontup or ()]
        in_order = order == list(range(len(columns)))
        given: list[tuple[Any, ...]] | list[dict[str, Any]] = (
            list(rows) if in_order else [tuple(row[index] for index in order) for row in rows]
        )
    else:
        given = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(statement), given)


def bare_rows(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Run a query and yield its rows as plain tuples, for reading a whole table."""
    return chain.from_iterable(_fetched(connection, query))


def _fetched(connection: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    with connection.execute(query) as result:  # streaming it would let SQLAlchemy take the first rows for itself
        while result.cursor is not None and (some := result.cursor.fetchmany(AT_ONCE)):
            yield some


@lru_cache(maxsize=64)
def _insertion(table: Table, columns: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    return insert(table).values(dict.fromkeys(columns)).compile(dialect=dialect, column_keys=list(columns))


_KEY = "key_of_the_row"


@lru_cache(maxsize=64)
def _change(table: Table, key: str, columns: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return update(table).where(table.c[key] == bindparam(_KEY)).values(values).compile(dialect=dialect)


def chunks(values: Sequence[T]) -> Iterator[list[T]]:
    """Split values into pieces that one statement may ask about."""
    iterator = iter(values)
    while some := list(islice(iterator, AT_ONCE)):
        yield some
