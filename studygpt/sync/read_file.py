"""One file of a source, opened: its note, or that its bytes are what they were, or why it cannot be read."""

from __future__ import annotations

from typing import NamedTuple

from studygpt.model import Note
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.vault import UnreadableNote, decode
from studygpt.sync.scan import digest_of


class ReadFile(NamedTuple):
    digest: str = ""
    note: Note | None = None
    reason: str = ""
    """Why there is no note; empty where the bytes are those that were read before."""


def open_note(place: str, path: str, rules: Rules, known: str | None) -> ReadFile:
    """`place`: where the file lies, `path`: where the note stands in its source. `known`: the digest of the bytes that
    were read last, where those need not be read again.
    """
    try:
        with open(place, "rb") as opened:  # noqa: PTH123 - Path costs as much as the reading
            data = opened.read()
        digest = digest_of(data)
        return ReadFile(digest) if digest == known else ReadFile(digest, read_note(decode(data), path, rules))
    except UnreadableNote as error:
        return ReadFile(reason=str(error))
    except OSError as error:
        return ReadFile(reason=f"it cannot be read ({error.strerror})")
