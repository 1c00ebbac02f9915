"""Open the learner's database. It is copied before an upgrade, and errors name the newest good backup."""

from __future__ import annotations

from pathlib import Path

from studygpt import paths
from studygpt.backup.copies import back_up
from studygpt.backup.damage import recovery_advice
from studygpt.backup.retention import list_backups
from studygpt.store import journal_files
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.upgrade import ensure_current


def open_database(place: str | Path) -> Database:
    """Return the database at `place`, created or upgraded to the present schema if needed."""
    database = connect(place)
    bring_up_to_date(database)
    return database


def connect(place: str | Path) -> Database:
    """Return the database at `place` without upgrading it. Its error messages say how to restore a backup."""
    return Database(place, recovery_advice)


def bring_up_to_date(database: Database) -> None:
    """Create the tables of a new database, or copy and upgrade an older one."""
    ensure_current(database, before_creation=_refuse_emptied, before_upgrade=_copy)


def _refuse_emptied(database: Database) -> None:
    """Raise an error if the database file is empty though there were acts: they were lost, so it must be restored."""
    file = database.file
    if file is None or not file.exists() or file.stat().st_size > 0:
        return
    if list_backups(file) or journal_files.files(paths.journal(file)):
        raise database.failure("the file is empty: not a database")


def _copy(database: Database) -> None:
    back_up(database, f"before-{CURRENT}")
