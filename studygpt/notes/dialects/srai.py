"""Cards of the Spaced Repetition AI plugin, with a link to a memory file between question and answer.

    What does softmax return?                    tiktoken [[SR/memory/KwfTbvZ1.md|>>]] is a BPE tokeniser
    [[SR/memory/0Wn1kyD2.md|?]]
    Probabilities that add up to one.

The name of the file is the card's id. Older vaults have a plain `?` or `>>` and a comment `<!--LEARN:id-->` instead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.hidden_parts import MEMORY_LINK
from studygpt.notes.card_text.page import Page
from studygpt.notes.dialects.base import Dialect, two_sided_cards
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import LineRange, SideLimits, find_sides, is_comment_line
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

_LEARN = re.compile(r"<!--\s*LEARN:([A-Za-z0-9]{8})\s*-->")
_MARK = re.compile(r"SR/memory/|<!--\s*LEARN:")
_INLINE_MARK = re.compile(r"(?<!\S)(?:>>|\?)(?=\s)")


def may_hold(text: str, _rules: Rules) -> bool:
    return "SR/memory/" in text or "LEARN:" in text


def find(page: Page) -> Iterator[FoundCard]:
    yield from _linked(page)
    yield from _commented(page)


def _linked(page: Page) -> Iterator[FoundCard]:
    """Find the cards whose separator is a link to a memory file."""
    document = page.document
    marks: dict[int, re.Match[str]] = {}
    for match in MEMORY_LINK.finditer(document.text):
        line = document.line_of(match.start())
        span = document.spans.at(match.start())
        if span is None or document.spans.kinds[span] is not SpanKind.WIKILINK or document.kind(line) in _NO_CARD:
            continue
        if line in marks:
            page.report(line, "two memory links on one line; only the first was read")
            continue
        marks[line] = match
    alone = [line for line, match in marks.items() if _is_alone(page, line, match)]
    for sides in find_sides(
        document,
        alone,
        SideLimits(skip_blanks=True, is_other_card=lambda line: line in marks or page.is_tag_line(line)),
    ):
        if sides.problem or sides.question is None or sides.answer is None:
            page.report(sides.line, sides.problem or "this separator makes no card")
            continue
        yield from _card(page, sides.question, sides.answer, marks[sides.line][1], sides.line)
    block_lines = set(alone)
    for line, match in marks.items():
        if line not in block_lines:
            yield from _inline(page, line, match.start(), match.end(), match[1])


_NO_CARD = frozenset({LineKind.CODE, LineKind.TABLE, LineKind.FRONT, LineKind.FENCE, LineKind.COMMENT})


def _is_alone(page: Page, line: int, match: re.Match[str]) -> bool:
    document = page.document
    before = document.text[document.shapes.content[line] : match.start()]
    behind = document.block_ids.get(line)
    after = document.text[match.end() : behind[1] if behind else document.end_of(line)]
    return not before.strip() and not after.strip()


def _card(page: Page, question: LineRange, answer: LineRange, source_id: str, separator: int) -> Iterator[FoundCard]:
    if not page.is_free(question[0], answer[1]):
        page.report(separator, "this card overlaps another one")
        return
    front, back = page.lines_text(*question, bare=question[0] == question[1]), page.lines_text(*answer)
    if not front or not back:
        page.report(separator, "this card has an empty side")
        return
    page.take(question[0], answer[1])
    yield from two_sided_cards(front, back, question[0], answer[1], source_id)


def _inline(page: Page, line: int, start: int, end: int, source_id: str) -> Iterator[FoundCard]:
    """Yield a card on one line. If a side is empty there, the lines right above or below are that side."""
    document = page.document
    if not page.is_free(line, line):
        return
    first, last, whole_back = line, line, True
    content, line_end = document.shapes.content[line], document.end_of(line)
    front, back = page.passage(content, start).strip(), page.passage(end, line_end).strip()
    if not back or not front:
        limits = SideLimits(is_other_card=lambda other: _MARK.search(document.lines[other]) is not None)
        sides = find_sides(document, [line], limits)[0]
        if not back and sides.answer is not None:
            last, whole_back = sides.answer[1], False
            back = page.lines_text(*sides.answer)
        elif not front and sides.question is not None:
            first = sides.question[0]
            front = page.lines_text(*sides.question, bare=first == line - 1)
    if not front or not back or not page.is_free(first, last):
        page.report(line, "this card has an empty side" if not front or not back else "this card overlaps another one")
        return
    page.take(first, last)
    yield from two_sided_cards(front, back, first, last, source_id, separator=" >> ", whole=whole_back)


def _commented(page: Page) -> Iterator[FoundCard]:
    """Find the cards in the older form, which have a plain separator and their id in a comment."""
    document = page.document
    separators = [
        line for line, text in enumerate(document.lines) if "?" in text and _LEARN.sub("", text).strip() == "?"
    ]
    used: set[int] = set()
    for match in _LEARN.finditer(document.text):
        line = document.line_of(match.start())
        span = document.spans.at(match.start())
        if span is None or document.spans.kinds[span] is not SpanKind.COMMENT or document.kind(line) in _NO_LEARN:
            continue
        separator = _separator_near(page, line, separators)
        if separator is None:
            inline = line - 1 if is_comment_line(document, line) and line else line
            mark = _inline_mark(page, inline)
            if mark is not None:
                yield from _inline(page, inline, mark.start(), mark.end(), match[1])
            else:
                page.report(line, f"the card {match[1]} has no separator `?` or `>>`")
        elif separator in used:
            page.report(line, f"the card {match[1]} has no separator of its own")
        else:
            used.add(separator)
            sides = find_sides(document, [separator], SideLimits(is_other_card=page.is_tag_line))[0]
            if sides.question and sides.answer:
                yield from _card(page, sides.question, sides.answer, match[1], separator)
            else:
                page.report(separator, sides.problem or "this separator makes no card")


_NO_LEARN = _NO_CARD - {LineKind.COMMENT}


def _inline_mark(page: Page, line: int) -> re.Match[str] | None:
    """Return the `>>` of a line, or else a `?` between spaces; None if there is neither."""
    document = page.document
    start, end = document.shapes.content[line], document.end_of(line)
    marks = [mark for mark in _INLINE_MARK.finditer(document.text, start, end) if document.is_prose(mark.start())]
    return next((mark for mark in marks if mark[0] == ">>"), marks[0] if marks else None)


def _separator_near(page: Page, line: int, separators: list[int]) -> int | None:
    """Return the `?` line in the same block as a LEARN comment, above it or else below; None if there is none."""
    place = bisect_right(separators, line)
    for near in separators[max(0, place - 1) : place + 1]:
        if not page.has_blank(min(near, line), max(near, line)):
            return near
    return None


DIALECT = Dialect("srai", may_hold, find)
