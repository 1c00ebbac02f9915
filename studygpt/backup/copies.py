"""Copies of the database: made every day and before anything that could harm it, thinned, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from studygpt.backup.damage import damage, opened, way_back
from studygpt.backup.retention import DAILY, DAMAGED, copies_of, new_place, now_here, to_drop
from studygpt.errors import StudyError
from studygpt.store.constants import SHIPPED
from studygpt.store.database import Database

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a file."""


def copy_aside(database: Database, reason: str) -> Path | None:
    """A consistent copy beside the database, in `backups/`; None where the database is a server's own business."""
    file = database.file
    if file is None or not file.exists():
        return None
    return copy_file(file, reason)


def copy_file(file: Path, reason: str) -> Path:
    """All of it or nothing; a copy that cannot be trusted is none."""
    target = new_place(file, reason)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=30)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        wrong = damage(part, unchanging=True)
        if wrong:
            raise StudyError(f"{file}: the database is damaged ({wrong[0]}), so nothing was done. {way_back(file)}")
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{target}: no backup could be written ({error}), so nothing was changed") from error
    finally:
        _forget(part)
    return target


def copy_of_the_day(file: Path) -> Path | None:
    """The day's first copy, where there is none yet and something that only the database knows; others are thinned."""
    today = now_here().date()
    there = copies_of(file)
    if any(copy.reason == DAILY and copy.made.date() == today for copy in there) or not _is_worth_it(file):
        return None
    made = copy_file(file, DAILY)
    thin(file)
    return made


def thin(file: Path) -> None:
    for copy in to_drop(copies_of(file), now_here().date()):
        with suppress(OSError):  # a copy too many does no harm
            copy.path.unlink()


def put_back(file: Path, source: Path) -> Path | None:
    """Let a database be what `source` is, all of it or nothing; the present one is kept aside, and its copy returned.

    Whoever has the database open sees the other one from then on.
    """
    kept = _keep_aside(file)
    if kept is not None and not damage(file):
        try:
            with opened(source, unchanging=True) as good, closing(sqlite3.connect(file, timeout=30)) as present:
                good.backup(present)
                _ready(present)
        except sqlite3.Error as error:
            raise StudyError(f"{file}: {source} could not be put back ({error}); nothing was changed") from error
        return kept
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with opened(source, unchanging=True) as good, closing(sqlite3.connect(part)) as copy:
            good.backup(copy)
            _ready(copy)
        for more in _BESIDE:  # what was still to be written into the damaged file must not reach the new one
            file.with_name(f"{file.name}{more}").unlink(missing_ok=True)
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{file}: {source} could not be put back ({error})") from error
    finally:
        _forget(part)
    return kept


def _ready(connection: sqlite3.Connection) -> None:
    """What is put back is written ahead of, and finds all that its tables hold."""
    connection.execute("PRAGMA journal_mode = WAL")
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):  # its tables were looked at before
        connection.execute("REINDEX")


def _keep_aside(file: Path) -> Path | None:
    """A copy of what is there; of a damaged file its bytes, as somebody may still save something of it."""
    if not file.exists():
        return None
    return copy_file(file, "before-restore") if not damage(file) else keep_bytes(file)


def keep_bytes(file: Path) -> Path:
    """A copy of a damaged file, as it lies there."""
    target = new_place(file, DAMAGED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        wal = file.with_name(f"{file.name}-wal")
        if wal.exists():
            shutil.copy2(wal, target.with_name(f"{target.name}-wal"))
    except OSError as error:
        raise StudyError(f"{target}: the damaged file could not be kept ({error}); nothing was changed") from error
    return target


def _is_worth_it(file: Path) -> bool:
    """Whether there is more than what ships: something lived, or notes of one's own."""
    try:
        with opened(file) as connection:
            query = "SELECT 1 FROM log UNION ALL SELECT 1 FROM sources WHERE name != ? LIMIT 1"
            return connection.execute(query, (SHIPPED,)).fetchone() is not None
    except sqlite3.Error:
        return False


def _forget(part: Path) -> None:
    for more in ("", *_BESIDE, "-journal"):
        with suppress(OSError):
            part.with_name(f"{part.name}{more}").unlink()
