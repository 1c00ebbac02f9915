"""Many rows at once, at the driver's own speed: SQLAlchemy writes the statement, and the rows go to it as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BindParameter, Connection, Dialect, Table, bindparam, insert

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")
AT_ONCE = 500
"""How many values one statement asks about: SQLite's older limits lie at 999."""
SOME: BindParameter[Any] = bindparam("some", expanding=True)
"""In the place of such values, in a statement that is written once: `column.in_(SOME)`."""


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert plain values; columns that are left out take the database's own defaults."""
    if not rows:
        return
    statement = _written(table, tuple(columns), connection.dialect)
    if statement.positional:
        order = [columns.index(name) for name in statement.positiontup or ()]
        in_order = order == list(range(len(columns)))
        given: Any = list(rows) if in_order else [tuple(row[index] for index in order) for row in rows]
    else:
        given = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(statement), given)


@lru_cache(maxsize=64)
def _written(table: Table, columns: tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    return insert(table).values(dict.fromkeys(columns)).compile(dialect=dialect, column_keys=list(columns))


def chunks(values: Sequence[T]) -> Iterator[list[T]]:
    """`values` in pieces that one statement may ask about."""
    iterator = iter(values)
    while some := list(islice(iterator, AT_ONCE)):
        yield some
