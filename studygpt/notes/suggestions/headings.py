"""Headings that ask and have a body, bullets that ask and whose children answer.

    ## Why is the sky blue?                 - Why is the sky blue?
    Short waves scatter more.                 - Short waves scatter more.

A line in bold letters, and the title of a callout, are headings to those who write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.scanner.shapes import Line
from studygpt.notes.suggestions.base import LINES_AT_MOST, Guess, Sheet
from studygpt.notes.suggestions.question_lines import ends_asking, may_ask

_BOLD_LINE = re.compile(r"(\*\*|__)(?P<words>.+)\1$")
_CALLOUT = re.compile(r"\[!\w[\w|-]*\][+-]?[ \t]*(?P<words>.+)$")


def find(sheet: Sheet) -> Iterator[FoundCard]:
    yield from _headings(sheet)
    yield from _bullets(sheet)
    for line in sorted(sheet.asking):
        yield from _callout(sheet, line)
        yield from _bold_line(sheet, line)


def _headings(sheet: Sheet) -> Iterator[FoundCard]:
    document, page = sheet.document, sheet.page
    headings = document.headings
    for place, heading in enumerate(headings):
        if heading.line not in sheet.asking or heading.line in page.taken:
            continue
        end = headings[place + 1].line if place + 1 < len(headings) else len(document.lines)
        first = heading.line + 1
        while first < end and document.kind(first) in (Line.BLANK, Line.RULE):
            first += 1
        if first == end and place + 1 < len(headings) and headings[place + 1].level > heading.level:
            end = _sections_end(sheet, place)
        if first < end:
            yield from _answered(sheet, heading.line, first, end)
            page.take(heading.line, heading.line)  # at any rate: what stands below it is its answer, or asks itself


def _sections_end(sheet: Sheet, place: int) -> int:
    """Where the sections in a heading's section end, or the first of them that asks begins."""
    headings = sheet.document.headings
    end = sheet.document.section_ends[headings[place].line]
    for other in headings[place + 1 :]:
        if other.line >= end or other.line - headings[place].line > LINES_AT_MOST:
            break
        if other.line in sheet.asking:
            return other.line
    return end


def _bullets(sheet: Sheet) -> Iterator[FoundCard]:
    document, page = sheet.document, sheet.page
    for item in sheet.items:
        if item not in sheet.asking or item in page.taken or item in sheet.todo:
            continue
        children = sheet.children.get(item, [])
        inner = document.own_end(item)
        # A question may run on over several lines; what follows its mark answers it.
        asked_to = item + 1 if ends_asking(sheet.own_text(item)) else inner
        if not any(map(sheet.answers, (*range(asked_to, inner), *children))):
            continue
        end = document.item_end(item)
        if end - item <= LINES_AT_MOST and page.is_free(item, end - 1):
            front = page.lines_text(item, asked_to - 1, bare=True)
            yield from sheet.suggest(front, page.lines_text(asked_to, end - 1), item, end - 1)
        page.take(item, item)


def _callout(sheet: Sheet, line: int) -> Iterator[FoundCard]:
    document = sheet.document
    quote = document.shapes.quote
    title = _CALLOUT.match(document.lines[line].lstrip(" \t>")) if quote[line] else None
    if title is None or line in sheet.page.taken:
        return
    end = line + 1
    while end < len(quote) and quote[end] >= quote[line] and end - line <= LINES_AT_MOST:
        end += 1
    if any(map(sheet.answers, range(line + 1, end))):
        back = sheet.page.lines_text(line + 1, end - 1)
        yield from sheet.suggest(sheet.page.lines_text(line, line, bare=True), back, line, end - 1)


def _bold_line(sheet: Sheet, line: int) -> Iterator[FoundCard]:
    document, page = sheet.document, sheet.page
    shapes = document.shapes
    if document.kind(line) is not Line.TEXT or shapes.item[line] >= 0 or shapes.quote[line] or line in page.taken:
        return
    bold = _BOLD_LINE.match(sheet.own_text(line))
    if bold is None or "**" in bold["words"]:
        return
    end = line + 1
    while end < len(document.lines) and end - line <= LINES_AT_MOST and not _begins_another(sheet, end):
        end += 1
    yield from _answered(sheet, line, line + 1, end, bold["words"])


def _begins_another(sheet: Sheet, line: int) -> bool:
    if sheet.document.kind(line) in (Line.HEADING, Line.RULE) or line in sheet.page.taken:
        return True
    return sheet.document.kind(line) is Line.TEXT and _BOLD_LINE.match(sheet.own_text(line)) is not None


def _answered(sheet: Sheet, line: int, first: int, end: int, front: str | None = None) -> Iterator[FoundCard]:
    """The question of a line with what stands below it, up to the first line that is a card already."""
    document, page = sheet.document, sheet.page
    end = next((each for each in range(first, end) if each in page.taken), end)
    while end > first and document.kind(end - 1) in (Line.BLANK, Line.RULE):
        end -= 1
    if end - line > LINES_AT_MOST + 1 or not any(map(sheet.answers, range(first, end))):
        return
    front = page.lines_text(line, line, bare=True) if front is None else front
    yield from sheet.suggest(front, page.lines_text(first, end - 1), line, end - 1)


GUESS = Guess("headings", may_ask, find)
