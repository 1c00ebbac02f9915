"""All tables of a database as rows, and a database emptied and filled with the rows of another one.

Nothing here names the columns of a table: a new table or column needs no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, func, select

from studygpt.store import devices, log as log_store, parameters
from studygpt.store.bulk import insert_rows
from studygpt.store.constants import SHIPPED
from studygpt.store.tables import cards, log, metadata, settings, sources, trials

_AT_ONCE = 5_000
Row = tuple[Any, ...]
"""The values of a row, each of whatever type its column has."""


def exported_name(table: str) -> str:
    """Return the name of a table in an export, where the name `settings` is taken by the learner's settings."""
    return "database" if table == "settings" else table


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield all rows of a table in the order of their keys. A value is Any because it has the type of its column."""
    query = select(table).order_by(*table.primary_key.columns)
    names = table.columns.keys()
    for part in connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions():
        for row in part:
            yield dict(zip(names, row, strict=True))


def has_acts(connection: Connection) -> bool:
    """Tell whether anything was ever done to a card of this database."""
    return connection.execute(select(log.c.id).limit(1)).first() is not None


def is_empty(connection: Connection) -> bool:
    """Tell whether the database holds nothing but the notes that ship: no log, attempt, fit, or other source."""
    own = (
        select(sources.c.pk).where(sources.c.name != SHIPPED),
        select(trials.c.id),
        select(settings.c.key).where(settings.c.key == parameters.CHOSEN),
    )
    held = any(connection.execute(query.limit(1)).first() is not None for query in own)
    return not held and not has_acts(connection)


def count(connection: Connection) -> tuple[int, int]:
    """Return how many cards and how many rows of the log there are."""
    counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (cards, log)]
    return int(counts[0]), int(counts[1])


def replace_all(connection: Connection, staged: Path) -> None:
    """Empty the database and fill it with every row of the staging database, which may be another device's."""
    named = {key: value for key, value in log_store.read_settings(connection).items() if key in devices.KEYS}
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table, names, rows in staged_rows(staged):
        insert_rows(connection, table, names, rows)
    log_store.delete_settings(connection, devices.KEYS)
    for key, value in named.items():
        log_store.write_setting(connection, key, value)


def staged_rows(
    staged: Path, chosen: Sequence[Table] = metadata.sorted_tables
) -> Iterator[tuple[Table, list[str], list[Row]]]:
    """Yield the rows of a staging database: some thousands at once, with their table and the names of their columns."""
    engine = create_engine(f"sqlite:///{staged}")
    try:
        with engine.connect() as connection:
            for table in chosen:
                query = select(table).order_by(*table.primary_key.columns)
                for part in connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions():
                    yield table, table.columns.keys(), [tuple(row) for row in part]
    finally:
        engine.dispose()
