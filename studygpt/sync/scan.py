"""Which notes changed since they were last read: by the look of their files, before any is opened."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from studygpt import paths
from studygpt.errors import StudyError
from studygpt.model import Problem
from studygpt.notes.rules import Rules, read_rules
from studygpt.notes.vault import File, list_notes
from studygpt.store.constants import SHIPPED
from studygpt.store.notes import SeenNote
from studygpt.store.sources import Source

READER = 3
"""Raised when notes must be read anew though they did not change, as a reader of cards became better."""


class Folder(NamedTuple):
    """A source's folder as it lies there now."""

    rules: Rules
    digest: str
    """Of the rules under which its notes are to be read."""
    files: list[File]
    problems: list[Problem]
    left_out: list[str]
    root: Path
    copies: frozenset[str] = frozenset()
    """The notes of which the learner has a copy, that stands in for them."""

    def place(self, path: str) -> str:
        """Where a note lies. Text: for thousands of notes a `Path` costs as much as the reading."""
        return f"{paths.deck_copies() if path in self.copies else self.root}/{path}"


class Difference(NamedTuple):
    changed: list[File]
    gone: list[SeenNote]
    stale: bool
    """Whether every note must be read anew, as the rules are others."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


def look(source: Source) -> Folder:
    """List a source's notes. A folder that cannot be listed is an error, never an empty one."""
    if not source.path.is_dir():
        raise StudyError(
            f"{source.path}: the folder of the source {source.name!r} is not there (moved, or not mounted?); "
            "its cards stay as they are"
        )
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
    return Folder(
        rules,
        digest_of(f"{READER} {rules}".encode()),
        sorted([*kept, *copies]) if copies else kept,
        problems + listing.problems,
        listing.left_out,
        source.path,
        frozenset(mine),
    )


def _copies(source: Source, rules: Rules) -> list[File]:
    """The learner's copies of shipped notes. One whose note is shipped no more is a note of the deck all the same."""
    folder = paths.deck_copies()
    return list_notes(folder, rules).notes if source.name == SHIPPED and folder.is_dir() else []


def _copies_within(source: Source) -> str:
    """How the paths of such copies begin, where the workspace lies in this source: they are notes of the deck."""
    folder = paths.deck_copies().resolve()
    return f"{folder.relative_to(source.path).as_posix()}/" if folder.is_relative_to(source.path) else ""


def difference(folder: Folder, seen: Mapping[str, SeenNote], source: Source) -> Difference:
    stale = folder.digest != source.rules
    changed = folder.files if stale else [file for file in folder.files if not _looks_same(file, seen.get(file.path))]
    there = {file.path for file in folder.files}
    return Difference(changed, [note for path, note in seen.items() if path not in there], stale)


def _looks_same(file: File, seen: SeenNote | None) -> bool:
    return seen is not None and seen.mtime_ns == file.mtime_ns and seen.size == file.size


def digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
