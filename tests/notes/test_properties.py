"""Whatever a note holds, reading it gives cards that are true to its lines, and never an error."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import assume, example, given, settings, strategies as st

from studygpt.model import Draft, Kind, Note
from studygpt.notes.read_note import read_note
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.vault import UnreadableNote, decode
from tests.long_form import in_long_form

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

STRANGE = "\0 \r \r\n \x0b \x0c \x85 \u2028 \u2029 \u200b \u202e \ufeff \U0001f600 \t".split(" ")
INLINE = (
    *("word", "two words", "слово", "単語", "e\u0301", "x = 1", "2024-07-18", "std::vector", "f :: a -> b", "a::b"),
    *("::", ":::", " :: ", "?", "??", " ? ", ";;", ":=", "—", ">>", " >> ", "\\::", "\\", "\\\\", "|", "a | b"),
    *("$", "$$", "$x$", "$$x$$", "$a::b$", "\\$", "`", "``", "```", "`a::b`", "~~~", "====", "==x==", "**", "**b**"),
    *(
        "_",
        "___",
        "`____`",
        "____ ____",
        "{{c1::x}}",
        "{{c1::x::hint}}",
        "{{c2::",
        "}}",
        "{",
        "}",
        "{{c1::\\frac{1}{2}}}",
    ),
    *(
        "[[",
        "]]",
        "[[Note]]",
        "[[Note|alias]]",
        "![[x.png|300]]",
        "![[#One]]",
        "![[#^id]]",
        "[[lab/softmax]]",
        "](",
        ")",
    ),
    *(
        "[text](https://a.b/c::d)",
        "https://a.b::c",
        "<b>",
        "<a ",
        "</a>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<!-- c -->",
    ),
    *("%%", "%% c %%", "#", "#tag", "#flashcards", "#flashcards/a/b", "#card", "#fields", "#concept/x", "^id", " ^id"),
    *("[[SR/memory/abcd1234.md|?]]", "[[SR/memory/abcd1234.md|>>]]", "<!--LEARN:abcd1234-->", "name: int = 3 # why"),
    *(
        "<!--SR:!2024-08-16,51,230-->",
        "up:: [[x]]",
        "id:: 64f0",
        "Q: what?",
        "A: that",
        '"',
        "'",
        "(",
        ",",
        ".",
        " ",
        "  ",
    ),
)
LINES = (
    *("", "", "", " ", "\t", "?", "??", "? ^id", " ?", "> ?", "+++", "END", "---", "***", "===", "...", "|---|---|"),
    *("```", "```python", "~~~", "    ```", "> ```", "- ```", "$$", "> $$", "<!--", "-->", "%%", "class A:"),
    *("# One", "## Two #flashcards", "### Three ###", "#### ", "#flashcards", "#flashcards/b", "Title", "END"),
    *("[[SR/memory/efgh5678.md|?]]", "> [[SR/memory/efgh5678.md|?]]", "<!--SR:!2024-08-16,51,230-->"),
    *("<!--LEARN:efgh5678-->", "> [!sr|card-metadata]", "- **Question**: what?", "  - **Answer**: that", "- Q: what?"),
    *("START", "Basic", "Cloze", "Back: that", "END", "Tags: a b", "ID: 123", "<!--ID: 123-->", "TARGET DECK: a::b"),
    *("Q: what?", "A: that", "C: a [hole]", "B: no", "front #card", "#card", "## Front #card-reverse", "- block #card"),
    *("  id:: 64f0", "  card-last-score:: 5", "\t- child", "- {{cloze x \\\\ y}} #card", "FILE TAGS: a b"),
    *("- A: that", "question", "answer", "a::b", "c:::d", "| a::b | c |", "title: a: b", "tags: flashcards"),
)
PASSAGES = (
    *(
        "question\n?\nanswer",
        "front\n??\nback",
        "q\n?\n```py\n\ncode::x\n```",
        "one\n?\n- two\n\n- three",
        "a ___\n?\nb",
    ),
    *("ask\n[[SR/memory/ijkl9012.md|?]]\ntell", "ask\n\n[[SR/memory/mnop3456.md|?]]\n\ntell", "> q\n> ?\n> a"),
    *("- **Question**: why?\n  - **Answer**: so", "- Q: why?\n- A: so\n  more", "ask\n?\ntell\n<!--LEARN:qrst7890-->"),
    *("# GPT #fields\n- block: int = 4 # size\n- n: 3", "#fields\n```python\nclass A:\n    x: int = 1  # one\n```"),
    *(
        "- {{c1::one}} and {{c2::two}}\n- {{c1::three}}",
        "$$\n{{c1::\\frac{1}{2}}} x\n$$",
        "- topic\n  - a::b\n  - c::d",
    ),
    *("## Section\nits text\n## Next", "q\n?\na\n<!--SR:!2024-08-16,51,230-->", "| a | b |\n|---|---|\n| c::d | e |"),
)
PREFIXES = ("", "", "", "", "- ", "* ", "1. ", "10) ", "  ", "    ", "\t", "  - ", "    - ", "> ", ">> ", "> - ", "# ")
TOPS = ("", "", "#flashcards\n", "---\ntags: [flashcards/a]\n---\n", "---\ntitle: a: b\ntags: x\n---\n", "---\n")

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
        _assert_written(draft, text)


def _assert_written(draft: Draft, text: str) -> None:
    """Every letter of a card stands in its lines, in their order; and every word, when one is as it was typed."""
    span = "\n".join(text.split("\n")[draft.line_start - 1 : draft.line_end])
    embeds = "![[#" in span
    for side in (draft.front, draft.back, *(hole.text for hole in draft.holes)):
        if draft.kind is Kind.FIELDS:  # `GPTConfig.block_size: what value?` stands nowhere but for the field's name
            side = re.sub(r"^.*?(\w+): (?:what value|what does it mean)\?$", r"\1", side, flags=re.DOTALL)
        if draft.kind is Kind.CLOZE:  # what is hidden leaves brackets, with or without a hint
            side = re.sub(r"\[\.\.\.\]|[\[\]]", "", side)
        if embeds:
            assert _words(side) <= _words(text), (side, text)
            continue
        assert _is_subsequence("".join(side.split()), "".join(span.split())), (side, span)
        if draft.kind is not Kind.CLOZE:
            assert _words(side) <= _words(span), (side, span)


def _words(text: str) -> set[str]:
    """The words of a text, with what is cut from a card cut out, and with it left in."""
    shown = re.sub(
        r"<!--.*?-->|%%.*?%%|!?\[\[(?:lab|SR)/[^\[\]]*\]\]|\{\{c\d+::|::[^:{}]*\}\}|\}\}", "", text, flags=re.DOTALL
    )
    return {word for version in (text, shown) for word in re.findall(r"[^\W\d_]{3,}", version)}


def _is_subsequence(part: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in part)


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
