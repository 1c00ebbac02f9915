"""Nothing in a vault of things that only look like cards becomes one, even where every form counts."""

from __future__ import annotations

from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from tests.notes.not_cards import vault


def test_ten_thousand_lines_of_other_things_hold_no_card() -> None:
    for text in vault(10_000, seed=3):
        found = read_note(text, "note.md", Rules(opt_in_all=True)).drafts
        assert not found, f"{found[0]}\n{text}"
