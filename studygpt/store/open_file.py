"""Notice that another program put another file in the place of an open SQLite database."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class _Files(NamedTuple):
    """The files of a database, by their numbers on the disk."""

    database: tuple[int, int]
    wal: int | None
    """None if there is no write-ahead log at the moment."""


class OpenFile:
    """The file that was opened. It knows no `Database`, whose engine would otherwise keep it alive for ever."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._opened: _Files | None = None
        self._before: _Files | None = None

    def remember(self, *_: object) -> None:
        """Remember the file that is there now, because it is being opened."""
        if self.file is not None:
            self._opened = self._look(self.file)

    def was_replaced(self) -> bool:
        """Tell whether another file is there now; it raises an `OSError` where there is none."""
        if self.file is None or self._opened is None:
            return False
        found = self._look(self.file)
        if found.database != self._opened.database:
            self._before, self._opened = self._opened, None
            return True
        self._opened = found
        return False

    def delete_old_wal(self) -> None:
        """Delete the write-ahead log of the file that was replaced, if it is still there.

        SQLite leaves it when it closes such a file, and would apply it to the new one.
        """
        if self.file is not None and self._before is not None and self._look(self.file).wal == self._before.wal:
            delete_wal(self.file)

    @staticmethod
    def _look(file: Path) -> _Files:
        found = file.stat()
        try:
            wal = file.with_name(f"{file.name}-wal").stat().st_ino
        except OSError:
            wal = None
        return _Files((found.st_dev, found.st_ino), wal)


def delete_wal(file: Path) -> None:
    """Delete the files that SQLite keeps beside a database."""
    for more in ("-wal", "-shm"):
        file.with_name(f"{file.name}{more}").unlink(missing_ok=True)
