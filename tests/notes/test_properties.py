"""Whatever a note holds, reading it gives cards that are true to its lines, and never an error."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import assume, example, given, settings, strategies as st

from studygpt.model import Note
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.vault import UnreadableNote, decode
from tests.long_form import in_long_form
from tests.notes.note_words import INLINE, LINES, PASSAGES, PREFIXES, STRANGE, TOPS
from tests.notes.true_cards import expect_written

ALL = Rules(opt_in_all=True)
RULES = (
    Rules(),
    ALL,
    Rules(
        inline=";;", inline_reversed=":=", multiline="+++", multiline_reversed="—", end_marker="END", opt_in_all=True
    ),
    Rules(folders_are_decks=True),
)
PATHS = ("note.md", "deck/nested/2024-07-18.md", "Énigme ?.md")

_anything = st.text(st.characters(codec="utf-8"), max_size=8)
_piece = st.one_of(st.sampled_from(INLINE), st.sampled_from(INLINE), st.sampled_from(STRANGE), _anything)
_composed = st.builds(
    lambda start, rest: start + "".join(rest), st.sampled_from(PREFIXES), st.lists(_piece, max_size=6)
)
_body = st.lists(st.one_of(_composed, st.sampled_from(LINES), st.sampled_from(PASSAGES)), max_size=12).map("\n".join)
NOTES = st.builds(lambda *parts: "".join(parts), st.sampled_from(TOPS), _body, st.sampled_from(("", "\n", "\n\n")))
"""Notes put together from what confuses readers of notes, and from any text at all."""


def read(text: str) -> Note:
    return read_note(text, "note.md", ALL)


@given(NOTES, st.sampled_from(RULES), st.sampled_from(PATHS))
@settings(max_examples=in_long_form(125, 5_000), deadline=None)
def test_no_note_is_an_error_and_every_card_and_problem_lies_in_it(text: str, rules: Rules, path: str) -> None:
    note = read_note(text, path, rules)
    count = len(text.split("\n"))
    for draft in note.drafts:
        assert 1 <= draft.line_start <= draft.line_end <= count
    for problem in note.problems:
        assert problem.path == path
        assert 0 <= problem.line <= count
    assert [draft.line_start for draft in note.drafts] == sorted(draft.line_start for draft in note.drafts)


@given(st.one_of(st.binary(max_size=200), NOTES.map(str.encode)))
@settings(max_examples=in_long_form(50, 1_500), deadline=None)
def test_bytes_are_a_note_or_are_said_to_be_unreadable(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableNote as error:
        assert str(error)
    else:
        assert "\r" not in text
        read(text)


@given(NOTES, st.sampled_from(RULES))
@settings(max_examples=in_long_form(100, 4_000), deadline=None)
def test_a_card_has_two_sides_and_says_nothing_that_its_lines_do_not_say(text: str, rules: Rules) -> None:
    note = read_note(text, "note.md", rules)
    for draft in note.drafts:
        assert draft.front.strip(), draft
        assert draft.back.strip(), draft
        expect_written(draft, text)


@given(NOTES, st.sampled_from(RULES))
@example("- Q: why?\n- A: so\n#fields\n```python\nclass A:\n    x: int = 1  # one\n```", ALL)
@settings(max_examples=in_long_form(100, 4_000), deadline=None)
def test_a_line_belongs_to_one_card_or_to_the_siblings_of_one_passage(text: str, rules: Rules) -> None:
    for one, other in combinations(read_note(text, "note.md", rules).drafts, 2):
        if one.line_start <= other.line_end and other.line_start <= one.line_end:
            assert (one.dialect, one.line_start, one.line_end) == (other.dialect, other.line_start, other.line_end)
            assert one.part != other.part


@given(NOTES)
@settings(max_examples=in_long_form(50, 1_500), deadline=None)
def test_line_endings_and_a_byte_order_mark_change_nothing(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    unix = decode(text.encode())
    note = read(unix)
    for ending in ("\r\n", "\r"):
        assert read(decode(unix.replace("\n", ending).encode())) == note
    assert read(decode(b"\xef\xbb\xbf" + text.encode())) == note


@given(NOTES, st.sampled_from(("Plain words of prose.", "1984 was a year\nand a book.")))
@settings(max_examples=in_long_form(75, 3_000), deadline=None)
def test_prose_behind_the_last_blank_line_leaves_the_cards_above_it_alone(text: str, prose: str) -> None:
    text = text.rstrip("\n") + "\n\n"
    document = Document(text)
    assume(
        document.kind(len(document.lines) - 2) is LineKind.BLANK
    )  # what is never closed (a fence, a comment) reaches to the end of its note
    assume("![[#" not in text)  # an embedded last section grows with its note
    written = [line for number, line in enumerate(document.lines) if document.kind(number) is not LineKind.BLANK]
    # The answer may follow a blank line there.
    assume(not re.search(r"SR/memory|#card|\[\[card|[AC]:[ \t*_]*$", "\n".join(written[-2:])))
    before, after = read(text), read(text + prose + "\n")
    assert after.drafts == before.drafts


@given(NOTES, st.sampled_from(RULES), st.sampled_from(PATHS))
@settings(max_examples=in_long_form(50, 1_000), deadline=None)
def test_reading_twice_gives_the_same(text: str, rules: Rules, path: str) -> None:
    first = read_note(text, path, rules)
    read("#flashcards\nsomething:: else\n")
    assert read_note(text, path, rules) == first
