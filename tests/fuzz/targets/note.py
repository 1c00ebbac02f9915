"""Notes in every dialect, read by the rules of several vaults: what is found lies in the note, and says what it says.

The first byte chooses the rules, the rest is the note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from studygpt.model import Draft, Kind, Note
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import BOLD, CURLY, HIGHLIGHT, Rules
from studygpt.notes.suggestions import SUGGESTION_KINDS
from studygpt.notes.vault import UnreadableNote, decode
from tests.fuzz.corpus import HERE
from tests.notes.fixture_format import fixture_cases
from tests.notes.note_words import INLINE, LINES, PASSAGES
from tests.notes.true_cards import expect_written

RULES = (
    (Rules(opt_in_all=True), "note.md"),
    (Rules(), "note.md"),
    (Rules(opt_in_all=True, cloze_patterns=(HIGHLIGHT, BOLD, CURLY, "((answer))[^\\[hint\\]]")), "a/2024-07-18.md"),
    (
        Rules(
            inline=";;", inline_reversed=":=", multiline="+++", multiline_reversed="—", end_marker="END",
            opt_in_all=True,
        ),
        "deck/nested/note.md",
    ),
    (Rules(folders_are_decks=True, deck_tags=("a/b", "é")), "Énigme ?/note.md"),
    (Rules(opt_in_all=True, trusted=tuple(SUGGESTION_KINDS)), "note.md"),
)  # fmt: skip
WORDS = tuple(dict.fromkeys((*INLINE, *LINES, *PASSAGES)))
LONGEST = 600


def seeds() -> Iterator[bytes]:
    for number, case in enumerate(fixture_cases()):
        yield str(number % len(RULES)).encode() + case.text.encode()
    for deck in sorted((HERE.parent.parent / "decks").glob("*.md")):
        for passage in deck.read_text(encoding="utf-8").split("\n## "):
            yield b"0## " + passage.encode()[:LONGEST]
    yield b"0q::a\r\n\xff"


def check(data: bytes) -> None:
    rules, path = RULES[data[0] % len(RULES)] if data else RULES[0]
    try:
        text = decode(data[1:])
    except UnreadableNote as error:
        assert str(error)
        return
    note = read_note(text, path, rules)
    assert read_note(text, path, rules) == note
    expect_inside(note, text)
    for draft in (*note.drafts, *note.suggestions):
        assert draft.front.strip(), draft
        assert draft.back.strip(), draft
        assert all(hole.text for hole in draft.holes), draft
        if not draft.suggested and draft.dialect not in rules.trusted and not is_cut_within_words(draft, text):
            expect_written(draft, text)
    expect_one_passage_a_line(note.drafts)


def is_cut_within_words(draft: Draft, text: str) -> bool:
    """Whether a card may rightly hold words that stand nowhere, which `expect_written` does not know.

    An embedded section; clozes that are hidden on both sides (`...`), or are none in the end, as a brace is in code; a
    comment or the end of a cloze within a word.
    """
    cloze = draft.kind is Kind.CLOZE and ("..." in draft.back or "{{c" in draft.back)
    return cloze or any(mark in text for mark in ("![[#", "<!--", "}}"))


def expect_inside(note: Note, text: str) -> None:
    """Each line that is named is one of the note's."""
    count = text.count("\n") + 1
    for drafts in (note.drafts, note.suggestions):
        assert all(1 <= draft.line_start <= draft.line_end <= count for draft in drafts)
        assert [draft.line_start for draft in drafts] == sorted(draft.line_start for draft in drafts)
    for problem in note.problems:
        assert problem.message
        assert problem.path == note.path
        assert 0 <= problem.line <= count
    for found in (*note.questions, *note.tasks):
        assert found.text.strip(), found
        assert 1 <= found.line <= count
    for doctest in note.doctests:
        assert 0 <= doctest.card <= count
        assert 1 <= doctest.line <= count
    assert note.title.strip()


def expect_one_passage_a_line(drafts: Sequence[Draft]) -> None:
    """A line belongs to one card, or to the siblings of one passage."""
    for one, other in pairwise(drafts):
        if other.line_start <= one.line_end:
            assert (one.dialect, one.line_start, one.line_end) == (other.dialect, other.line_start, other.line_end)
            assert one.part != other.part
