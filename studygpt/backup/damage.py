"""Whether an SQLite file can be trusted, and which copy of it can.

Nothing but the standard library: this is for the day on which nothing else opens.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from studygpt.backup.retention import DAMAGED, Copy, copies_of, folder_of

_HEADER = b"SQLite format 3\0"


class Contents(NamedTuple):
    """What a database holds, as a person thinks of it."""

    cards: int
    reviews: int
    last_review: int | None
    """ms UTC."""


@contextmanager
def opened(file: Path, *, unchanging: bool = False) -> Iterator[sqlite3.Connection]:
    """The file, to be read. `unchanging`: nobody writes to it, so it is read as it lies there."""
    more = "&immutable=1" if unchanging else ""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro{more}", uri=True, timeout=10)) as connection:
        yield connection


def damage(file: Path, *, quick: bool = True, unchanging: bool = False) -> list[str]:
    """What is wrong with the file, in SQLite's words; nothing where it can be trusted."""
    try:
        size = file.stat().st_size
        if size == 0:
            return ["the file is empty"]
        with file.open("rb") as opening:
            if opening.read(len(_HEADER)) != _HEADER:
                return ["the file is no SQLite database"]
        with opened(file, unchanging=unchanging) as connection:
            found = connection.execute(f"PRAGMA {'quick_check' if quick else 'integrity_check'}(20)").fetchall()
            words = [line for row in found for line in str(row[0]).split("\n")]
            return [] if words == ["ok"] else [line for line in words if not line.startswith("*** in database")]
    except FileNotFoundError:
        return ["there is no such file"]
    except (sqlite3.Error, OSError) as error:
        return [str(error)]


def only_indexes(found: list[str]) -> bool:
    """Whether only the indexes are wrong, which can be made anew from the tables."""
    return bool(found) and all("index" in line for line in found)


def contents(file: Path, *, unchanging: bool = True) -> Contents | None:
    """None where the file cannot tell."""
    try:
        with opened(file, unchanging=unchanging) as connection:
            cards = connection.execute("SELECT count(*) FROM memory").fetchone()[0]
            graded = "SELECT count(*), max(at) FROM log WHERE act = 'grade' AND NOT EXISTS ("
            graded += "SELECT 1 FROM log AS undo WHERE undo.card = log.card AND undo.act = 'undo' "
            graded += "AND undo.value = CAST(log.id AS TEXT))"
            return Contents(cards, *connection.execute(graded).fetchone())
    except (sqlite3.Error, OSError):
        return None


def good_copies(file: Path) -> Iterator[Copy]:
    """The copies to which one can go back, the latest first."""
    for copy in copies_of(file):
        sound = copy.reason != DAMAGED and not damage(copy.path, unchanging=True)
        if sound and contents(copy.path) is not None:
            yield copy


def way_back(file: Path) -> str:
    """What to do about a damaged database, as a sentence."""
    copy = next(good_copies(file), None)
    if copy is None:
        where = folder_of(file)
        return f"There is no good backup in {where}; `studygpt doctor` looks closer. Put the file aside to begin anew."
    day = copy.made.strftime("%Y-%m-%d %H:%M")
    return f"`studygpt restore` goes back to the newest good backup, of {day} ({copy.path}); the damaged file is kept."
