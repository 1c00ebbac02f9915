"""Move a source to the folder where its notes are now, and recognise the notes of a source in another folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studygpt.backup.copies import back_up
from studygpt.errors import StudyError
from studygpt.files import read_bytes
from studygpt.library.sources import Sources, is_at
from studygpt.store import note_cards, notes as note_store, sources as source_store
from studygpt.store.constants import SHIPPED
from studygpt.store.sources import Source
from studygpt.text import counted, shell_word

if TYPE_CHECKING:
    from studygpt.library.same_notes import FolderComparison, StoredNote
    from studygpt.notes.vault import NoteFile


class MovedSource(NamedTuple):
    """A source that was moved."""

    source: Source
    """The source as it is now."""
    before: Path
    """The folder where it was."""
    known: int
    """How many of its notes hold cards."""
    found: int
    """How many of these the folder holds."""


class RecognisedNotes(NamedTuple):
    """A source whose notes were found in a folder that is not registered."""

    source: Source
    folder: Path
    """The folder that holds its notes."""
    gone: bool
    """Whether the source's own folder holds none of them any more."""
    known: int
    """How many notes of the source hold cards."""
    found: int
    """How many of these the folder holds, with the same content."""
    free_name: str
    """A name that no source has, for the folder as a source of its own."""

    @property
    def can_move(self) -> bool:
        """Whether the source can be moved to the folder: all but the shipped one can."""
        return self.source.name != SHIPPED


class SourceMoves(Sources):
    """The sources, which can be moved and recognised."""

    def move(self, name: str, path: Path, *, even_if_missing: bool = False) -> MovedSource:
        """Change the folder of a source; its notes are not read.

        Raise an error if fewer than half of its notes with cards are there, except with `even_if_missing`, which backs
        up the database instead.
        """
        source, folder = self.source(name), self._folder(path)
        if source.name == SHIPPED:
            raise StudyError("the shipped decks are part of the program and cannot be moved; move your own notes only")
        if source.path == folder:
            raise StudyError(
                f"{folder}: the source {name!r} is there already; `studygpt sync {shell_word(name)}` reads its notes"
            )
        others = [each for each in self.sources() if each.pk != source.pk]
        for each in others:
            if is_at(each, folder):
                raise StudyError(
                    f"{folder}: this folder is registered as the source {each.name!r}. Remove that source first "
                    f"(`studygpt sources remove {shell_word(each.name)}`), or name another folder."
                )
        self._refuse_overlap(folder, others)
        compared = self._compare(source, folder, _notes_in(folder))
        if not compared.holds_most:
            if not even_if_missing:
                notes = counted(compared.known, "note")
                raise StudyError(
                    f"{folder}: this folder holds {compared.found or 'none'} of the {notes} with cards of the source "
                    f"{name!r}, so nothing was changed. Name the folder that holds them, or say --yes to move the "
                    "source all the same."
                )
            back_up(self.context.database, "before-move")
        moved = replace(source, path=folder, opt_in=_relative_folders(source))
        with self.context.database.write() as connection:
            source_store.change_source(connection, source.pk, path=folder, opt_in=moved.opt_in)
        return MovedSource(moved, source.path, compared.known, compared.found)

    def recognise(self, path: Path, name: str | None) -> RecognisedNotes | None:
        """Return the source whose notes this folder holds; None if there is none, or if the folder is registered.

        `name` is the one that the folder would have as a source. A source whose own folder is gone comes first.
        """
        folder = self._folder(path)
        if self._registered(folder, name) is not None:
            return None
        sources = self.sources()
        files = _notes_in(folder)
        free_name = _free_name(name or folder.name or "notes", {source.name for source in sources})
        recognised = []
        for source in sources:
            compared = self._compare(source, folder, files)
            gone = compared.known > 0 and self._is_gone(source)
            if not gone:
                self._refuse_overlap(folder, [source])
            if compared.was_moved if gone else compared.is_copy:
                found = RecognisedNotes(source, folder, gone, compared.known, compared.equal, free_name)
                recognised.append(found)
        return max(recognised, key=lambda each: (each.gone, each.found / each.known), default=None)

    def _compare(self, source: Source, folder: Path, files: list[NoteFile]) -> FolderComparison:
        from studygpt.library.same_notes import FolderComparison  # only when folders are compared

        return FolderComparison(self._stored_notes(source), files, _digests(folder))

    def _stored_notes(self, source: Source) -> list[StoredNote]:
        from studygpt.library.same_notes import StoredNote  # only when folders are compared

        with self.context.database.read() as connection:
            seen = note_store.seen_notes(connection, source.pk).values()
            with_cards = note_cards.notes_with_cards(connection, source.pk)
        return [StoredNote(note.path, note.size, note.digest, note.key in with_cards) for note in seen]

    def _is_gone(self, source: Source) -> bool:
        """Whether none of a source's notes is in its folder: it was moved, or a drive is not mounted there."""
        if source.name == SHIPPED:
            return False
        try:
            return not any((source.path / note.path).exists() for note in self._stored_notes(source))
        except OSError:  # a folder that may not be entered is there
            return False


def _notes_in(folder: Path) -> list[NoteFile]:
    from studygpt.notes.rules import read_rules  # only when folders are compared
    from studygpt.notes.vault import list_notes  # only when folders are compared

    try:
        return list_notes(folder, read_rules(folder)).notes
    except OSError as error:
        raise StudyError(f"{error.filename}: cannot be listed ({error.strerror}); nothing was changed") from error


def _digests(folder: Path) -> Callable[[str], str]:
    """Return a function that gives the digest of a file in the folder, or an empty text if it cannot be read."""
    from studygpt.sync.scan import digest_of  # only when folders are compared

    def digest(path: str) -> str:
        try:
            return digest_of(read_bytes(folder / path))
        except OSError:
            return ""

    return digest


def _relative_folders(source: Source) -> tuple[str, ...]:
    """Return what the source opted in, with folders inside it named from its top, so that they move with it."""

    def relative(choice: str) -> str:
        folder = Path(choice)
        if not folder.is_absolute():
            return choice
        for place in (folder, folder.resolve()):
            if place.is_relative_to(source.path):
                return place.relative_to(source.path).as_posix()
        return choice

    return tuple(relative(choice) for choice in source.opt_in)


def _free_name(wanted: str, taken: set[str]) -> str:
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
