"""Read notes for display, and follow the links in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from studygpt.context import StudyContext
from studygpt.errors import StudyError
from studygpt.library.library import Library
from studygpt.model import Card, Status
from studygpt.notes.links import find_note, is_web, parse_link, plain_path
from studygpt.notes.scanner.document import Document
from studygpt.notes.vault import UnreadableNote, find_vault, read_note_file
from studygpt.store.links import named_notes
from studygpt.store.sources import missing_folder

_SHOWABLE = frozenset(
    ".png .jpg .jpeg .gif .svg .webp .bmp .avif .pdf .mp3 .ogg .wav .flac .m4a .mp4 .webm .mov .mkv".split()
)
"""The suffixes of files that another program may open. Others are refused, because opening a file can run it."""


class NoteLocation(NamedTuple):
    """A location in a note: a line or a heading."""

    source: str
    file: Path
    path: str
    """The path of the note relative to its source."""
    line: int = 1
    heading: str = ""


class ExternalTarget(NamedTuple):
    """The target of a link that another program shows, such as a web page or a picture."""

    address: str
    """A URL, or the path of a file."""


class NoteText(NamedTuple):
    """The text of a note for display."""

    title: str
    markdown: str
    """The note's text without its front matter."""
    before: str
    """The part of `markdown` above the requested line."""


class Links:
    """Find notes and files in the sources."""

    def __init__(self, context: StudyContext, library: Library) -> None:
        self.context = context
        self.library = library

    def place(self, card: Card) -> NoteLocation:
        """Return the location of a card; raise an error if no note holds it."""
        if card.status is Status.ORPHAN:
            raise StudyError(f"no note holds this card any more; its last place was {card.place}")
        return self.place_in(card.source, card.path, card.line_start)

    def place_in(self, source: str, path: str, line: int) -> NoteLocation:
        """Return the location of a line in a note; raise an error if the note is missing."""
        file = self.library.note_file(source, path)
        if not file.exists():
            its = self.library.source(source)
            raise StudyError(f"{file}: the note is missing" if its.path.is_dir() else missing_folder(its))
        return NoteLocation(source, file, path, line)

    def read(self, place: NoteLocation) -> NoteText:
        """Read the note at a location."""
        try:
            note = Document(read_note_file(place.file))
        except UnreadableNote as error:
            raise StudyError(f"{place.file}: {error}") from error
        except OSError as error:
            raise StudyError(f"{place.file}: it cannot be read ({error.strerror})") from error
        first, line = note.front.end, _line(note, place)
        title = note.front.text("title") or place.file.stem
        return NoteText(title, "\n".join(note.lines[first:]), "\n".join(note.lines[first:line]))

    def follow(self, target: str, begin: NoteLocation) -> NoteLocation | ExternalTarget:
        """Return the target of a link in the note `begin`; raise an error if it does not exist."""
        if is_web(target):
            return ExternalTarget(target)
        link = parse_link(target)
        if not link.name:
            return begin._replace(heading=link.heading, line=1)
        with self.context.database.read() as connection:
            titles = {note.path: note.title for note in named_notes(connection) if note.source == begin.source}
        found = find_note(link.name, begin.path, titles)
        if found is not None:
            return self._note(begin.source, found, link.heading)
        file = self._file(link.name, begin)
        if file is None:
            raise StudyError(f"{begin.path}: the link to {target!r} leads nowhere; there is no such note or file")
        if file.suffix.lower() not in _SHOWABLE:
            raise StudyError(f"{file}: no program is started for files of this kind; open it yourself")
        return ExternalTarget(str(file))

    def concepts(self, card: Card) -> list[tuple[str, NoteLocation]]:
        """Return each concept of a card that has a note about it, other than the card's own note, with that note.

        Notes of the card's own source are preferred.
        """
        if not card.concepts:
            return []
        own = (card.source, card.path)
        with self.context.database.read() as connection:
            notes = [note for note in named_notes(connection) if (note.source, note.path) != own]
        found = []
        for concept in card.concepts:
            about = [note for note in notes if concept in note.declared or (note.is_concept and note.title == concept)]
            if about:
                note = min(about, key=lambda note: (note.source != card.source, note.declared[:1] != (concept,)))
                found.append((concept, self._note(note.source, note.path)))
        return found

    def _note(self, source: str, path: str, heading: str = "") -> NoteLocation:
        return NoteLocation(source, self.library.note_file(source, path), path, heading=heading)

    def file(self, target: str, begin: NoteLocation) -> Path | None:
        """Return the file that a link or an embedded image names; None if there is no such file."""
        name = parse_link(target).name
        return self._file(name, begin) if name else None

    def _file(self, name: str, begin: NoteLocation) -> Path | None:
        """Return a file inside the vault, searched for beside the note, then from the top, then by name anywhere."""
        source = self.library.source(begin.source).path
        top = find_vault(source).resolve()
        for written in dict.fromkeys((name, unquote(name))):
            for folder in (begin.file.parent, (source / begin.path).parent, source, top):
                file = (folder / written.lstrip("/")).resolve()
                if file.is_relative_to(top) and file.is_file():
                    return file
            found = _nearest(written, top)
            if found is not None and found.resolve().is_relative_to(top):
                return found
        return None


def _line(note: Document, place: NoteLocation) -> int:
    """Return the line of a location, or of the heading or block that it names, counted from 0."""
    wanted = place.heading.casefold()
    if wanted.startswith("^"):
        return next((line for line, found in note.block_ids.items() if found[0].casefold() == wanted[1:]), 0)
    if wanted:
        return next((each.line for each in note.headings if each.title.casefold() == wanted), 0)
    return place.line - 1


def _nearest(written: str, top: Path) -> Path | None:
    """Return the file whose path ends with `written`, else the first file with its name, ignoring case."""
    wanted = plain_path(written).lstrip("./")
    name = wanted.rpartition("/")[2]
    named = [file for file in _files(top) if plain_path(file.name) == name]
    return next((file for file in named if plain_path(file.as_posix()).endswith(f"/{wanted}")), next(iter(named), None))


def _files(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            yield Path(folder, name)
