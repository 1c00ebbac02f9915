"""Find the doctests of a note and the card that each belongs to. Nothing here runs them.

A fence within a card's lines belongs to that card, and the card shows it. A comment is never shown and so may give the
answer away; it belongs to the nearest card that begins above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

from studygpt.model import Doctest, Draft
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.spans import SpanKind

PROMPT = ">>>"
_PROMPT_LINE = re.compile(rf"^[ \t]*{PROMPT}(?!>)", re.MULTILINE)
_QUOTE = re.compile(r"^(?:[ \t]*>(?!>>)[ \t]?)+", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})(?P<language>[^\n]*)$", re.MULTILINE)
_PYTHON = re.compile(r"\W*(?:py|doctest|\Z)", re.IGNORECASE)
_COMMENT_MARKS = (("%%", "%%"), ("<!--", "-->"))


def find_doctests(document: Document, drafts: Iterable[Draft]) -> tuple[Doctest, ...]:
    """All doctests of a note that belong to a card, from top to bottom. One in a comment above all cards has none."""
    if PROMPT not in document.text:
        return ()
    ends: dict[int, int] = {}
    for draft in drafts:
        ends[draft.line_start] = max(draft.line_end, ends.get(draft.line_start, 0))
    if not ends:
        return ()
    cards = iter([*sorted(ends), len(document.lines) + 1])
    coming, above = next(cards), 0
    around: list[int] = []
    found = []
    for hidden, line, last, code in _blocks(document):
        while coming <= line:
            above, coming = coming, next(cards)
            around.append(above)
        while around and ends[around[-1]] < last:
            around.pop()
        if hidden:
            found.append(Doctest(above, line, code))
        elif around:
            found.append(Doctest(around[-1], line, code))
    return tuple(found)


def _blocks(document: Document) -> Iterator[tuple[bool, int, int, str]]:
    """Every fence and comment with prompts: whether it is hidden, its first and last line (from 1), and its code."""
    spans = document.spans
    for kind, start, end in zip(spans.kinds, spans.starts, spans.ends, strict=True):
        if kind not in (SpanKind.FENCE, SpanKind.COMMENT) or document.text.find(PROMPT, start, end) < 0:
            continue
        line = document.line_of(start)
        text = document.text[start:end]
        if document.shapes.quote[line]:
            text = _QUOTE.sub("", text)
        if kind is SpanKind.COMMENT:
            text = _without_marks(text)
        opening = _FENCE.search(text)
        if opening is not None and not _PYTHON.match(opening["language"]):
            continue
        code = _FENCE.sub("", text)
        if _PROMPT_LINE.search(code):
            yield kind is SpanKind.COMMENT, line + 1, document.line_of(max(start, end - 1)) + 1, code


def _without_marks(comment: str) -> str:
    """The text of a comment. A first line next to the opening mark is indented like the other lines."""
    opening, closing = next(marks for marks in _COMMENT_MARKS if comment.startswith(marks[0]))
    first, newline, rest = comment.removeprefix(opening).removesuffix(closing).partition("\n")
    return f"{first.lstrip()}{newline}{dedent(rest)}" if first.strip() else f"{newline}{rest}"
