"""Copies of the database, and going back to one. Nothing here needs a database that opens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.backup import copies
from studygpt.backup.damage import Contents, contents, damage, good_copies
from studygpt.backup.open_database import bring_up_to_date, connect
from studygpt.backup.retention import MANUAL, Copy, copies_of, folder_of
from studygpt.errors import StudyError, UsageError
from studygpt.store.database import Database


class MadeCopy(NamedTuple):
    """A copy, and what it holds; None where it cannot be read."""

    copy: Copy
    contents: Contents | None


def database_file() -> Path:
    """The SQLite file that is studied with."""
    place = paths.database()
    file = place.expanduser() if isinstance(place, Path) else Database(place).file
    if file is None:
        raise StudyError(
            "the database is on a server, whose own tools make its backups; `studygpt export --json FILE` writes "
            "everything into a file, too"
        )
    return file


class Backups:
    def __init__(self) -> None:
        self.file = database_file()

    def copies(self) -> list[MadeCopy]:
        """The latest first."""
        return [MadeCopy(copy, contents(copy.path)) for copy in copies_of(self.file)]

    def present(self) -> Contents | None:
        """What the database holds now; None where there is none that can tell."""
        return contents(self.file, unchanging=False) if self.file.exists() and not damage(self.file) else None

    def make(self) -> MadeCopy:
        """A copy now."""
        if not self.file.exists():
            raise StudyError(f"{self.file}: there is no database yet, so there is nothing to copy")
        wrong = damage(self.file)
        if wrong:
            raise connect(self.file).failure(f"not a database that can be copied: {wrong[0]}")
        made = copies.copy_file(self.file, MANUAL)
        copies.thin(self.file)
        return MadeCopy(next(copy for copy in copies_of(self.file) if copy.path == made), contents(made))

    def chosen(self, name: str | None) -> MadeCopy:
        """The copy that somebody names by its file or the beginning of its time; the newest good one without a name."""
        copies = copies_of(self.file)
        if name is None:
            newest = next(good_copies(self.file), None)
            if newest is None:
                raise StudyError(f"there is no good backup in {folder_of(self.file)}")
            return MadeCopy(newest, contents(newest.path))
        digits = "".join(letter for letter in name if letter.isdigit())
        found = [copy for copy in copies if name in (copy.path.name, copy.path.stem)]
        if not found and digits and not Path(name).suffix:
            found = [copy for copy in copies if copy.made.strftime("%Y%m%d%H%M%S").startswith(digits)]
        if not found and Path(name).is_file():
            elsewhere = Path(name).resolve()
            if elsewhere == self.file.resolve():
                raise UsageError(f"{name}: this is the database itself; `studygpt backup --list` lists its backups")
            found = [copy for copy in copies if copy.path.resolve() == elsewhere]
            found = found or [Copy(elsewhere, datetime.fromtimestamp(elsewhere.stat().st_mtime), "a file")]
        if not found:
            raise UsageError(f"there is no backup {name!r}; `studygpt backup --list` lists them")
        copy = found[0]
        wrong = damage(copy.path, unchanging=True)
        held = contents(copy.path) if not wrong else None
        if held is None:
            raise StudyError(
                f"{copy.path}: this is no good backup ({wrong[0] if wrong else 'it is of another program'}); "
                "`studygpt backup --list` lists them"
            )
        return MadeCopy(copy, held)

    def restore(self, kept: MadeCopy) -> Path | None:
        """Go back to a copy; what is there now is kept, and told where."""
        aside = copies.put_back(self.file, kept.copy.path)
        database = connect(self.file)
        try:
            bring_up_to_date(database)  # it may be of an older program
        finally:
            database.close()
        return aside


def back_up_daily() -> None:
    """The day's copy, where there is none yet. For after the answer: nobody waits for it."""
    place = paths.database()
    file = place if isinstance(place, Path) else Database(place).file
    if file is not None and file.exists():
        copies.copy_of_the_day(file)
