"""Merge what another home, database or export holds into this one: the union of both, as if it had been one device."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from studygpt import paths
from studygpt.backup.backups import database_file
from studygpt.backup.conflict_copies import left_copies
from studygpt.backup.copies import back_up, keep_merged
from studygpt.backup.damage import find_damage, open_read_only
from studygpt.backup.retention import BEFORE_MERGE
from studygpt.clock import system_clock
from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.progress import NamedProgress
from studygpt.transfer.import_file import ImportedFile, import_file, merge_staged, staging_folder
from studygpt.transfer.staging import InvalidRow, bring_to_form


def merge_left_copies(progress: NamedProgress) -> Iterator[tuple[Path, ImportedFile]]:
    """Merge each copy that a sync program left beside the database, and put it into the backups."""
    for copy in left_copies():
        merged = merge_other(copy, progress)
        keep_merged(copy, database_file())
        yield copy, merged


def merge_other(other: Path, progress: NamedProgress) -> ImportedFile:
    """Add what is not here yet. `other` is a home's folder, a database file or an export; it stays as it is."""
    if other.suffix.lower() in (".json", ".jsonl") and not other.is_dir():
        return import_file(other, progress)
    file = other / "studygpt.db" if other.is_dir() else other
    if not file.is_file():
        what = "there is no database of StudyGPT in this folder" if other.is_dir() else "there is no such file"
        raise StudyError(f"{other}: {what}")
    context = StudyContext.open(paths.database(), system_clock())
    own = context.database.file
    try:
        if own is not None and own.samefile(file):
            raise StudyError(f"{file}: this is the database that is in use; name the other one")
        with staging_folder() as folder:
            staged = folder / "staging.db"
            _copy(file, staged)
            kept = back_up(context.database, BEFORE_MERGE)
            with context.database.write() as connection:
                return merge_staged(context, connection, staged, kept)
    finally:
        context.database.close()


def _copy(file: Path, staged: Path) -> None:
    """Copy a database, whoever has it open, and bring the copy to the form of this program."""
    wrong = [] if file.stat().st_size else ["the file is empty"]
    try:
        with open_read_only(file) as source, closing(sqlite3.connect(staged)) as copy:
            source.backup(copy)
        wrong = wrong or find_damage(staged)
    except sqlite3.Error as error:
        wrong = [str(error)]
    if wrong:
        raise StudyError(
            f"{file}: this database is damaged or no database of StudyGPT ({wrong[0]}); nothing was changed. "
            "`studygpt doctor` in its home looks closer; a good backup of it can be merged instead."
        )
    try:
        bring_to_form(staged)
    except InvalidRow as error:
        raise StudyError(f"{file}: a row of {error.table!r} {error}; nothing was changed") from error
    except StudyError as error:
        raise StudyError(str(error).replace(str(staged), str(file))) from error
