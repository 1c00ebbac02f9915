"""Copy the database, delete copies that are no longer kept, and restore a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from studygpt import paths
from studygpt.backup.damage import find_damage, open_read_only, recovery_advice
from studygpt.backup.retention import (
    DAILY,
    DAMAGED,
    MERGED,
    backup_folder,
    list_backups,
    local_now,
    new_path,
    superseded,
)
from studygpt.clock import system_clock
from studygpt.errors import StudyError
from studygpt.progress import Progress, unwatched
from studygpt.store import journal_files
from studygpt.store.constants import SHIPPED
from studygpt.store.database import Database
from studygpt.store.open_file import delete_wal
from studygpt.whole_files import delete_parts, part_of

_PAGES = 2_000
"""How many pages of 4 KiB are copied at once."""
_BESIDE = ("-wal", "-shm")
"""The suffixes of the files that SQLite keeps beside a database."""

Made = TypeVar("Made")
Finish = Callable[[Path, Path | None], Made]
"""Completes a database that is about to take the place of another, of which there is a copy if there was one."""


def back_up(database: Database, reason: str) -> Path | None:
    """Copy the database consistently to `backups/` beside it; return None if it is on a server or does not exist."""
    file = database.file
    if file is None or not file.exists():
        return None
    return back_up_file(file, reason)


def back_up_file(file: Path, reason: str, progress: Progress = unwatched) -> Path:
    """Copy an SQLite file completely or not at all. The copy is checked before it gets its final name."""
    for folder in (file.parent, backup_folder(file)):
        delete_parts(folder)
    target = new_path(file, reason)
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=30)) as source, closing(sqlite3.connect(part)) as copy:
            _copy_pages(source, copy, progress)
        wrong = find_damage(part, unchanging=True)
        if wrong:
            advice = recovery_advice(file)
            raise StudyError(f"{file}: the database is damaged ({wrong[0]}), so nothing was done. {advice}")
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{target}: no backup could be written ({error}), so nothing was changed") from error
    finally:
        _delete_part(part)
    return target


def _copy_pages(source: sqlite3.Connection, copy: sqlite3.Connection, progress: Progress) -> None:
    """Copy a database as it is now, whoever writes to it meanwhile. Ctrl-C is heard after each part."""
    source.execute("BEGIN")
    source.execute("SELECT 1 FROM sqlite_master").fetchone()  # otherwise each write of others would begin it anew
    source.backup(copy, pages=_PAGES, progress=lambda _, remaining, total: progress(total - remaining, total))


def make_daily_backup(file: Path) -> Path | None:
    """Make the day's backup and delete superseded backups.

    Return None if the day has a backup already, or if the database holds nothing of the learner's own.
    """
    today = local_now().date()
    has_one = any(backup.reason == DAILY and backup.made.date() == today for backup in list_backups(file))
    if has_one or not _holds_own_data(file):
        return None
    made = back_up_file(file, DAILY)
    delete_superseded(file)
    return made


def delete_superseded(file: Path) -> None:
    """Delete the backups of a database that are no longer kept (see `retention.superseded`)."""
    for copy in superseded(list_backups(file), local_now().date()):
        with suppress(OSError):  # a copy that cannot be deleted does no harm
            copy.path.unlink()
    with suppress(OSError):
        journal_files.delete_old(paths.journal(file), system_clock()().at)


def restore(file: Path, source: Path, finish: Finish[Made]) -> tuple[Path | None, Made]:
    """Replace a database with the backup `source`, completely or not at all.

    `finish` completes a copy of the backup before that takes the place of the database; it is given the copy made of
    this. Return that copy, and what `finish` returned. Other programs that have the undamaged database open see the
    restored contents from then on.
    """
    sound = file.exists() and not find_damage(file, quick=False)
    kept = None
    if file.exists():
        kept = back_up_file(file, "before-restore") if sound else copy_damaged_file(file)
    part = part_of(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open_read_only(source, unchanging=True) as good, closing(sqlite3.connect(part)) as copy:
            good.backup(copy)
            _finish_restored(copy)
        made = finish(part, kept)
        if sound:
            with closing(sqlite3.connect(part)) as whole, closing(sqlite3.connect(file, timeout=30)) as present:
                whole.backup(present)
                _finish_restored(present)
        else:
            put_in_place(part, file)
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{file}: {source} could not be put back ({error}); nothing was changed") from error
    finally:
        _delete_part(part)
    return kept, made


def begin_anew(file: Path, finish: Finish[Made]) -> tuple[Path | None, Made]:
    """Put the database that `finish` makes in the place of a damaged one; return as `restore` does."""
    kept = copy_damaged_file(file) if file.exists() else None
    part = part_of(file)
    try:
        made = finish(part, kept)
        put_in_place(part, file)
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{file}: no new database could be made ({error}); nothing was changed") from error
    finally:
        _delete_part(part)
    return kept, made


def put_in_place(part: Path, file: Path) -> None:
    """Replace a damaged database by another file."""
    delete_wal(file)  # pending changes to the damaged file must not be applied to the new one
    part.replace(file)


def _finish_restored(connection: sqlite3.Connection) -> None:
    """Switch a restored database to write-ahead logging, and rebuild its indexes if they are damaged."""
    connection.execute("PRAGMA journal_mode = WAL")
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):  # only its indexes can be damaged
        connection.execute("REINDEX")


def copy_damaged_file(file: Path) -> Path:
    """Copy a damaged file byte for byte."""
    target = new_path(file, DAMAGED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        wal = file.with_name(f"{file.name}-wal")
        if wal.exists():
            shutil.copy2(wal, target.with_name(f"{target.name}-wal"))
            # What the last acts wrote moves into the copy, so that it is one file, if SQLite can still do that.
            with suppress(sqlite3.Error), closing(sqlite3.connect(target)) as copy:
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OSError as error:
        _delete_part(target)
        raise StudyError(f"{target}: the damaged file could not be kept ({error}); nothing was changed") from error
    return target


def keep_merged(copy: Path, file: Path) -> None:
    """Move a copy of a database that was merged into it to its backups."""
    target = new_path(file, MERGED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(target)
    except OSError as error:
        raise StudyError(f"{copy}: it was merged, but could not be moved to the backups ({error.strerror})") from error
    for more in _BESIDE:
        with suppress(OSError):
            copy.with_name(f"{copy.name}{more}").unlink()


def _holds_own_data(file: Path) -> bool:
    """Return True if a database holds more than the shipped notes: a log, or other sources."""
    try:
        with open_read_only(file) as connection:
            query = "SELECT 1 FROM log UNION ALL SELECT 1 FROM sources WHERE name != ? LIMIT 1"
            return connection.execute(query, (SHIPPED,)).fetchone() is not None
    except sqlite3.Error:
        return False


def _delete_part(part: Path) -> None:
    for more in ("", *_BESIDE, "-journal"):
        with suppress(OSError):
            part.with_name(f"{part.name}{more}").unlink()
