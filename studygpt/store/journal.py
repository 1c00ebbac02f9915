"""The journal: small files beside the database, in which each act is on disk before it is acknowledged.

Whatever happens to the database, its days can be put back from here (`transfer/replay.py`). A file is named after the
device and the day, holds rows as an export does (each act, and the card that it is about), and is only appended to.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from studygpt import __version__, notices
from studygpt.store.bulk import SOME, chunks
from studygpt.store.constants import CURRENT
from studygpt.store.tables import cards, log, sources

Row = dict[str, Any]
"""A row by its columns. A value is Any because it has the type of its column."""
_OPTION = "studygpt_acts"


class Entry(NamedTuple):
    """A row that is to be written to the journal, with its table."""

    table: Table
    row: Row
    at: int
    """The instant (ms UTC) of the act, which says in which day's file it is written."""


def note(connection: Connection, table: Table, rows: Sequence[Row], at: int) -> None:
    """Have rows written to the journal when the transaction is committed."""
    entries = connection.get_execution_options().get(_OPTION)
    if entries is not None:
        entries.extend(Entry(table, row, at) for row in rows)


def noting(connection: Connection) -> tuple[Connection, list[Entry]]:
    """Return a connection on which `note` works, and the list that it fills."""
    entries: list[Entry] = []
    return connection.execution_options(**{_OPTION: entries}), entries


class Journal:
    """The journal of one device."""

    def __init__(self, folder: Path, device: str, *, with_cards: bool) -> None:
        """`with_cards`: also write down what the cards say, as the database may be put back as it was before them."""
        self.folder = folder
        self.device = device
        self.with_cards = with_cards
        self._headed: set[Path] = set()

    def lines(self, entries: Sequence[Entry], connection: Connection | None = None) -> str:
        """Return what is appended for a transaction. `connection` still has it open."""
        ids = list(dict.fromkeys(entry.row["card"] for entry in entries if entry.table is log))
        content = _content(connection, ids) if connection is not None and self.with_cards else ()
        rows = [*content, *((entry.table, entry.row) for entry in entries)]
        return "".join(f"{_encode({'table': table.name, 'row': row})}\n" for table, row in rows)

    def append(self, lines: str, at: int) -> bool:
        """Append lines to the file of the day, and return whether they are on disk now; if not, a person is told."""
        file = self.folder / f"{self.device}-{time.strftime('%Y-%m-%d', time.gmtime(at / 1000))}.jsonl"
        if file not in self._headed:
            lines = f"{_encode({'studygpt': __version__, 'layout': 'journal', 'form': CURRENT})}\n{lines}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _append(file, lines.encode("utf-8", "surrogatepass"))
        except OSError as error:
            notices.tell(
                f"{file}: the journal could not be written ({error.strerror}), so what is done now is in the database "
                "alone"
            )
            return False
        self._headed.add(file)
        return True


_sync = os.fsync


def _encode(value: object) -> str:  # any value that the json module can write
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _append(file: Path, content: bytes) -> None:
    is_new = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.lseek(descriptor, 0, os.SEEK_END):
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":  # a line that was cut off must not cost this one
                content = b"\n" + content
        while content:
            content = content[os.write(descriptor, content) :]
        _sync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        with suppress(OSError):  # some systems cannot, and need not
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                _sync(folder)
            finally:
                os.close(folder)


def _content(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[Table, Row]]:
    """Yield the rows of cards, and of their sources before them."""
    named: set[int] = set()
    for some in chunks(ids):
        for row in connection.execute(_CARDS, {"some": some}):
            values = row._mapping
            if values[sources.c.pk] not in named:
                named.add(values[sources.c.pk])
                yield sources, {column.name: values[column] for column in sources.columns}
            yield cards, {column.name: values[column] for column in cards.columns}


_CARDS = select(cards, sources).join(sources, sources.c.pk == cards.c.source).where(cards.c.id.in_(SOME))
