"""Find mistakes in cards."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from lab.catalog import exercises
from studygpt.check.preview import Preview
from studygpt.model import Draft, Note, Problem
from studygpt.notes.blanks import count_blanks
from studygpt.notes.vault import find_vault, read_note_file
from studygpt.text import counted, joined

_EMBED = re.compile(r"!\[\[#([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
_FILE = re.compile(r"!\[\[(?P<wiki>[^\[\]|#^]+)|!?\[[^\[\]]*\]\((?P<plain>[^()\s]+)\)")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|/", re.IGNORECASE)
_FILES_AT_MOST = 200_000


def lint(preview: Preview) -> list[Problem]:
    """Return all mistakes in the cards of a preview, note by note from top to bottom."""
    problems = [*preview.problems]
    problems += [
        Problem(note.path, _line_of(preview.root / note.path, "lab"), sentence)
        for note in preview.notes
        for sentence in _missing_exercises(note.exercises)
    ]
    fronts: dict[tuple[str, str], str] = {}
    files = VaultFiles(preview)
    for note, draft in preview.drafts:
        place = f"{note.path}:{draft.line_start}"
        key = (joined(draft.front).casefold(), draft.part if draft.kind == "cloze" else "")
        first = fronts.setdefault(key, place)
        if first != place:
            problems.append(
                Problem(
                    note.path,
                    draft.line_start,
                    f"the same question is at {first}; keep one, or make them differ",
                )
            )
        blanks = count_blanks(draft.front)
        if blanks and not draft.holes:
            problems.append(
                Problem(
                    note.path,
                    draft.line_start,
                    f"the question has {counted(blanks, 'blank')}, but the answer has another number of items",
                )
            )
        problems += [Problem(note.path, draft.line_start, sentence) for sentence in _broken_links(note, draft, files)]
    order = {note.path: number for number, note in enumerate(preview.notes)}
    return sorted(dict.fromkeys(problems), key=lambda each: (order.get(each.path, -1), each.path, each.line))


def _broken_links(note: Note, draft: Draft, files: VaultFiles) -> Iterator[str]:
    """Yield a sentence for each link, file, section or exercise that a card names and that does not exist."""
    text = _CODE.sub("", f"{draft.front}\n{draft.back}")
    for match in _EMBED.finditer(text):
        yield f"the embedded section {match[0]} is not in this note"
    for name in draft.links:
        if name in text and not files.has(name):
            yield f"the link [[{name}]] leads to no note of this vault"
    for match in _FILE.finditer(text):
        name = (match["wiki"] or unquote(match["plain"])).strip()
        if (match["wiki"] or not _ELSEWHERE.match(name)) and not files.has(name.partition("#")[0], note.path):
            how = "embedded" if match[0].startswith("!") else "linked"
            yield f"the {how} file {name} is not in this vault"
    yield from _missing_exercises(slug for slug in draft.exercises if slug not in note.exercises)


def _missing_exercises(named: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each named exercise that the lab does not have."""
    for slug in named:
        if slug not in exercises():
            near = get_close_matches(slug, exercises(), n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield f"there is no exercise {slug!r}{hint}"


def _line_of(file: Path, key: str) -> int:
    """Return the line of a note that holds a key of its front matter."""
    lines = read_note_file(file).splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.lower().startswith(f"{key}:")), 1)


class VaultFiles:
    """The notes and files of the vault that holds the previewed notes. They are listed when a link is first checked."""

    def __init__(self, preview: Preview) -> None:
        self.root = preview.root
        self.titles = {note.title.casefold() for note in preview.notes}
        self._names: set[str] | None = None

    def has(self, name: str, beside: str = "") -> bool:
        """Whether the vault has a note or file with this name, or at this path relative to the note `beside`."""
        if self._names is None:
            self._names = self.titles | set(_names(find_vault(self.root)))
        wanted = os.path.normpath(name).casefold()
        return wanted in self._names or (bool(beside) and (self.root / PurePosixPath(beside).parent / name).exists())


def _names(vault: Path) -> Iterator[str]:
    """Yield the name and the path of each file of a vault, with and without `.md`, in lower case."""
    count = 0
    for folder, below, names in os.walk(vault):
        below[:] = [name for name in below if not name.startswith(".")]
        inside = PurePosixPath(folder).relative_to(vault).as_posix()
        for name in names:
            count += 1
            if count > _FILES_AT_MOST:
                return
            path = name if inside == "." else f"{inside}/{name}"
            for each in (name, path):
                yield each.casefold()
                yield each.removesuffix(".md").casefold()
