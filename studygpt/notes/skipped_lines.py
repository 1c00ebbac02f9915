"""Find the lines of a note that look like cards but make none, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.model import Note, Problem
from studygpt.notes.false_separators import separator_lines
from studygpt.notes.rules import Rules
from studygpt.notes.unknown_separators import unknown_separator_lines


def skipped_lines(text: str, note: Note, rules: Rules) -> Iterator[Problem]:
    """Yield a problem for each line that looks like a card but makes none, and one for a drawing as a whole."""
    if note.is_drawing:
        yield Problem(note.path, 0, "a drawing: it holds no cards")
        return
    if note.not_opted_in:
        for line in separator_lines(text):
            yield Problem(note.path, line, "looks like a card, but its note has no deck tag (see --opt-in)")
    if note.unknown_separators:
        marks = {mark for mark, _ in note.unknown_separators}
        for line, mark in unknown_separator_lines(text, rules):
            if mark in marks:
                yield Problem(
                    note.path, line, f"looks like a `{mark}` card, but the vault's settings do not name this separator"
                )
