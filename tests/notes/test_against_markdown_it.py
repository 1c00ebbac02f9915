"""What a note's lines and spans are, as an independent reader of markdown sees them too."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind
from tests.long_form import in_long_form
from tests.notes.fixture_format import read_cases

ROOT = Path(__file__).parents[2]
ORACLE = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(front_matter_plugin)
    .use(dollarmath_plugin, double_inline=True, allow_space=False, allow_digits=False)
)
CONTAINERS = ("bullet_list", "ordered_list", "blockquote")


def _realistic() -> dict[str, str]:
    found = {
        f"{path.name}:{case.line}": case.text
        for path in sorted((ROOT / "tests" / "fixtures" / "notes").glob("*.txt"))
        for case in read_cases(path)
    }
    for folder in ("decks", "docs"):
        found |= {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.md"))}
    # markdown-it knows no `%%` comments: what stands in them is hidden from a reader, code or not.
    return {name: text for name, text in found.items() if "%%" not in text}


REALISTIC = _realistic()


# ---------------------------------------------------------------------- what each of the two says


def code_by_markdown_it(text: str) -> dict[int, str]:
    """The lines of fences and of indented code."""
    kinds = {"fence": "fence", "code_block": "code"}
    return {
        line: kinds[token.type]
        for token in ORACLE.parse(text)
        if token.type in kinds and token.map
        for line in range(*token.map)
    }


def differences(text: str) -> list[str]:
    """Lines that one of the two takes for code and the other does not, or for another kind of code.

    The line of a bullet that opens a fence at once (`- ```) is a list item here and a fence there: it is both, and no
    separator on either reading.
    """
    document, expected = Document(text), code_by_markdown_it(text)
    kinds = {LineKind.FENCE: "fence", LineKind.CODE: "code"}
    found = []
    for number, line in enumerate(document.lines):
        kind = document.kind(number)
        opens_at_once = kind is LineKind.ITEM and re.match(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)+(?:```|~~~)", line)
        if line.strip(" \t>") and not opens_at_once and kinds.get(kind) != expected.get(number):
            found.append(f"line {number + 1} {line!r} is {kind} here and {expected.get(number)} there")
    return found


def headings_by_markdown_it(text: str) -> list[tuple[int, int, str]]:
    """Line, level and title of the headings with `#` outside lists and quotations."""
    found, depth = [], 0
    tokens = ORACLE.parse(text)
    for token, following in pairwise([*tokens, None]):
        if token is None:
            break
        if token.type.removesuffix("_open") in CONTAINERS or token.type.removesuffix("_close") in CONTAINERS:
            depth += token.nesting
        if token.type == "heading_open" and token.markup.startswith("#") and not depth and token.map and following:
            found.append((token.map[0], int(token.tag[1:]), following.content))
    return found


def headings_here(text: str) -> list[tuple[int, int, str]]:
    document = Document(text)
    return [
        (heading.line, heading.level, heading.title)
        for heading in document.headings
        if document.lines[heading.line].lstrip().startswith("#")
    ]


def formulas_by_markdown_it(tokens: list[Token]) -> list[str]:
    found = []
    for token in tokens:
        if token.type.startswith("math"):
            found.append("".join(token.content.split()))
        found += formulas_by_markdown_it(token.children or [])
    return found


def formulas_here(text: str) -> list[str]:
    spans = Document(text).spans
    found = []
    for start, end, kind in zip(spans.starts, spans.ends, spans.kinds, strict=True):
        if kind in (SpanKind.MATH, SpanKind.DISPLAY):
            mark = 2 if kind is SpanKind.DISPLAY else 1
            found.append("".join(re.sub(r"(?m)^[ \t]*>", "", text[start + mark : end - mark]).split()))
    return found


# ---------------------------------------------------------------------- real notes


def test_code_in_real_notes_is_what_markdown_it_takes_for_code() -> None:
    assert not {name: found for name, text in REALISTIC.items() if (found := differences(text))}


def test_headings_of_real_notes_are_what_markdown_it_takes_for_headings() -> None:
    for name, text in REALISTIC.items():
        # Tags behind a title speak of the section; markdown-it does not know them.
        expected = [
            (line, level, re.sub(r"(?:^|\s+)(?:(?<!\S)#\S+\s*)+$", "", title))
            for line, level, title in headings_by_markdown_it(text)
        ]
        assert headings_here(text) == expected, name


def test_there_are_real_notes_with_code_headings_and_formulas() -> None:
    assert sum(bool(code_by_markdown_it(text)) for text in REALISTIC.values()) >= 15
    assert sum(bool(headings_by_markdown_it(text)) for text in REALISTIC.values()) >= 25
    assert sum(bool(formulas_by_markdown_it(ORACLE.parse(text))) for text in REALISTIC.values()) >= 15


# ---------------------------------------------------------------------- composed notes

_WORDS = st.sampled_from(("alpha", "a::b", "gamma delta", "code `x::y`", "**bold**", "why?", "| one pipe", "#tag", "?"))
_TEXT = st.lists(st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2)
_PARAGRAPH = _TEXT.map(lambda lines: ["so", *lines])
_INSIDE = st.lists(
    st.sampled_from(("x::y", "", "- item", "# c", "    deep", "> q", "?", "|a|b|", "$$", "~~", "``", "---", "\ttab")),
    max_size=5,
)
_BACKTICKS = st.builds(
    lambda info, inside, more: [f"```{info}", *inside, f"```{more}"],
    st.sampled_from(("", "python", "js {1}")),
    _INSIDE,
    st.sampled_from(("", "`", "  ")),
)
_TILDES = st.builds(
    lambda info, inside: [f"~~~~{info}", "```", *inside, "~~~", "~~~~"], st.sampled_from(("", "c `d`")), _INSIDE
)
_FENCE = st.one_of(_BACKTICKS, _TILDES)
# A word stands before it: what follows a list further in belongs to its last item here.
_CODE = st.lists(st.sampled_from(("    x::y", "    deep", "        deeper", "    ?")), min_size=1, max_size=3).map(
    lambda lines: ["so", "", *lines]
)
_HEADING = st.builds(
    lambda level, title: ["#" * level + title],
    st.integers(1, 7),
    st.sampled_from((" One", " Two #", " Three ##  ", " a `#` b", " C#", "No", "", " \\# x", "  wide", "\ttab")),
)
_TABLE = st.integers(0, 2).map(lambda rows: ["| a | b |", "|---|:-:|", *["| c::d | e |"] * rows])
_RULE = st.sampled_from(("---", "***", "_ _ _")).map(lambda rule: ["so", "", rule])
_FORMULA = st.sampled_from((["$$", "x::y", "$$"], ["$$ x $$"], ["$$", "a", "", "# b", "$$"]))
_MARKERS = st.sampled_from(("-", "*", "+", "1.", "2)", "10."))
_LEAF = st.one_of(_PARAGRAPH, _FENCE, _CODE, _HEADING, _TABLE, _FORMULA)


def _join(blocks: list[list[str]]) -> list[str]:
    return [line for block in blocks for line in ("", *block)][1:]


def _as_list(marker: str, items: list[list[str]], loose: bool) -> list[str]:
    lines: list[str] = []
    for item in items:
        # A word stands behind the marker, where an item would begin with code or another marker. (Two markers on one
        # line are one item here and two there; nobody writes them.)
        item = ["so", "", *item] if re.match(r"\s|$|(?:[-*+]|\d+[.)]) ", item[0]) else item
        lines += [""] if loose and lines else []
        lines += [f"{marker} {item[0]}", *(" " * (len(marker) + 1) + line if line else "" for line in item[1:])]
    return lines


def _as_quotation(lines: list[str]) -> list[str]:
    # Two quotations with a blank line between them are one here, and two there.
    return ["so", "", *(f"> {line}" if line else ">" for line in lines)]


def _in_list(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    items = st.lists(st.lists(children, min_size=1, max_size=3).map(_join), min_size=1, max_size=3)
    return st.builds(_as_list, _MARKERS, items, st.booleans())


_LISTS = st.recursive(_LEAF, _in_list, max_leaves=8)
_BLOCKS = st.one_of(_LEAF, _RULE, _LISTS, st.lists(_LISTS, min_size=1, max_size=3).map(_join).map(_as_quotation))
DOCUMENTS = st.lists(_BLOCKS, min_size=1, max_size=5).map(lambda blocks: "\n".join(["so", "", *_join(blocks)]) + "\n")
"""Blocks with blank lines between them, nested in lists and quotations as CommonMark counts columns."""

_SLIGHTLY_INDENTED = st.builds(
    lambda indent, block: [indent + line for line in block],
    st.sampled_from((" ", "  ", "   ")),
    st.one_of(_PARAGRAPH, _HEADING, _FENCE, _TABLE),
)
_SECTIONS = st.lists(st.one_of(_HEADING, _LEAF, _SLIGHTLY_INDENTED), min_size=1, max_size=6).map(
    lambda blocks: "\n".join(["so", "", *_join(blocks)]) + "\n"
)
"""Blocks without lists, some of them as far in as CommonMark lets them be."""


@given(st.one_of(_SECTIONS, DOCUMENTS))
@settings(max_examples=in_long_form(150, 6_000), deadline=None)
def test_code_in_composed_notes_is_what_markdown_it_takes_for_code(text: str) -> None:
    assert not differences(text), text


@given(st.one_of(_SECTIONS, DOCUMENTS))
@settings(max_examples=in_long_form(125, 5_000), deadline=None)
def test_headings_of_composed_notes_are_what_markdown_it_takes_for_headings(text: str) -> None:
    text = text.replace("#tag", "tag")
    assert headings_here(text) == headings_by_markdown_it(text)


_PIECES = st.sampled_from(
    (
        *("word", "a::b", "$x^2$", "$a::b$", "$$y = 1$$", "costs $5", "and $6", "\\$7", "`$x$`", "**$z$**", "($k$)"),
        *("[l](u$v$)", "$\\$$", "$\\frac{1}{2}$", "US$", "$ spaced $", "$q $", "`a`", "$n$th", "5$", "$`c`$", "_$u$_"),
        *("$p$,", "<b>$h$</b>", "$5$", "$5/$6", "3$x$", "$y$4", "$a\\$b$", "``$ ` $``", "\\\\ $v$"),
    )
)  # fmt: skip
# A paragraph begins with a word: for a dollar sign at its very beginning, the plugin looks at its end to tell whether a
# digit stands before it.
_SENTENCES = st.lists(_PIECES, min_size=1, max_size=5).map(lambda pieces: " ".join(["so", *pieces]))
_DISPLAYS = st.sampled_from(
    (
        *("$$\nx = 1\n$$", "$$ x $$", "$$x\ny$$", "$$\n\\begin{a}\nx::y\n\\end{a}\n$$", "$$x$$ (1)"),
        *("- $$\n  x\n  $$", "- a\n\n  $$\n  x\n  $$", "a\n$$\nx\n$$\nb", "text $$in$$ line", "```\n$$\n```"),
        *("~~~\n$x$\n~~~", "$$\n\\$5\n$$", "1. one\n   $$\n   x\n   $$\n2. two", "| a |\n|---|\n| $t$ |"),
        *("> $$\n> x\n> $$", "# Title $h$"),
    )
)  # fmt: skip


@given(st.lists(st.one_of(_SENTENCES, _DISPLAYS), min_size=1, max_size=5).map("\n\n".join))
@settings(max_examples=in_long_form(150, 6_000), deadline=None)
def test_formulas_are_what_markdown_it_with_its_plugin_takes_for_formulas(text: str) -> None:
    assert formulas_here(text) == formulas_by_markdown_it(ORACLE.parse(text))


# ---------------------------------------------------------------------- where the two differ on purpose

LENIENCIES: dict[str, tuple[str, list[LineKind], list[str | None]]] = {
    "an item nests below `1.` from two columns on": (
        "1. one\n  - two\n\n    still two",
        [LineKind.ITEM, LineKind.ITEM, LineKind.BLANK, LineKind.TEXT],
        [None, None, None, None],
    ),
    "what is a little further in than a bullet belongs to it": (
        "- one\n\n # two",
        [LineKind.ITEM, LineKind.BLANK, LineKind.HEADING],
        [None, None, None],
    ),
    "a fence is one however far it is indented": (
        "so\n\n    ```\n    a::b\n    ```",
        [LineKind.TEXT, LineKind.BLANK, LineKind.FENCE, LineKind.FENCE, LineKind.FENCE],
        [None, None, "code", "code", "code"],
    ),
    "an indented fence that nobody closed covers what is as far in": (
        "so\n    ```\n    a::b",
        [LineKind.TEXT, LineKind.FENCE, LineKind.FENCE],
        [None, None, None],
    ),
    "a formula is one however far it is indented": (
        "so\n\n    $$\n    x\n    $$",
        [LineKind.TEXT, LineKind.BLANK, LineKind.DISPLAY, LineKind.DISPLAY, LineKind.DISPLAY],
        [None, None, "code", "code", "code"],
    ),
    "a fence in a bullet may hold code that is not indented": (
        "- x\n  ```\na::b\n  ```\nso",
        [LineKind.ITEM, LineKind.FENCE, LineKind.FENCE, LineKind.FENCE, LineKind.TEXT],
        [None, "fence", None, "fence", "fence"],
    ),
    "a bullet that is indented too far is one all the same": (
        "- x\n\n      - y",
        [LineKind.ITEM, LineKind.BLANK, LineKind.ITEM],
        [None, None, "code"],
    ),
    "a bullet with a tab right below a heading is one all the same": (
        "# One\n\t- y",
        [LineKind.HEADING, LineKind.ITEM],
        [None, "code"],
    ),
    "two quotations with a blank line between them are one": (
        "> - a\n\n>     so",
        [LineKind.ITEM, LineKind.BLANK, LineKind.TEXT],
        [None, None, "code"],
    ),
    "what stands between percent signs is hidden": (
        "%%\n```\n%%\nso",
        [LineKind.COMMENT, LineKind.COMMENT, LineKind.COMMENT, LineKind.TEXT],
        [None, "fence", "fence", "fence"],
    ),
    "dashes below a line are a rule, not the sign that the line was a heading": (
        "Title\n---\nso",
        [LineKind.TEXT, LineKind.RULE, LineKind.TEXT],
        [None, None, None],
    ),
}


@pytest.mark.parametrize("leniency", LENIENCIES)
def test_markdown_is_read_as_leniently_as_editors_read_it(leniency: str) -> None:
    text, here, there = LENIENCIES[leniency]
    document, code = Document(text), code_by_markdown_it(text)
    assert [document.kind(line) for line in range(len(document.lines))] == here
    assert [code.get(line) for line in range(len(document.lines))] == there


# ---------------------------------------------------------------------- agreement that is not to be taken for granted

AGREEMENTS: dict[str, str] = {
    "a quotation in a bullet is no code": "- x\n\n    > a::b\n\n    c::d\n",
    "a quotation with a tab in a bullet is no code": "- x\n\n\t> a::b\n\n\tc::d\n",
    "a rule in a bullet does not make code of what follows": "- x\n\n\t---\n\n\ta::b\n",
    "a rule in a numbered item does not make code of what follows": "1. x\n\n   ---\n\n    a::b\n",
    "a heading in a bullet behind a quotation is none of the note's": "- x\n\n  > q\n\n  # Title\n\nso\n",
    "a heading in a bullet behind a rule is none of the note's": "- x\n\n  ---\n\n  # Title\n\nso\n",
    "a fence that begins a little further in ends where it is closed": "so\n\n  ```\na::b\n```\n\nc::d\n",
    "a fence that begins a little further in may never be closed": "so\n\n   ~~~\na::b\n\nc::d\n",
    "code may stand right below a heading": "# One\n    a::b\n",
    "code may stand right below a rule": "so\n\n---\n    a::b\n",
    "code may stand right below a fence": "```\nx\n```\n    a::b\n",
    "code in a bullet may hold what looks like a bullet": "- x\n\n      code\n      - a::b\n",
}


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_code_and_headings_are_told_from_prose_in_odd_places_too(agreement: str) -> None:
    text = AGREEMENTS[agreement]
    assert not differences(text)
    assert headings_here(text) == headings_by_markdown_it(text)


@pytest.mark.parametrize("formula", [r"$a \\$", r"$$a \\$$"])
def test_a_formula_may_end_with_two_backslashes(formula: str) -> None:
    text = f"so {formula} and b::c or $d$"
    assert formulas_here(text) == formulas_by_markdown_it(ORACLE.parse(text)) == [r"a\\", "d"]
