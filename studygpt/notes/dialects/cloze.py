"""Anki's clozes in text and formulas: `{{c1::text}}` and `{{c1::text::hint}}`, and `\\cloze{text}` in formulas.

Each number makes one card, which hides all clozes of the block with that number. A `\\cloze` has no number and makes a
card of its own. Balanced braces may occur inside, as in `{{c1::\\frac{1}{2}}}` and `{{c1::x = {1: 2}}}`, although Anki
itself fails on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import all_clozes, cloze_text, read_clozes
from studygpt.notes.dialects.base import Dialect, cloze_cards
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import block_around
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

_OPENING = re.compile(r"\{\{c\d{1,3}::|\\cloze\{")
_FORMULA = frozenset({SpanKind.MATH, SpanKind.DISPLAY})
_NO_CARD = frozenset({LineKind.CODE, LineKind.FRONT, LineKind.FENCE, LineKind.COMMENT})


def may_hold(text: str, _rules: Rules) -> bool:
    return "{" in text and ("{{c" in text or "\\cloze{" in text)


def find(page: Page) -> Iterator[FoundCard]:
    document = page.document
    seen = -1
    for match in _OPENING.finditer(document.text):
        line = document.line_of(match.start())
        if line <= seen or line in page.taken or not _is_meant(document, match.start()):
            continue
        first, seen = block_around(document, line, page.is_tag_line)
        if page.is_free(first, seen):
            yield from _block_cards(page, first, seen)


def _is_meant(document: Document, offset: int) -> bool:
    span = document.spans.at(offset)
    if span is not None and document.spans.kinds[span] not in _FORMULA:
        return False
    return document.kind(document.line_of(offset)) not in _NO_CARD


def _block_cards(page: Page, first: int, last: int) -> Iterator[FoundCard]:
    document = page.document
    start = document.starts[first]
    reading = read_clozes(document.text[start : document.end_of(last)])
    for offset in reading.unbalanced:
        if _is_meant(document, start + offset):
            page.report(document.line_of(start + offset), "the braces of this cloze do not balance")
    lines: list[tuple[int, int]] = []
    for cloze in all_clozes(reading.parts):
        line = document.line_of(start + cloze.start)
        if not cloze_text(cloze.parts).strip():
            page.report(line, "this cloze hides nothing")
        elif _is_meant(document, start + cloze.start):
            lines.append((line, cloze.number))
    for unit_first, unit_last in _units(document, first, last, lines) if lines else []:
        yield from _cards(page, unit_first, unit_last)


def _units(document: Document, first: int, last: int, clozes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Divide a block into the texts of cards; return the first and last line of each.

    The texts are the block's list items if each of them has a cloze with the number 1; otherwise the whole block is one
    text. `clozes` holds the lines and numbers of the block's clozes.
    """
    numbers: dict[int, set[int]] = {}
    for line, number in clozes:
        numbers.setdefault(document.shapes.item[line], set()).add(number)
    if len(numbers) < 2 or min(numbers) < first or not all(1 in each for each in numbers.values()):
        return [(first, last)]
    nested = {item for each in numbers for item in document.enclosing_items(each)}
    return [
        (item, min(document.own_end(item) if item in nested else document.item_end(item), last + 1) - 1)
        for item in sorted(numbers)
    ]


def _cards(page: Page, first: int, last: int) -> Iterator[FoundCard]:
    document = page.document
    if not page.is_free(first, last):
        return
    page.take(first, last)
    bare = not any(document.kind(line) is LineKind.ITEM for line in range(first + 1, last + 1))
    text = page.lines_text(first, last, bare=bare)
    yield from cloze_cards(page, read_clozes(text).parts, text, first, last)


DIALECT = Dialect("cloze", may_hold, find)
