"""Tell from paths, sizes and digests whether a folder holds the notes of a source. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from studygpt.notes.vault import NoteFile

_FEW = 3
"""Fewer equal notes than this may be templates that two vaults share."""


class StoredNote(NamedTuple):
    """A note of a source as it was when it was last read."""

    path: str
    size: int
    digest: str
    has_cards: bool


class FolderComparison:
    """The notes of a source held against the files of a folder. Only files that decide something are opened."""

    def __init__(self, stored: Iterable[StoredNote], files: Iterable[NoteFile], digest: Callable[[str], str]) -> None:
        """`digest` returns the digest of a file of the folder, or an empty text if the file cannot be read."""
        stored = list(stored)
        self._paths = {note.path for note in stored}
        self._with_cards = [note for note in stored if note.has_cards]
        self._files = {file.path: file for file in files}
        self._digest = digest

    @property
    def known(self) -> int:
        """How many notes of the source hold cards."""
        return len(self._with_cards)

    @property
    def found(self) -> int:
        """How many of these the folder holds: at their paths, or with the same content at other paths."""
        return self.known - len(self._absent) + self._renamed

    @property
    def equal(self) -> int:
        """How many of these the folder holds with the same content, at whatever path."""
        return self._unchanged + self._renamed

    @property
    def holds_most(self) -> bool:
        """Whether the folder holds at least half of these, so that the source can be moved there."""
        return 2 * self.found >= self.known

    @property
    def was_moved(self) -> bool:
        """Whether the folder is most likely that of the source, if the source's own is gone."""
        if self.equal < _FEW:
            return 0 < self.known <= 2 * self.equal and self.found == self.known and self._has_little_else
        return 2 * self.equal >= self.known

    @property
    def is_copy(self) -> bool:
        """Whether the folder is most likely a copy of the source's own, which is still there."""
        if self._unchanged < _FEW:
            return 0 < self.known == self._unchanged and self._has_little_else
        return 2 * self._unchanged >= self.known

    @cached_property
    def _absent(self) -> list[StoredNote]:
        return [note for note in self._with_cards if note.path not in self._files]

    @cached_property
    def _unchanged(self) -> int:
        """The number of notes with cards that the folder holds at the same path with the same content."""
        there = ((note, self._files.get(note.path)) for note in self._with_cards)
        return sum(
            file is not None and file.size == note.size and note.digest == self._digest(note.path) != ""
            for note, file in there
        )

    @cached_property
    def _renamed(self) -> int:
        """The number of notes with cards that the folder holds at another path; each file counts for one note."""
        wanted = Counter(note.digest for note in self._absent if note.digest)
        sizes = {note.size for note in self._absent}
        spare = (file for file in self._files.values() if file.path not in self._paths and file.size in sizes)
        there = Counter(self._digest(file.path) for file in spare) if wanted else Counter[str]()
        return (wanted & there).total()

    @property
    def _has_little_else(self) -> bool:
        """Whether more than half of the folder's notes are notes of the source, by path or by content."""
        return 2 * (len(self._paths & self._files.keys()) + self._renamed) > len(self._files)
