"""Edit shipped notes in copies in the workspace, because the shipped files themselves are never written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from studygpt import paths
from studygpt.errors import StudyError
from studygpt.files import read_bytes
from studygpt.library.links import NoteLocation
from studygpt.store.constants import SHIPPED


@contextmanager
def editable(place: NoteLocation) -> Iterator[NoteLocation]:
    """Yield the location to edit a note at. A shipped note is copied; an unchanged copy is deleted afterwards."""
    copy = paths.deck_copies() / place.path
    if place.source != SHIPPED or copy.is_file():
        yield place._replace(file=copy) if place.source == SHIPPED else place
        return
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place.file, copy)  # without its permissions: the shipped file may be read-only
        times = place.file.stat()
        os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))  # so that a sync does not treat it as changed
    except OSError as error:
        raise StudyError(f"{copy}: the copy to be edited cannot be made ({error.strerror})") from error
    try:
        yield place._replace(file=copy)
    finally:
        with suppress(OSError):
            if read_bytes(copy) == read_bytes(place.file):
                copy.unlink()
