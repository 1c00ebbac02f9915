"""Copies of the database, made before anything that could harm it."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from studygpt.errors import StudyError
from studygpt.store.database import Database


def copy_aside(database: Database, reason: str) -> Path | None:
    """A consistent copy beside the database, in `backups/`; None where the database is a server's own business."""
    file = database.file
    if file is None or not file.exists():
        return None
    target = file.parent / "backups" / f"{file.stem}-{time.strftime('%Y%m%d-%H%M%S')}-{reason}.db"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(file) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        source.close()
        copy.close()
    except (OSError, sqlite3.Error) as error:
        raise StudyError(f"{target}: no backup could be written ({error}), so nothing was changed") from error
    return target
