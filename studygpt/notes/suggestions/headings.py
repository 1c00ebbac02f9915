"""Suggest questions in headings with text below, and in list items with nested items as the answer.

    ## Why is the sky blue?                 - Why is the sky blue?
    Short waves scatter more.                 - Short waves scatter more.

A line in bold and the title of a callout count as headings too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.context import BOLD_LINE
from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.passages import CALLOUT
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions.base import MAX_LINES, SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.question_lines import ends_with_question, may_hold_question

_CALLOUT = re.compile(rf"{CALLOUT}(?P<words>.+)$")


def find(search: SuggestionSearch) -> Iterator[FoundCard]:
    yield from _headings(search)
    yield from _bullets(search)
    for line in sorted(search.question_lines):
        yield from _callout(search, line)
        yield from _bold_line(search, line)


def _headings(search: SuggestionSearch) -> Iterator[FoundCard]:
    document, page = search.document, search.page
    headings = document.headings
    for place, heading in enumerate(headings):
        if heading.line not in search.question_lines or heading.line in page.taken:
            continue
        end = headings[place + 1].line if place + 1 < len(headings) else len(document.lines)
        first = heading.line + 1
        while first < end and document.kind(first) in (LineKind.BLANK, LineKind.RULE):
            first += 1
        if first == end and place + 1 < len(headings) and headings[place + 1].level > heading.level:
            end = _sections_end(search, place)
        if first < end:
            yield from _answered(search, heading.line, first, end)
            page.take(heading.line, heading.line)  # not an open question: the text below belongs to it


def _sections_end(search: SuggestionSearch, place: int) -> int:
    """Return the end of a heading's section, or the line of the first heading inside it that is a question."""
    headings = search.document.headings
    end = search.document.section_ends[headings[place].line]
    for other in headings[place + 1 :]:
        if other.line >= end or other.line - headings[place].line > MAX_LINES:
            break
        if other.line in search.question_lines:
            return other.line
    return end


def _bullets(search: SuggestionSearch) -> Iterator[FoundCard]:
    document, page = search.document, search.page
    for item in search.items:
        if item not in search.question_lines or item in page.taken or item in search.task_lines:
            continue
        children = search.children.get(item, [])
        inner = document.own_end(item)
        # A question may have several lines. The lines after its question mark are the answer.
        question_end = item + 1 if ends_with_question(search.own_text(item)) else inner
        if not any(map(search.can_answer, (*range(question_end, inner), *children))):
            continue
        end = document.item_end(item)
        if end - item <= MAX_LINES and page.is_free(item, end - 1):
            front = page.lines_text(item, question_end - 1, bare=True)
            yield from search.suggest(front, page.lines_text(question_end, end - 1), item, end - 1)
        page.take(item, item)


def _callout(search: SuggestionSearch, line: int) -> Iterator[FoundCard]:
    document = search.document
    quote = document.shapes.quote
    title = _CALLOUT.match(document.lines[line].lstrip(" \t>")) if quote[line] else None
    if title is None or line in search.page.taken:
        return
    end = line + 1
    while end < len(quote) and quote[end] >= quote[line] and end - line <= MAX_LINES:
        end += 1
    if any(map(search.can_answer, range(line + 1, end))):
        back = search.page.lines_text(line + 1, end - 1)
        yield from search.suggest(search.page.lines_text(line, line, bare=True), back, line, end - 1)


def _bold_line(search: SuggestionSearch, line: int) -> Iterator[FoundCard]:
    document, page = search.document, search.page
    shapes = document.shapes
    if document.kind(line) is not LineKind.TEXT or shapes.item[line] >= 0 or shapes.quote[line] or line in page.taken:
        return
    bold = BOLD_LINE.match(search.own_text(line))
    if bold is None or "**" in bold["words"]:
        return
    end = line + 1
    while end < len(document.lines) and end - line <= MAX_LINES and not _begins_another(search, end):
        end += 1
    yield from _answered(search, line, line + 1, end, bold["words"])


def _begins_another(search: SuggestionSearch, line: int) -> bool:
    if search.document.kind(line) in (LineKind.HEADING, LineKind.RULE) or line in search.page.taken:
        return True
    return search.document.kind(line) is LineKind.TEXT and BOLD_LINE.match(search.own_text(line)) is not None


def _answered(
    search: SuggestionSearch, line: int, first: int, end: int, front: str | None = None
) -> Iterator[FoundCard]:
    """Suggest the question on a line with the text below it, up to the first line that belongs to a card already."""
    document, page = search.document, search.page
    end = next((each for each in range(first, end) if each in page.taken), end)
    while end > first and document.kind(end - 1) in (LineKind.BLANK, LineKind.RULE):
        end -= 1
    if end - line > MAX_LINES + 1 or not any(map(search.can_answer, range(first, end))):
        return
    front = page.lines_text(line, line, bare=True) if front is None else front
    yield from search.suggest(front, page.lines_text(first, end - 1), line, end - 1)


FINDER = SuggestionFinder("headings", may_hold_question, find)
