"""Cards of Logseq: a block tagged `#card` whose nested blocks are the answer, or whose `{{cloze text}}`s are hidden.

- What is a token? #card
  card-last-score:: 5
  - A piece of text with an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.page import Page
from studygpt.notes.clozes import read_clozes
from studygpt.notes.dialects import card_tags
from studygpt.notes.dialects.base import Dialect, cloze_cards, two_sided_cards
from studygpt.notes.dialects.card_tags import way_of
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.scanner.spans import SpanKind

_BEFORE = re.compile(r"\A(?:#{1,6}[ \t]+)?(?:(?:TODO|DOING|DONE|NOW|LATER|WAITING|CANCELED)[ \t]+)?")
"""A pattern for the mark of a heading or a task that may precede the text of a block."""
_LINKED = re.compile(r"\[\[card\]\]", re.IGNORECASE)


def may_hold(text: str, rules: Rules) -> bool:
    return card_tags.may_hold(text, rules) or "card]]" in text


@dataclass(frozen=True, slots=True)
class LogseqBlock:
    """A list item that is tagged as a card."""

    line: int
    tagged: int
    """The line of the card tag."""
    way: str


def find(page: Page) -> Iterator[FoundCard]:
    blocks = sorted(_blocks(page), key=lambda block: block.line)
    for place, block in enumerate(blocks):
        following = blocks[place + 1].line if place + 1 < len(blocks) else len(page.document.lines)
        end = min(page.document.item_end(block.line), following)
        if page.is_free(block.line, end - 1):
            yield from _card(page, block, end)


def _blocks(page: Page) -> Iterator[LogseqBlock]:
    """Yield the list items that are cards: those with a card tag in their own text, above any blank line."""
    document, shapes = page.document, page.document.shapes
    marks = [(tag.line, way) for tag in document.tags if (way := way_of(tag)) is not None]
    if "[[" in document.text:
        marks += [
            (document.line_of(link.start()), "")
            for link in _LINKED.finditer(document.text)
            if document.spans.is_a(SpanKind.WIKILINK, link.start())
        ]
    seen: set[int] = set()
    for line, way in marks:
        item = shapes.item[line]
        if item < 0 or item in seen or item in page.taken or page.has_blank(item, line):
            continue
        if line < document.own_end(item):
            seen.add(item)
            yield LogseqBlock(item, line, way)


def _card(page: Page, card: LogseqBlock, end: int) -> Iterator[FoundCard]:
    document, block, way = page.document, card.line, card.way
    own_end = min(document.own_end(block), end)
    front = _BEFORE.sub("", page.lines_text(block, own_end - 1, bare=True))
    back = page.lines_text(own_end, end - 1, bare=_is_one_block(page, own_end, end)) if end > own_end else ""
    if "{{cloze" in front:
        parts = read_clozes(front, logseq=True).parts
        if len(parts) > 1:
            page.take(block, end - 1)
            yield from cloze_cards(page, parts, front, block, end - 1, extra=back)
            return
    if not back and "{{c" in front:  # Anki's clozes in a block of Logseq, which another dialect finds
        return
    if not back and own_end > card.tagged + 1:  # the answer is in the block itself, right below the tag
        front = _BEFORE.sub("", page.lines_text(block, card.tagged, bare=True))
        back = page.lines_text(card.tagged + 1, own_end - 1)
    if way == "spaced" and front and not back:
        back = front
    last = _last_shown(page, block, end)
    if not front or not back:
        page.report(block, "this card has no question" if not front else "this card has no answer below it")
        return
    page.take(block, last)
    yield from two_sided_cards(front, back, block, last, page.written_id(block, last), both_ways=way == "reverse")


def _is_one_block(page: Page, first: int, end: int) -> bool:
    shapes = page.document.shapes
    parent = shapes.parent.get(first)
    return all(shapes.parent.get(line, first) != parent for line in range(first + 1, end))


def _last_shown(page: Page, block: int, end: int) -> int:
    """Return the last line of a block that is not blank."""
    while end - 1 > block and page.document.kind(end - 1) is LineKind.BLANK:
        end -= 1
    return end - 1


DIALECT = Dialect("logseq", may_hold, find)
