"""Find the notes on which a sync fails, so that it can pass over them: what one holds must not cost another note."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.exc import SQLAlchemyError

from studygpt.errors import StudyError
from studygpt.notes.vault import NoteFile

NO_FAULT_OF_NOTES = (StudyError, SQLAlchemyError)
"""What stops a sync whatever the notes hold, such as a full disk."""


def failing_notes(
    try_sync: Callable[[Sequence[NoteFile]], object], files: Sequence[NoteFile]
) -> Iterator[tuple[NoteFile, Exception]]:
    """Yield each note on which `try_sync` fails, with the error, by trying ever smaller parts of those that fail."""
    try:
        try_sync(files)
    except NO_FAULT_OF_NOTES:
        raise
    except Exception as error:
        if len(files) == 1:
            yield files[0], error
            return
        middle = len(files) // 2
        yield from failing_notes(try_sync, files[:middle])
        yield from failing_notes(try_sync, files[middle:])
