"""Find copies of the database that a sync program left beside it, when two devices had written to it."""

from __future__ import annotations

import re
from pathlib import Path

from studygpt import paths


def left_copies() -> list[Path]:
    """Return the copies that lie beside the database in use; none where that is on a server."""
    place = paths.database()
    if not isinstance(place, Path):
        return []
    named = re.compile(rf"{re.escape(place.stem)}{_COPY}{re.escape(place.suffix)}")
    try:
        return sorted(path for path in place.expanduser().parent.iterdir() if named.fullmatch(path.name))
    except OSError:
        return []


_COPY = r"(?:\.sync-conflict-[\w-]+| ?\([^/()]+\)|-[\w-]+| \d+)"
"""What is added to the name: by Syncthing; Dropbox, Nextcloud and Google Drive; OneDrive (a computer); iCloud."""
