"""Make, list and restore backups. This works even if the database cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.backup import copies
from studygpt.backup.copies import Made
from studygpt.backup.damage import DatabaseContents, find_damage, good_backups, only_indexes, read_contents
from studygpt.backup.open_database import connect
from studygpt.backup.retention import BEFORE_IMPORT, BEFORE_MERGE, MANUAL, BackupFile, backup_folder, list_backups
from studygpt.errors import StudyError, UsageError
from studygpt.progress import Progress, unwatched
from studygpt.store import journal_files
from studygpt.store.database import Database
from studygpt.store.journal_files import UnreadableLine
from studygpt.store.upgrade import ensure_current
from studygpt.text import counted
from studygpt.whole_files import delete_parts

PutBackFrom = Callable[[Path, Path | None, Path | None], Made]
"""Puts back into a database what it lacks of the journal, of the database before it, and of a later backup."""


class Backup(NamedTuple):
    """A backup file with a summary of its contents."""

    file: BackupFile
    contents: DatabaseContents | None
    """None if the file cannot be read."""


def database_file() -> Path:
    """Return the path of the SQLite file in use; raise an error if the database is on a server."""
    place = paths.database()
    file = place.expanduser() if isinstance(place, Path) else Database(place).file
    if file is None:
        raise StudyError(
            "the database is on a server, whose own tools make its backups; `studygpt export --json FILE` writes "
            "everything into a file, too"
        )
    return file


class Backups:
    """The backups of the database in use."""

    def __init__(self) -> None:
        self.file = database_file()

    def all(self) -> list[Backup]:
        """Return every backup, the latest first."""
        return [Backup(copy, read_contents(copy.path)) for copy in list_backups(self.file)]

    def present(self) -> DatabaseContents | None:
        """Return a summary of the present database; None if it does not exist or is damaged."""
        sound = self.file.exists() and not find_damage(self.file, quick=False)
        return read_contents(self.file, unchanging=False) if sound else None

    def lacks_acts(self) -> bool:
        """Whether the present database lacks acts of its journal, as where a restore was stopped at its end."""
        database = connect(self.file)
        try:
            with database.read() as connection:
                return bool(journal_files.missing(connection, paths.journal(self.file)))
        finally:
            database.close()

    def make(self, progress: Progress = unwatched) -> Backup:
        """Make a backup now."""
        if not self.file.exists():
            raise StudyError(f"{self.file}: there is no database yet, so there is nothing to copy")
        wrong = find_damage(self.file)
        if wrong:
            raise connect(self.file).failure(f"not a database that can be copied: {wrong[0]}")
        if read_contents(self.file, unchanging=False) is None:
            raise StudyError(f"{self.file}: this database holds nothing yet that could be copied")
        made = copies.back_up_file(self.file, MANUAL, progress)
        copies.delete_superseded(self.file)
        return Backup(next(copy for copy in list_backups(self.file) if copy.path == made), read_contents(made))

    def must_begin_anew(self) -> bool:
        """Whether there is something to recover, but no backup to go back to."""
        recoverable = self.file.exists() or journal_files.files(paths.journal(self.file))
        return bool(recoverable) and next(good_backups(self.file), None) is None

    def gaps(self, backup: Backup | None) -> list[str]:
        """Say in sentences what cannot be put back into a backup, or a new database, as nothing tells of it."""
        folder, said = paths.journal(self.file), []
        if not journal_files.files(folder):
            said.append(f"There is no journal in {folder} that could tell what was done since.")
        if unreadable := sum(isinstance(entry, UnreadableLine) for entry in journal_files.read(folder)):
            said.append(f"{counted(unreadable, 'line')} of the journal cannot be read.")
        since = [copy for copy in list_backups(self.file) if backup is None or copy.made >= backup.file.made]
        if any(copy.reason in (BEFORE_MERGE, BEFORE_IMPORT) for copy in since):
            said.append("What `studygpt merge` or an export added since is not in the journal: add it again.")
        return said

    def chosen(self, name: str | None) -> Backup:
        """Find a backup by its file or by the beginning of its time. Without a name, return the newest good backup."""
        copies = list_backups(self.file)
        if name is None:
            newest = next(good_backups(self.file), None)
            if newest is None:
                raise StudyError(f"there is no good backup in {backup_folder(self.file)}")
            return Backup(newest, read_contents(newest.path))
        digits = "".join(letter for letter in name if letter.isdigit())
        found = [copy for copy in copies if name in (copy.path.name, copy.path.stem)]
        if not found and digits and not Path(name).suffix:
            found = [copy for copy in copies if copy.made.strftime("%Y%m%d%H%M%S").startswith(digits)]
        if not found and Path(name).is_file():
            elsewhere = Path(name).resolve()
            if elsewhere == self.file.resolve():
                raise UsageError(f"{name}: this is the database itself; `studygpt backup --list` lists its backups")
            found = [copy for copy in copies if copy.path.resolve() == elsewhere]
            found = found or [BackupFile(elsewhere, datetime.fromtimestamp(elsewhere.stat().st_mtime), "a file")]
        if not found:
            raise UsageError(f"there is no backup {name!r}; `studygpt backup --list` lists them")
        backup = found[0]
        wrong = find_damage(backup.path, quick=False, unchanging=True)
        contents = read_contents(backup.path) if not wrong or only_indexes(wrong) else None
        if contents is None:
            raise StudyError(
                f"{backup.path}: this is no good backup ({wrong[0] if wrong else 'it is of another program'}); "
                "`studygpt backup --list` lists them"
            )
        return Backup(backup, contents)

    def restore(self, backup: Backup, put_back: PutBackFrom[Made] | None) -> tuple[Path | None, Made | None]:
        """Replace the database with a backup.

        `put_back` puts back into it what was done since then, from the journal, the database as it was, and the newest
        good backup where that is a later one; without it, that is left out now and later. Return the copy made of the
        database before, if there was one, and what was put back.
        """
        newest = next(good_backups(self.file), None) if put_back else None
        later = newest.path if newest and newest.made > backup.file.made else None

        def finish(part: Path, before: Path | None) -> Made | None:
            _bring_up_to_date(part)  # an older version of the program may have made the backup
            return put_back(part, before, later) if put_back is not None else None

        with nullcontext() if put_back else journal_files.left_out(paths.journal(self.file)):
            return copies.restore(self.file, backup.file.path, finish)

    def begin_anew(self, put_back: PutBackFrom[Made]) -> tuple[Path | None, Made]:
        """Put a damaged database aside and make a new one of what can be put back; return as `restore` does."""

        def finish(part: Path, damaged: Path | None) -> Made:
            _bring_up_to_date(part)
            return put_back(part, damaged, None)

        return copies.begin_anew(self.file, finish)


def _bring_up_to_date(part: Path) -> None:
    """Create the tables of a database that is being made, or upgrade them; the backup that it was made of stays."""
    database = Database(part)
    try:
        ensure_current(database)
    finally:
        database.close()


def back_up_daily() -> None:
    """Make the day's backup if there is none yet. Commands call this after their output, so nobody waits for it.

    What killed programs left half written is deleted then, too.
    """
    place = paths.database()
    file = place if isinstance(place, Path) else Database(place).file
    if file is not None and file.exists():
        for folder in {paths.home(), file.parent, backup_folder(file)}:
            delete_parts(folder)
        copies.make_daily_backup(file)
