"""List the notes of a folder and decode their bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studygpt.files import FileTooLarge, read_bytes
from studygpt.model import Problem
from studygpt.notes.ignore_file import read_ignore_file
from studygpt.notes.rules import Rules

LARGEST_NOTE = 20_000_000
LONGEST_LINE = 1_000_000
"""The most bytes that a note and a line of it may have; nobody writes more, but programs do."""
_ENDINGS = frozenset({".md", ".MD", ".Md", ".mD"})
_SKIPPED = frozenset({"logseq/bak", "logseq/version-files"})


class UnreadableNote(Exception):
    """Raised for a note whose bytes cannot be read as text. The message says why."""


class NoteFile(NamedTuple):
    """A note file with its size and modification time.

    The type is a tuple for speed, because a sync of a large vault creates thousands of these.
    """

    path: str
    """The path relative to the vault, with `/`."""
    size: int
    mtime_ns: int


def find_vault(path: Path) -> Path:
    """Return the vault of a note: the nearest folder above it with an `.obsidian`, else the note's own folder."""
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start, *start.parents) if (folder / ".obsidian").is_dir()), start)


class NoteListing(NamedTuple):
    """The notes of a folder, and the files that are not read."""

    notes: list[NoteFile]
    """The notes that can be read, in order of folders and names."""
    problems: list[Problem]
    """The notes that cannot be read, with the reason."""
    left_out: list[str]
    """The notes and folders that are not read: the vault's templates, and what its ignore file names."""


def list_notes(root: Path, rules: Rules) -> NoteListing:
    """List the notes below `root`, including those that are not read."""
    left_out: list[str] = []
    problems: list[Problem] = []
    files = _walk(root, rules, left_out, problems)
    copies = conflict_copies([file.path for file in files])
    problems += [bad_name_problem(file.path) for file in files if not is_utf8_name(file.path)]
    problems += [
        Problem(copy, 0, f"not read: a sync program left it as a copy of {original}; merge the two and delete it")
        for copy, original in copies.items()
    ]
    readable = [file for file in files if is_utf8_name(file.path) and file.path not in copies]
    return NoteListing(readable, problems, sorted(left_out))


def conflict_copies(paths: Sequence[str]) -> dict[str, str]:
    """Map the conflict copies in `paths`, which sync programs make when two devices change a note, to their notes.

    A copy whose original does not exist counts as a note of its own.
    """
    found = {}
    known: set[str] = set()
    for path in paths:
        match = _CONFLICT.match(path)
        if match:
            known = known or set(paths)
            original = f"{match['stem']}{match['ending']}"
            if original in known:
                found[path] = original
    return found


_CONFLICT = re.compile(
    # The conflict copies of Syncthing, and of Dropbox, Nextcloud, Obsidian Sync and Seafile in several languages.
    r"(?P<stem>[^\n]*?)(?:\.sync-conflict-[^/]*?| ?\("
    r"(?=[^/()]*(?:confli[ct]|konflikt|конфликт|競合|冲突|衝突|충돌))(?=[^/()]*(?:cop|cóp|kop|коп|コピー|副本|複本|복사|sfc|case))"
    r"[^/()]*\))(?P<ending>\.md)\Z",
    re.IGNORECASE,
)


def walk(root: Path, rules: Rules) -> Iterator[NoteFile]:
    """Yield every file below `root` that is named like a note, in order of folders and names.

    Symbolic links to folders are not followed, so that loops do no harm: files inside the vault are listed anyway, and
    files outside do not belong to it.
    """
    yield from _walk(root, rules, [], [])


def _walk(root: Path, rules: Rules, left_out: list[str], problems: list[Problem]) -> list[NoteFile]:
    files: list[NoteFile] = []
    links: list[tuple[str, str]] = []
    ignored = _Ignored(root, rules)
    _list(root, ignored, files, links)
    left_out += ignored.met
    problems += ignored.problems
    if links:
        files += _linked_notes(root, links, {file.path for file in files})
    files.sort()
    return files


def _list(root: Path, ignored: _Ignored, files: list[NoteFile], links: list[tuple[str, str]]) -> None:
    """Collect all notes below `root`, and all symbolic links that are named like notes."""
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                name = entry.name
                relative = f"{folder}{name}"
                if name[-3:] in _ENDINGS and entry.is_file(follow_symlinks=False):
                    if not ignored.file(relative):
                        status = entry.stat(follow_symlinks=False)
                        files.append(NoteFile(relative, status.st_size, status.st_mtime_ns))
                elif entry.is_dir(follow_symlinks=False):
                    if not ignored.folder(relative, name):
                        pending.append(f"{relative}/")
                elif name[-3:] in _ENDINGS and entry.is_symlink() and not ignored.file(relative):
                    links.append((relative, entry.path))


def _linked_notes(root: Path, links: list[tuple[str, str]], notes: set[str]) -> list[NoteFile]:
    """Return the notes that are symbolic links to files of the vault that are not listed as notes themselves."""
    base, found = root.resolve(), []
    targets = set(notes)
    for relative, path in sorted(links):
        target = Path(os.path.realpath(path))
        if target.is_file() and target.is_relative_to(base):
            name = target.relative_to(base).as_posix()
            if name not in targets:
                targets.add(name)
                status = target.stat()
                found.append(NoteFile(relative, status.st_size, status.st_mtime_ns))
    return found


class _Ignored:
    """Decide which folders and files of a vault are not read, and record them."""

    def __init__(self, root: Path, rules: Rules) -> None:
        self.skipped = _SKIPPED | set(rules.template_folders)
        if (root / "SR" / "memory").is_dir():
            self.skipped |= {"SR"}
        self.problems: list[Problem] = []
        self.spec = read_ignore_file(root, self.problems)
        self.met: list[str] = []

    def folder(self, relative: str, name: str) -> bool:
        # A hidden folder. A file such as `.NET MAUI.md` is a note nevertheless.
        if name.startswith("."):
            return True
        if relative not in self.skipped and not self._matches(relative + "/"):
            return False
        self.met.append(f"{relative}/")
        return True

    def file(self, relative: str) -> bool:
        if not self._matches(relative):
            return False
        self.met.append(relative)
        return True

    def _matches(self, relative: str) -> bool:
        return self.spec is not None and self.spec.match_file(relative)


def is_utf8_name(path: str) -> bool:
    """Whether the name of a file is UTF-8. On some systems, file names may be any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def bad_name_problem(path: str) -> Problem:
    """Return the problem of a note whose name is not UTF-8."""
    shown = path.encode("utf-8", "backslashreplace").decode()
    return Problem(shown, 0, "not read: its name is not UTF-8; rename it and it will be read")


def read_note_file(place: str | Path) -> str:
    """Read the text of a note. Raise `UnreadableNote` or `OSError` where that is impossible."""
    return decode(read_note_bytes(place))


def read_note_bytes(place: str | Path) -> bytes:
    """Read the bytes of a note; raise `UnreadableNote` if it is too large."""
    try:
        return read_bytes(place, LARGEST_NOTE)
    except FileTooLarge as error:
        raise UnreadableNote(f"it is {error.strerror}; split it and it will be read") from error


def decode(data: bytes) -> str:
    """Decode a note from UTF-8, and convert the line ends CRLF and CR to LF."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableNote("it is UTF-16, not UTF-8; save it as UTF-8 and it will be read")
    if len(data) > LONGEST_LINE:
        for number, bare in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
            if len(bare) > LONGEST_LINE:
                raise UnreadableNote(
                    f"line {number} is longer than {LONGEST_LINE / 1e6:.0f} MB; break it and the note will be read"
                )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        raise UnreadableNote(f"it is not UTF-8 (line {line}); save it as UTF-8 and it will be read") from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
