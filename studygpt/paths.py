"""Where things lie: the home, the workspace, the notes that ship."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Database, backups, settings. `STUDYGPT_HOME`, else where the platform keeps a program's data."""
    if chosen := os.environ.get("STUDYGPT_HOME"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("studygpt", appauthor=False))


def workspace() -> Path:
    """The learner's own folder: `notes/`, `lab/`, `decks/`. `STUDYGPT_WORKSPACE`, else `~/studygpt`."""
    return Path(os.environ.get("STUDYGPT_WORKSPACE") or "~/studygpt").expanduser()


def deck_copies() -> Path:
    """Where copies of shipped notes lie that the learner edited; each stands in for the note with its path."""
    return workspace() / "decks"


def database() -> str | Path:
    """The address in `STUDYGPT_DATABASE_URL`, else a file in the home."""
    return os.environ.get("STUDYGPT_DATABASE_URL") or home() / "studygpt.db"


def shipped_decks() -> Path:
    """The notes that ship: beside the code in a wheel, beside the package in a checkout (also an editable one)."""
    package = Path(__file__).resolve().parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"
