"""Suggest definitions: list items that begin with code or a link, and definition lists.

- `torch.no_grad`: switches gradients off            token
- [softmax](https://..): makes probabilities         : a piece of text with an id
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions.base import SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.terms import COLON, Term, is_term, suggest_terms, without_emphasis

_CODE_SPAN = r"(?:`[^`\n]{1,160}`|``[^\n]{1,160}?``)"
_JOINED = r"(?:[ \t]*[,/|&+][ \t]*|[ \t]+(?:and|or|vs\.?|und|oder|et|ou|y|o|e|и|или)[ \t]+)"
_CODE = re.compile(rf"(?P<term>{_CODE_SPAN}(?:{_JOINED}{_CODE_SPAN}){{0,4}}){COLON}[ \t]*(?P<meaning>.*)$")
# After a link, only a colon counts, because `[title](address) - remark` is a usual form of reading lists.
_LINK = re.compile(
    r"\[(?P<term>[^\[\]\n]{1,160})\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)[ \t]*[:：](?!:)[ \t]*(?P<meaning>.*)$"
)
_ANYWHERE = re.compile(r"\n(?::[ \t]|[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+[`\[](?![ xX/><-]\]))")
_MEANING = re.compile(r" {0,3}:[ \t]+(?=\S)")


def may_hold(text: str) -> bool:
    return _ANYWHERE.search(text) is not None


def find(search: SuggestionSearch) -> Iterator[FoundCard]:
    yield from suggest_terms(search, _terms(search))
    yield from _definition_lists(search)


def _terms(search: SuggestionSearch) -> dict[int, Term]:
    document = search.document
    found: dict[int, Term] = {}
    for item in search.items:
        if not document.text.startswith(("`", "["), document.shapes.content[item]):
            continue
        if item in search.page.taken or item in search.task_lines:
            continue
        written = search.own_text(item)
        match = _CODE.match(written) or _LINK.match(written)
        if match is not None:
            found[item] = (without_emphasis(match["term"]), match["meaning"].strip())
    return found


def _definition_lists(search: SuggestionSearch) -> Iterator[FoundCard]:
    """Find definition lists: a term with lines that begin with a colon below, possibly after one blank line."""
    document, page = search.document, search.page
    lines = document.lines
    line = document.front.end
    while line < len(lines):
        term = line
        line += 1
        if document.kind(term) is not LineKind.TEXT or not lines[term].strip() or _MEANING.match(lines[term]):
            continue
        first = term + 1
        if first < len(lines) and document.kind(first) is LineKind.BLANK:
            first += 1
        if first >= len(lines) or document.kind(first) is not LineKind.TEXT or not _MEANING.match(lines[first]):
            continue
        end = first
        while (
            end < len(lines) and document.kind(end) in (LineKind.TEXT, LineKind.ITEM) and not _is_next_term(search, end)
        ):
            end += 1
        line = end
        meaning = "\n".join(_MEANING.sub("", each) for each in page.lines_text(first, end - 1).split("\n"))
        name = without_emphasis(search.own_text(term))
        if is_term(name):
            yield from search.suggest(name, meaning, term, end - 1)


def _is_next_term(search: SuggestionSearch, line: int) -> bool:
    lines = search.document.lines
    return line + 1 < len(lines) and _MEANING.match(lines[line]) is None and _MEANING.match(lines[line + 1]) is not None


FINDER = SuggestionFinder("definitions", may_hold, find)
