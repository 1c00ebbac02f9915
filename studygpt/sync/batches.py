"""Divide the notes of a sync into small batches, so that a large vault needs little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studygpt.notes.vault import NoteFile

_NOTES = 200
_BYTES = 8_000_000


def is_one_batch(files: Sequence[NoteFile]) -> bool:
    """Return True if the notes make one batch, as in an ordinary sync."""
    return len(files) <= _NOTES and sum(file.size for file in files) <= _BYTES


def batches(files: Sequence[NoteFile]) -> Iterator[Sequence[NoteFile]]:
    """Yield the notes in batches; a note that is larger than a batch makes one of its own."""
    first = size = 0
    for at, file in enumerate(files):
        if at - first >= _NOTES or (at > first and size + file.size > _BYTES):
            yield files[first:at]
            first, size = at, 0
        size += file.size
    if first < len(files):
        yield files[first:]
