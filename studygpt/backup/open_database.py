"""Open the database that is studied with: a copy is made before an upgrade, and errors name the newest good backup."""

from __future__ import annotations

from pathlib import Path

from studygpt.backup.copies import back_up
from studygpt.backup.damage import recovery_advice
from studygpt.backup.retention import list_backups
from studygpt.store.constants import CURRENT
from studygpt.store.database import Database
from studygpt.store.upgrade import ensure_current


def open_database(place: str | Path) -> Database:
    """Return the database at `place`, in the form that this program knows."""
    database = connect(place)
    bring_up_to_date(database)
    return database


def connect(place: str | Path) -> Database:
    """Return the database at `place` as it is; its error messages say how to get back to a backup."""
    return Database(place, recovery_advice)


def bring_up_to_date(database: Database) -> None:
    """Create the tables of a new database, or upgrade an older one after a copy."""
    ensure_current(database, before_creation=_refuse_emptied, before_upgrade=_copy)


def _refuse_emptied(database: Database) -> None:
    """Refuse to begin anew in an empty file while there are copies of what it held."""
    file = database.file
    if file is not None and file.exists() and file.stat().st_size == 0 and list_backups(file):
        raise database.failure("the file is empty: not a database")


def _copy(database: Database) -> None:
    back_up(database, f"before-{CURRENT}")
