"""Find the notes that changed since they were last read, by the size and time of their files: none is opened."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.errors import StudyError
from studygpt.model import Problem
from studygpt.notes.rules import Rules, read_rules
from studygpt.notes.vault import NoteFile, list_notes
from studygpt.store.constants import SHIPPED
from studygpt.store.notes import SeenNote
from studygpt.store.sources import Source, missing_folder

READER_VERSION = 3
"""A number to increase when all notes must be read again, because cards are found in a better way."""


class ScannedFolder(NamedTuple):
    """The folder of a source as it is now."""

    rules: Rules
    rules_digest: str
    """A digest of the rules by which the source's notes are read."""
    files: list[NoteFile]
    problems: list[Problem]
    left_out: list[str]
    root: Path
    copies: frozenset[str] = frozenset()
    """The paths of the notes that are read from the learner's own copies."""

    def place(self, path: str) -> str:
        """Return the path of a note as text: for thousands of notes, making a `Path` takes as long as reading them."""
        return f"{paths.deck_copies() if path in self.copies else self.root}/{path}"


class FolderChanges(NamedTuple):
    """The notes to be read, and those that are gone."""

    changed: list[NoteFile]
    gone: list[SeenNote]
    stale: bool
    """True where the rules changed, so that every note must be read again."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


def scan_folder(source: Source) -> ScannedFolder:
    """List the notes of a source. A folder that cannot be listed is an error, never an empty one."""
    if not source.path.is_dir():
        raise StudyError(missing_folder(source))
    rules = read_rules(source.path).with_opt_in(source.opt_in, source.path).with_trust(source.trusted)
    try:
        listing = list_notes(source.path, rules)
    except OSError as error:
        raise StudyError(
            f"{error.filename}: cannot be listed ({error.strerror}); its cards stay as they are"
        ) from error
    copies = _copies(source, rules)
    mine = {file.path for file in copies}
    others = _copies_within(source)
    kept = [file for file in listing.notes if file.path not in mine and not (others and file.path.startswith(others))]
    problems = [Problem(source.name, 0, sentence) for sentence in rules.problems]
    return ScannedFolder(
        rules,
        digest_of(f"{READER_VERSION} {rules}".encode()),
        sorted([*kept, *copies]) if copies else kept,
        problems + listing.problems,
        listing.left_out,
        source.path,
        frozenset(mine),
    )


def _copies(source: Source, rules: Rules) -> list[NoteFile]:
    """List the learner's copies of shipped notes; a copy stays when its note is no longer shipped."""
    folder = paths.deck_copies()
    return list_notes(folder, rules).notes if source.name == SHIPPED and folder.is_dir() else []


def _copies_within(source: Source) -> str:
    """Return the prefix that the paths of such copies have in this source; empty if the workspace is not in the source.

    Copies are notes of the shipped deck, so this source leaves them out.
    """
    folder = paths.deck_copies().resolve()
    return f"{folder.relative_to(source.path).as_posix()}/" if folder.is_relative_to(source.path) else ""


def find_changes(folder: ScannedFolder, seen: Mapping[str, SeenNote], source: Source) -> FolderChanges:
    """Compare a folder with the stored notes of its source."""
    stale = folder.rules_digest != source.rules
    changed = folder.files if stale else [file for file in folder.files if not _looks_same(file, seen.get(file.path))]
    there = {file.path for file in folder.files}
    return FolderChanges(changed, [note for path, note in seen.items() if path not in there], stale)


def _looks_same(file: NoteFile, seen: SeenNote | None) -> bool:
    return seen is not None and seen.mtime_ns == file.mtime_ns and seen.size == file.size


def digest_of(data: bytes) -> str:
    """Return a digest that tells whether bytes changed."""
    return blake2b(data, digest_size=16).hexdigest()
