"""Move a source to the folder where its notes are now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studygpt.backup.copies import back_up
from studygpt.errors import StudyError
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


class SourceMoves(Sources):
    """The sources, which can be moved."""

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

    def _compare(self, source: Source, folder: Path, files: list[NoteFile]) -> FolderComparison:
        from studygpt.library.same_notes import FolderComparison  # only when folders are compared

        return FolderComparison(self._stored_notes(source), files, _digests(folder))

    def _stored_notes(self, source: Source) -> list[StoredNote]:
        from studygpt.library.same_notes import StoredNote  # only when folders are compared

        with self.context.database.read() as connection:
            seen = note_store.seen_notes(connection, source.pk).values()
            with_cards = note_cards.notes_with_cards(connection, source.pk)
        return [StoredNote(note.path, note.size, note.digest, note.key in with_cards) for note in seen]


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
            return digest_of((folder / path).read_bytes())
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
