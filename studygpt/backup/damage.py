"""Find damage in an SQLite file, and the newest good backup of it.

This module needs only the standard library, so that it works even if the rest of the program fails.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.backup.retention import DAMAGED, BackupFile, backup_folder, list_backups

_SMALLEST = 512
"""The size of the smallest database; SQLite takes a shorter file for an empty one."""
_NO_DATABASE = "the file is no SQLite database"


class DatabaseContents(NamedTuple):
    """A summary of what a database holds."""

    cards: int
    reviews: int
    last_review: int | None
    """The time of the last review, in ms UTC."""


@contextmanager
def open_read_only(file: Path, *, unchanging: bool = False) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file for reading. With `unchanging`, nobody writes to the file, so SQLite takes no lock."""
    more = "&immutable=1" if unchanging else ""
    with closing(
        sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro{more}", uri=True, timeout=10, check_same_thread=False)
    ) as connection:
        yield connection


def find_damage(file: Path, *, quick: bool = True, unchanging: bool = False) -> list[str]:
    """Return the problems that SQLite finds in a file; an empty list means that the file is undamaged.

    Without `quick`, its indexes are held against its tables too, and every text is read.

    Only SQLite may open the file. When a process closes a file it loses all its locks on it, also those of a connection
    that is open meanwhile; then another process clears the write-ahead log, and the database is damaged.
    """
    try:
        size = file.stat().st_size
        if size < _SMALLEST:
            return ["the file is empty" if size == 0 else _NO_DATABASE]
        with open_read_only(file, unchanging=unchanging) as connection:
            connection.text_factory = _as_text
            found = _answer(connection, f"PRAGMA {'quick_check' if quick else 'integrity_check'}(20)")
            words = [line for row in found for line in str(row[0]).split("\n")]
            if words != ["ok"]:
                return [line for line in words if not line.startswith("*** in database")]
            return [] if quick else _unreadable_texts(connection)
    except FileNotFoundError:
        return ["there is no such file"]
    except (sqlite3.Error, OSError) as error:
        return [_NO_DATABASE if "not a database" in str(error) else str(error)]


def _as_text(data: bytes) -> str:
    """Decode what SQLite says of a damaged file: it may repeat a name that is no text any more."""
    return data.decode("utf-8", "replace")


def _unreadable_texts(connection: sqlite3.Connection) -> list[str]:
    """Name the tables with texts that no program can read: SQLite itself takes any bytes for a text."""
    found = []
    connection.text_factory = str
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        quoted = name.replace('"', '""')
        try:
            for _ in connection.execute(f'SELECT * FROM "{quoted}"'):
                pass
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
            found.append(f"a text in the table {name} cannot be read")
    return found


def _answer(connection: sqlite3.Connection, statement: str) -> list[tuple[object, ...]]:
    """Run a statement that may take long, in a thread, so that Ctrl-C can stop it."""
    from concurrent.futures import ThreadPoolExecutor  # only when a file is checked: it loads `logging`

    stopped = False
    connection.set_progress_handler(lambda: stopped, _STEPS)
    with ThreadPoolExecutor(1, "sqlite") as thread:
        try:
            return thread.submit(lambda: connection.execute(statement).fetchall()).result()
        except KeyboardInterrupt:
            stopped = True  # it may come before the statement has begun, where an interrupt does nothing
            connection.interrupt()
            raise


_STEPS = 100_000
"""How many steps of SQLite's machine are done between two looks whether it is to stop."""


def only_indexes(found: list[str]) -> bool:
    """Return True if all problems concern indexes, which can be rebuilt from the tables."""
    return bool(found) and all("index" in line for line in found)


def read_contents(file: Path, *, unchanging: bool = True) -> DatabaseContents | None:
    """Summarize the contents of a database file; return None if it cannot be read."""
    try:
        with open_read_only(file, unchanging=unchanging) as connection:
            cards = connection.execute("SELECT count(*) FROM memory").fetchone()[0]
            graded = "SELECT count(*), max(at) FROM log WHERE act = 'grade' AND CAST(id AS TEXT) NOT IN ("
            graded += "SELECT value FROM log WHERE act = 'undo')"
            return DatabaseContents(cards, *connection.execute(graded).fetchone())
    except (sqlite3.Error, OSError):
        return None


def is_good(copy: Path) -> bool:
    """Tell whether a backup can be restored; indexes are made anew then, so damage to them does not count."""
    wrong = find_damage(copy, quick=False, unchanging=True)
    return (not wrong or only_indexes(wrong)) and read_contents(copy) is not None


def good_backups(file: Path) -> Iterator[BackupFile]:
    """Yield the backups that can be restored, the latest first."""
    return (copy for copy in list_backups(file) if copy.reason != DAMAGED and is_good(copy.path))


def recovery_advice(file: Path) -> str:
    """Return a sentence that says what to do about a damaged database."""
    copy = next(good_backups(file), None)
    if copy is None:
        if any(paths.journal(file).glob("*.jsonl")):
            return "`studygpt restore` makes a new one with what its journal holds; the damaged file is kept."
        where = backup_folder(file)
        return (
            f"There is no good backup in {where}; `studygpt restore` makes a new one with what the file still shows, "
            "which is kept."
        )
    day = copy.made.strftime("%Y-%m-%d %H:%M")
    return f"`studygpt restore` goes back to the newest good backup, of {day} ({copy.path}); the damaged file is kept."
