"""Read what the files of the journal hold, and delete those that are old."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from studygpt.errors import StudyError
from studygpt.store.bulk import SOME, chunks
from studygpt.store.constants import CURRENT
from studygpt.store.journal import Row
from studygpt.store.tables import log, trials

_LATELY_DAYS = 7
_TAIL = 1 << 16
"""How many bytes at the end of a file surely hold its last act."""
_ACTS = {"log": log, "trials": trials}

Act = tuple[str, int]
"""A row of the log, or of the attempts at exercises: its table and its id."""


class Line(NamedTuple):
    """A row in the journal."""

    form: str
    """The form of the database at that time."""
    table: str
    row: Row

    @property
    def act(self) -> Act | None:
        """The act that the row is; None for what is only said beside one."""
        return (self.table, self.row["id"]) if self.table in _ACTS else None


class UnreadableLine(NamedTuple):
    """A line that was cut off or damaged."""

    file: Path
    number: int


def files(folder: Path) -> list[Path]:
    """Return the journal's files, of this device and of others that keep their things in the same folder."""
    return sorted(folder.glob("*-????-??-??.jsonl"))


def read(folder: Path) -> Iterator[Line | UnreadableLine]:
    """Yield every row of the journal, file by file in the order of days."""
    for file in files(folder):
        form = CURRENT
        with file.open(encoding="utf-8", errors="replace") as opened:
            for number, text in enumerate(opened, 1):
                entry = _parsed(text)
                if entry is None:
                    yield UnreadableLine(file, number)
                elif "form" in entry:
                    form = entry["form"]
                else:
                    yield Line(form, entry["table"], entry["row"])


def _parsed(text: str) -> dict[str, Any] | None:
    """Return a line as an object, if it is a head or a row."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if type(entry) is not dict:
        return None
    if type(entry.get("form")) is str:
        return entry
    table, row = entry.get("table"), entry.get("row")
    sound = type(table) is str and type(row) is dict and (table not in _ACTS or type(row.get("id")) is int)
    return entry if sound else None


def missing(connection: Connection, folder: Path) -> set[Act]:
    """Return the acts of the journal that are not in the database."""
    return without_stored(connection, {line.act for line in read(folder) if isinstance(line, Line) and line.act})


def is_behind(connection: Connection, folder: Path) -> bool:
    """Tell whether the database lacks the last act of a file of the journal, which is a quick look."""
    return bool(without_stored(connection, set(_last_acts(folder))))


def without_stored(connection: Connection, acts: set[Act]) -> set[Act]:
    """Return those of these acts that are not in the database."""
    left = set(acts)
    for name, table in _ACTS.items():
        for some in chunks([number for of, number in acts if of == name]):
            stored = connection.execute(select(table.c.id).where(table.c.id.in_(SOME)), {"some": some})
            left.difference_update((name, number) for number in stored.scalars())
    return left


def _last_acts(folder: Path) -> Iterator[Act]:
    """Yield the last act in each file."""
    for file in files(folder):
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - _TAIL))
            tail = opened.read().decode("utf-8", "replace").splitlines()
        entries = (_parsed(text) for text in reversed(tail))
        yield from [(each["table"], each["row"]["id"]) for each in entries if each and each.get("table") in _ACTS][:1]


@contextmanager
def left_out(folder: Path) -> Iterator[None]:
    """Rename the files so that nothing is put back from them any more, unless what is done meanwhile fails."""
    left = [file.replace(file.with_suffix(".left")) for file in files(folder)]
    try:
        yield
    except StudyError:
        for file in left:
            file.replace(file.with_suffix(".jsonl"))
        raise


def delete_old(folder: Path, now: int) -> None:
    """Delete the files of days that lie further back than the backups that are made every day."""
    first = time.strftime("%Y-%m-%d", time.gmtime(now / 1000 - _LATELY_DAYS * 86_400))
    for file in (*files(folder), *folder.glob("*-????-??-??.left")):
        if file.stem[-10:] < first:
            file.unlink(missing_ok=True)
