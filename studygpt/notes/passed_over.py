"""What of a note was passed over, and why: for whoever wonders where their cards are."""

from __future__ import annotations

from collections.abc import Iterator

from studygpt.model import Note, Problem
from studygpt.notes.lookalikes import separator_lines
from studygpt.notes.rules import Rules
from studygpt.notes.unknown_separators import foreign_lines


def passed_over(text: str, note: Note, rules: Rules) -> Iterator[Problem]:
    """Each place, with the reason."""
    if note.drawing:
        yield Problem(note.path, 0, "a drawing: it holds no cards")
        return
    if note.unclaimed:
        for line in separator_lines(text):
            yield Problem(note.path, line, "looks like a card, and its note has no deck tag (--opt-in)")
    if note.foreign:
        marks = {mark for mark, _ in note.foreign}
        for line, mark in foreign_lines(text, rules):
            if mark in marks:
                yield Problem(note.path, line, f"looks like a `{mark}` card, which the vault's settings do not name")
