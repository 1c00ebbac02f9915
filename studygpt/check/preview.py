"""Read the cards of a note or folder without storing anything, for `preview` and `check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from studygpt.check.previewed_card import previewed_card
from studygpt.errors import StudyError
from studygpt.model import Card, Draft, Note, Problem
from studygpt.notes.concepts import ConceptNote, concepts_of_card, linked_concepts
from studygpt.notes.read_note import note_from_bytes
from studygpt.notes.rules import Rules, read_rules
from studygpt.notes.vault import (
    UnreadableNote,
    bad_name_problem,
    find_vault,
    is_utf8_name,
    list_notes,
    read_note_bytes,
)


@dataclass
class Preview:
    """The notes that were read, and the problems that occurred while reading them."""

    root: Path
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def drafts(self) -> Iterator[tuple[Note, Draft]]:
        """Yield each card with its note."""
        for note in self.notes:
            for draft in note.drafts:
                yield note, draft

    @property
    def _with_suggestions(self) -> Iterator[tuple[Note, Draft]]:
        """Yield each card and each suggestion with its note, from top to bottom."""
        for note in self.notes:
            for draft in sorted((*note.drafts, *note.suggestions), key=lambda each: each.line_start):
                yield note, draft

    @property
    def unclaimed(self) -> int:
        """The number of lines that look like cards in notes that did not opt in."""
        return sum(note.not_opted_in for note in self.notes)

    def cards(self) -> list[Card]:
        """Return the cards and suggestions that an import would create, without ids."""
        source = self.root.resolve().name
        linked = linked_concepts(
            ConceptNote(note.title, note.path, note.declared) for note in self.notes if note.is_concept
        )
        return [
            previewed_card(
                draft,
                source=source,
                path=note.path,
                title=note.title,
                concepts=concepts_of_card(note, draft.links, linked, source),
            )
            for note, draft in self._with_suggestions
        ]


def preview(path: Path, opt_in: tuple[str, ...] = (), trusted: tuple[str, ...] = ()) -> Preview:
    """Read a note, or all notes of a folder, by the rules of the vault that holds it."""
    path = path.expanduser()
    if not path.exists():
        raise StudyError(f"{path}: there is no such note or folder")
    path = path.absolute()
    root = path if path.is_dir() else find_vault(path)
    rules = read_rules(find_vault(path)).with_opt_in(opt_in, root).with_trust(trusted)
    found = Preview(root, problems=[Problem(str(root), 0, sentence) for sentence in rules.problems])
    relatives, left_out = _notes(path, root, rules)
    found.problems += left_out
    for relative in relatives:
        try:
            note = note_from_bytes(read_note_bytes(root / relative), relative, rules)
        except UnreadableNote as error:
            found.problems.append(Problem(relative, 0, f"not read: {error}"))
        except OSError as error:
            found.problems.append(Problem(relative, 0, f"cannot be read ({error.strerror})"))
        else:
            found.notes.append(note)
            found.problems += note.problems
    return found


def _notes(path: Path, root: Path, rules: Rules) -> tuple[list[str], list[Problem]]:
    """Return the paths of the notes to read, and a problem for each note that cannot be read."""
    if path.is_file():
        relative = path.relative_to(root).as_posix()
        return ([relative], []) if is_utf8_name(relative) else ([], [bad_name_problem(relative)])
    try:
        listing = list_notes(root, rules)
        return [file.path for file in listing.notes], listing.problems
    except OSError as error:
        raise StudyError(f"{error.filename}: cannot be listed ({error.strerror})") from error
