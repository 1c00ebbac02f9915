"""Give rows of the log and attempts a place in the order of all, apart from their ids; add other ids of cards.

An id was the time with random bits, or the last one and one more where a clock had been ahead: then two devices gave
out the same ids, and a merge lost rows. The old ids become the places. Each row gets an id that follows from its device
and its old one, so that the same row gets the same id on every device.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from sqlalchemy import Column, Connection, MetaData, Table, Text, text

from studygpt.store.tables import NAMES

_metadata = MetaData(naming_convention=NAMES)
_aliases = Table("aliases", _metadata, Column("id", Text, primary_key=True), Column("card", Text, primary_key=True))
_ELSEWHERE = "elsewhere"
"""The device of rows that another program wrote: their ids follow from what they say already."""


def upgrade(connection: Connection) -> None:
    _aliases.create(connection)
    for table in ("log", "trials"):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN clock BIGINT DEFAULT '0' NOT NULL"))
        connection.execute(text(f"UPDATE {table} SET clock = id"))
        _execute(connection, f"UPDATE {table} SET id = :new WHERE id = :old", _new_ids(connection, table))
    moved = connection.execute(text("SELECT clock, id FROM log WHERE clock != id"))
    places: dict[int, int] = {row.clock: row.id for row in moved}
    undone = connection.execute(text("SELECT id, value FROM log WHERE act = 'undo'")).all()
    voided = ({"id": row.id, "value": str(places.get(int(row.value), row.value))} for row in undone)
    _execute(connection, "UPDATE log SET value = :value WHERE id = :id", voided)
    settled = connection.execute(text("SELECT card, settled FROM learned WHERE settled IS NOT NULL")).all()
    by = ({"card": row.card, "settled": places.get(row.settled, row.settled)} for row in settled)
    _execute(connection, "UPDATE learned SET settled = :settled WHERE card = :card", by)
    connection.execute(text("DROP INDEX ix_log_card"))
    connection.execute(text("CREATE INDEX ix_log_card_clock ON log (card, clock)"))
    connection.execute(text("CREATE INDEX ix_log_clock ON log (clock)"))


def _new_ids(connection: Connection, table: str) -> Iterator[dict[str, object]]:
    for row in connection.execute(text(f"SELECT id, device FROM {table}")).all():
        if row.device != _ELSEWHERE:
            digest = blake2b(f"{row.device} {row.id}".encode(), digest_size=8).digest()
            yield {"old": row.id, "new": int.from_bytes(digest, "big") >> 3 | 1 << 61}


def _execute(connection: Connection, statement: str, rows: Iterator[dict[str, object]]) -> None:
    if values := list(rows):
        connection.execute(text(statement), values)
