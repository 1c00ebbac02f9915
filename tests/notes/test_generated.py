"""Every dialect reads what is generated for it: text and lines exact, whatever stands around."""

from __future__ import annotations

import pytest

from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.vault import decode
from tests.notes.generated import DIALECTS, Note, notes

NOTES, SEED = 40, 7


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_generated_cards_are_read(dialect: str, ending: str) -> None:
    wanted = found = 0
    missed = []
    for note in notes(dialect, NOTES, SEED):
        read = _read(note, ending)
        wanted += len(note.expected)
        for entry in note.expected:
            if entry in read:
                read.remove(entry)
                found += 1
            else:
                missed.append((entry, note.text))
        assert not read, f"cards that nobody wrote: {read}\n{note.text}"
    assert wanted >= 300
    assert found >= 0.99 * wanted, f"{wanted - found} of {wanted}; the first: {missed[0][0]}\n{missed[0][1]}"


def _read(note: Note, ending: str) -> list[tuple[int, int, str, str, str]]:
    text = decode(note.text.replace("\n", ending).encode())
    drafts = read_note(text, "note.md", Rules()).drafts
    return [(each.line_start, each.line_end, str(each.kind), each.front, each.back) for each in drafts]
