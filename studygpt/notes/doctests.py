"""Find the doctests of a note, and the card that each of them belongs to. Nothing here runs them.

A fenced code block within the lines of a card belongs to that card, which shows it. A comment belongs to the nearest
card that begins above it. Comments are never shown, so that they may contain the answer.
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
    """Return the doctests of a note in its cards and in its comments, from top to bottom.

    A comment above all cards belongs to no card, so the `card` of its doctest is 0.
    """
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
    """Yield each fence and comment with prompts: whether it is a comment, its first and last line, and its code."""
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
    """Return the text of a comment. If its first line is beside the opening mark, the other lines are aligned to it."""
    opening, closing = next(marks for marks in _COMMENT_MARKS if comment.startswith(marks[0]))
    first, newline, rest = comment.removeprefix(opening).removesuffix(closing).partition("\n")
    return f"{first.lstrip()}{newline}{dedent(rest)}" if first.strip() else f"{newline}{rest}"
