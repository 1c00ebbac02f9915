"""The paths of the home folder, the workspace, the database and the shipped notes."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder of the database, backups and settings: `STUDYGPT_HOME`, else the platform's data folder."""
    if chosen := os.environ.get("STUDYGPT_HOME"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("studygpt", appauthor=False))


def workspace() -> Path:
    """Return the learner's own folder (`notes/`, `lab/`, `decks/`): `STUDYGPT_WORKSPACE`, else `~/studygpt`."""
    return Path(os.environ.get("STUDYGPT_WORKSPACE") or "~/studygpt").expanduser()


def deck_copies() -> Path:
    """Return the folder of shipped notes that the learner edited. Each copy replaces the note with the same path."""
    return workspace() / "decks"


def database() -> str | Path:
    """Return the address in `STUDYGPT_DATABASE_URL`, else the path of a file in the home folder."""
    return os.environ.get("STUDYGPT_DATABASE_URL") or home() / "studygpt.db"


def journal(database_file: Path | None) -> Path:
    """Return the folder of the journal of a database: beside its file, or in the home where it is on a server."""
    return (database_file.parent if database_file else home()) / "journal"


def shipped_decks() -> Path:
    """Return the folder of the shipped notes: in the package if installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"
