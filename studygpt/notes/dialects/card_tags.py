"""Cards of flashcards-obsidian: `#card` after a heading or a line, and the answer below it.

    ## What is a token? #card           What is a logit? #card-reverse
    A piece of text with an id.         A score before softmax.

`#card-reverse` asks both ways. `#card-spaced` shows a text again without asking for an answer. The tag may also be on
the line below the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.card_text.hidden_parts import CARD_TAG
from studygpt.notes.card_text.page import Page
from studygpt.notes.dialects.base import Dialect, two_sided_cards
from studygpt.notes.rules import Rules
from studygpt.notes.scanner.blocks import LineRange, SideLimits, answer_from, question_above
from studygpt.notes.scanner.document import Tag
from studygpt.notes.scanner.shapes import LineKind

_REST = re.compile(r"(?:[ \t]+#[^\s#]+|[ \t]+\^[A-Za-z0-9-]+|[ \t]*<!--[^\n>]*-->|[ \t]*\#{1,6})*[ \t]*")
"""A pattern for what may follow the tag on its line: more tags, an id or a comment."""
_ANYWHERE = re.compile(r"#[cC]ard")


def may_hold(text: str, _rules: Rules) -> bool:
    return _ANYWHERE.search(text) is not None


def way_of(tag: Tag) -> str | None:
    """Return the kind of card that a tag names: `reverse`, `spaced` or an empty text; None if it is not a card tag."""
    match = CARD_TAG.match(tag.name)
    return (match["way"] or "").casefold() if match else None


def find(page: Page) -> Iterator[FoundCard]:
    document = page.document
    ways = _ways(page)
    lines = sorted(ways)

    def is_other(line: int) -> bool:
        return line in page.taken or line in ways or page.is_tag_line(line)

    limits = SideLimits(skip_blanks=True, is_other_card=is_other)
    for place, line in enumerate(lines):
        ceiling = lines[place + 1] if place + 1 < len(lines) else len(document.lines)
        floor = lines[place - 1] + 1 if place else 0
        first = _first_line(page, line, floor, SideLimits(is_other_card=is_other))
        if place + 1 < len(lines):
            ceiling = _first_line(page, ceiling, line + 1, SideLimits(is_other_card=is_other))
        block = answer_from(document, line + 1, ceiling, document.shapes.quote[line], limits)
        yield from _card(page, first, line, block, ways[line])


def _ways(page: Page) -> dict[int, str]:
    """Map each line that ends with a card tag, and each heading that begins with one, to its kind of card."""
    document = page.document
    on_line: dict[int, list[Tag]] = {}
    for tag in document.tags:
        is_question = document.kind(tag.line) in (LineKind.TEXT, LineKind.HEADING) and tag.line not in page.taken
        if is_question and way_of(tag) is not None:
            on_line.setdefault(tag.line, []).append(tag)
    ways: dict[int, str] = {}
    for line, tags in on_line.items():
        if _REST.fullmatch(document.text, tags[-1].end, document.end_of(line)):
            ways[line] = way_of(tags[-1]) or ""
        elif document.kind(line) is LineKind.HEADING and _leads(page, tags[0]):
            ways[line] = way_of(tags[0]) or ""
    return ways


def _leads(page: Page, tag: Tag) -> bool:
    """Whether a tag is at the beginning of its heading."""
    document = page.document
    return not document.text[document.shapes.content[tag.line] : tag.start].strip()


def _first_line(page: Page, line: int, floor: int, limits: SideLimits) -> int:
    """Return the first line of the question that ends with the tag on this line."""
    document = page.document
    if document.kind(line) is LineKind.HEADING:
        return line
    above = question_above(document, line, floor, limits)
    return above[0] if above else line


def _card(page: Page, first: int, line: int, answer: LineRange | None, way: str) -> Iterator[FoundCard]:
    document = page.document
    front = page.lines_text(first, line, bare=document.kind(first) is LineKind.HEADING).strip()
    back = page.lines_text(*answer) if answer else ""
    if document.kind(first) is LineKind.HEADING and first < line:
        front = page.lines_text(first, first, bare=True)
    last = answer[1] if answer and back else line
    if way == "spaced" and front and not back:
        back = front
    if not front or not back:
        page.report(line, "this card has no question" if not front else "this card has no answer below it")
        return
    if not page.is_free(first, last):
        return
    page.take(first, last)
    yield from two_sided_cards(front, back, first, last, page.written_id(first, last), both_ways=way == "reverse")


DIALECT = Dialect("card_tags", may_hold, find)
