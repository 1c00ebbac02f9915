"""What defines by its form, under any heading: bullets that begin with code or a link, and definition lists.

- `torch.no_grad`: switches gradients off            token
- [softmax](https://..): makes probabilities         : a piece of text with an id
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.scanner.shapes import Line
from studygpt.notes.suggestions.base import Guess, Sheet
from studygpt.notes.suggestions.terms import COLON, Head, is_term, suggest_terms, unmarked

_ONE = r"(?:`[^`\n]{1,160}`|``[^\n]{1,160}?``)"
_JOINED = r"(?:[ \t]*[,/|&+][ \t]*|[ \t]+(?:and|or|vs\.?|und|oder|et|ou|y|o|e|и|или)[ \t]+)"
_CODE = re.compile(rf"(?P<term>{_ONE}(?:{_JOINED}{_ONE}){{0,4}}){COLON}[ \t]*(?P<says>.*)$")
# Behind a link only a colon: `[title](address) - remark` is how people list what they read.
_LINK = re.compile(
    r"\[(?P<term>[^\[\]\n]{1,160})\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)[ \t]*[:：](?!:)[ \t]*(?P<says>.*)$"
)
_ANYWHERE = re.compile(r"\n(?::[ \t]|[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+[`\[](?![ xX/><-]\]))")
_MEANING = re.compile(r" {0,3}:[ \t]+(?=\S)")


def may_hold(text: str) -> bool:
    return _ANYWHERE.search(text) is not None


def find(sheet: Sheet) -> Iterator[FoundCard]:
    yield from suggest_terms(sheet, _heads(sheet))
    yield from _lists(sheet)


def _heads(sheet: Sheet) -> dict[int, Head]:
    document = sheet.document
    found: dict[int, Head] = {}
    for item in sheet.items:
        if not document.text.startswith(("`", "["), document.shapes.content[item]):
            continue
        if item in sheet.page.taken or item in sheet.todo:
            continue
        written = sheet.own_text(item)
        head = _CODE.match(written) or _LINK.match(written)
        if head is not None:
            found[item] = (unmarked(head["term"]), head["says"].strip())
    return found


def _lists(sheet: Sheet) -> Iterator[FoundCard]:
    """A term, below it (or below a blank line) one or more lines that begin with a colon."""
    document, page = sheet.document, sheet.page
    lines = document.lines
    line = document.front.end
    while line < len(lines):
        term = line
        line += 1
        if document.kind(term) is not Line.TEXT or not lines[term].strip() or _MEANING.match(lines[term]):
            continue
        first = term + 1
        if first < len(lines) and document.kind(first) is Line.BLANK:
            first += 1
        if first >= len(lines) or document.kind(first) is not Line.TEXT or not _MEANING.match(lines[first]):
            continue
        end = first
        while end < len(lines) and document.kind(end) in (Line.TEXT, Line.ITEM) and not _is_next_term(sheet, end):
            end += 1
        line = end
        says = "\n".join(_MEANING.sub("", each) for each in page.lines_text(first, end - 1).split("\n"))
        name = unmarked(sheet.own_text(term))
        if is_term(name):
            yield from sheet.suggest(name, says, term, end - 1)


def _is_next_term(sheet: Sheet, line: int) -> bool:
    lines = sheet.document.lines
    return line + 1 < len(lines) and _MEANING.match(lines[line]) is None and _MEANING.match(lines[line + 1]) is not None


GUESS = Guess("definitions", may_hold, find)
