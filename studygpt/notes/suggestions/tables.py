"""Suggest the rows of tables with two columns, a term and its meaning.

| term | meaning |
| --- | --- |
| logit | a score before softmax |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studygpt.notes.card_text.found_card import FoundCard
from studygpt.notes.false_separators import is_property_value
from studygpt.notes.scanner.document import Document
from studygpt.notes.scanner.shapes import LineKind
from studygpt.notes.suggestions.base import SuggestionFinder, SuggestionSearch
from studygpt.notes.suggestions.terms import LETTER, is_term

_RULE = re.compile(r"\n[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*\|[ \t]*:?-+:?[ \t]*(?:\|[ \t]*)?(?=\n|\Z)")
_PIPE = re.compile(r"(?<!\\)\|")
_MIN_GOOD_SHARE = 2 / 3
_MAX_ROWS = 500
"""The maximum number of rows. A longer table holds data and is not a glossary."""
# The heads of columns with dates, steps or files, which are not terms.
_NO_TERMS = frozenset(
    """# no no. nr nr. id date time day week month year step rank file path datum zeit tag woche schritt fecha hora día
    date heure jour étape data ora giorno dia дата время день 日期 时间 日付 時間 날짜 시간""".split()
)


def may_hold(text: str) -> bool:
    return "|" in text and _RULE.search(text) is not None


def find(search: SuggestionSearch) -> Iterator[FoundCard]:
    document = search.document
    for match in _RULE.finditer(document.text):
        rule = document.line_of(match.start() + 1)
        if not _is_table(document, rule - 1) or not _is_table(document, rule) or _is_table(document, rule - 2):
            continue  # not the second line of a table
        head = _cells(search, rule - 1)
        if head is not None and any(head) and head[0].casefold() not in _NO_TERMS:
            yield from _rows(search, rule + 1)


def _is_table(document: Document, line: int) -> bool:
    return line >= 0 and document.kind(line) is LineKind.TABLE


def _rows(search: SuggestionSearch, first: int) -> Iterator[FoundCard]:
    document = search.document
    end = first
    while end < len(document.lines) and document.kind(end) is LineKind.TABLE:
        end += 1
    rows = [(line, _cells(search, line)) for line in range(first, min(end, first + _MAX_ROWS))]
    good = [(line, row) for line, row in rows if row is not None and _is_definition(*row)]
    names = {term.casefold() for _, (term, _) in good}
    if len(good) >= _MIN_GOOD_SHARE * len(rows) and len(names) == len(good):
        for line, (term, meaning) in good:
            yield from search.suggest(term, meaning, line, line)


def _cells(search: SuggestionSearch, line: int) -> tuple[str, str] | None:
    """Return the two cells of a row; None if it has another number of cells."""
    written = search.page.lines_text(line, line).strip()
    if "\\" in written:
        cells = [cell.replace("\\|", "|").strip() for cell in _PIPE.split(written)]
    else:
        cells = [cell.strip() for cell in written.split("|")]
    cells = cells[written.startswith("|") : len(cells) - (not cells[-1])]
    return (cells[0], cells[1]) if len(cells) == 2 else None


def _is_definition(term: str, meaning: str) -> bool:
    return is_term(term) and LETTER.search(meaning) is not None and not is_property_value(meaning)


FINDER = SuggestionFinder("tables", may_hold, find)
