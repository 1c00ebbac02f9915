"""Read one file of a source: its note, or why there is none."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.model import Note
from studygpt.notes.read_note import note_from_bytes
from studygpt.notes.rules import Rules
from studygpt.notes.vault import UnreadableNote, read_note_bytes
from studygpt.sync.scan import digest_of


class ReadFile(NamedTuple):
    """A file that was opened."""

    digest: str = ""
    note: Note | None = None
    reason: str = ""
    """Why the note cannot be read; empty if the note was read, or if the file's bytes have not changed."""


def read_file(place: str, path: str, rules: Rules, known: str | None) -> ReadFile:
    """Read the file at `place`, which is the note `path` of its source.

    `known` is the digest of the bytes that were read last: where they are the same, the note is not read again.
    """
    try:
        data = read_note_bytes(place)
        digest = digest_of(data)
        return ReadFile(digest) if digest == known else ReadFile(digest, note_from_bytes(data, path, rules))
    except UnreadableNote as error:
        return ReadFile(reason=str(error))
    except OSError as error:
        return ReadFile(reason=f"it cannot be read ({error.strerror})")
